"""The bilingual sentences of the catalogue, by deck: problems, refusals, reasons, verdicts,
checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kpi.catalog.entries import HERE, Bilingual, entries

Deck = Mapping[str, Mapping[str, Bilingual]]
PARTS = {
    "problems": ("what", "where", "fix"),
    "refusals": ("sentence", "next"),
    "reasons": ("sentence",),
    "verdicts": ("first", "second"),
    "checks": ("passed", "failed"),
}


@cache
def sentences(deck: str) -> Deck:
    """Return code → part → sentence in both languages, for one of the decks of PARTS."""
    parts = PARTS[deck]
    return MappingProxyType(
        {
            entry.id: MappingProxyType({part: entry.both(part) for part in parts})
            for entry in entries(HERE / f"{deck}.toml")
        }
    )


@cache
def refusal_filters() -> Mapping[str, str]:
    """Return code of refusals.toml → its filter (decides, unique, coherent …)."""
    return MappingProxyType(
        {entry.id: entry.text("filter") for entry in entries(HERE / "refusals.toml")}
    )


@cache
def placeholder_types() -> Mapping[str, str]:
    """Return placeholder → type (money, percent, name …), for every word between braces."""
    return MappingProxyType(
        {entry.id: entry.text("type") for entry in entries(HERE / "placeholders.toml")}
    )
