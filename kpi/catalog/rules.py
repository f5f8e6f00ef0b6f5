"""The audit's rules: thresholds and words. Their tests are the functions of `kpi/audit`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from kpi.catalog.entries import HERE, Bilingual, Entry, entries

Kind = Literal["warning", "hidden_performer", "note", "doubt"]
PARTS = ("headline", "you_see", "it_hides", "confidence", "would_change", "action", "silent")
# The cause that rules on costs share: results paid too much.
DEAR = "dear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A claim that flatters, the truth it may hide, and what it takes to say so.

    `margins`, `floors`: ratios against peers or the earlier period, by KPI; `minimums`: counts;
    `needs`: alternatives of fields and dimensions. `words`: one sentence pattern a part of a
    finding. `cause`: what it has in common with the rules that may say the same of one thing, ""
    when none does. `seen`, `hidden`: what each side of its card draws, () for nothing: the names of
    a value and of its reference, and what both are called. `variants`: the sentences that differ
    when the rule found its claim another way.
    """

    id: str
    kind: Kind
    belief: str
    truth: str
    peers: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    optional: tuple[str, ...]
    margins: Mapping[str, float]
    floors: Mapping[str, float]
    minimums: Mapping[str, float]
    no_dates: str
    silent_when: str
    threshold_source: str
    cause: str
    seen: tuple[str, ...]
    hidden: tuple[str, ...]
    title: Bilingual
    variants: Mapping[str, Mapping[str, Bilingual]]
    words: Mapping[str, Bilingual]

    def pattern(self, part: str, variant: str = "") -> Bilingual:
        """Return the sentence of one part, that of a variant where it has its own."""
        return self.variants.get(variant, {}).get(part, self.words[part])


def _rule(entry: Entry) -> Rule:
    made = Rule(
        id=entry.id,
        kind=entry.text("kind", ("warning", "hidden_performer", "note", "doubt")),  # type: ignore[arg-type]
        belief=entry.text("belief"),
        truth=entry.text("truth"),
        peers=entry.texts("peers"),
        needs=entry.groups("needs"),
        optional=entry.texts("optional"),
        margins=entry.numbers("margins"),
        floors=entry.numbers("floors"),
        minimums=entry.numbers("minimums"),
        no_dates=entry.text("no_dates"),
        silent_when=entry.text("silent_when"),
        threshold_source=entry.text("threshold_source"),
        cause=entry.text("cause", default=""),
        seen=_drawn(entry, "seen"),
        hidden=_drawn(entry, "hidden"),
        title=entry.both("title"),
        variants=_variants(entry),
        words=MappingProxyType({part: entry.both(part) for part in PARTS}),
    )
    entry.finish()
    return made


def _variants(entry: Entry) -> Mapping[str, Mapping[str, Bilingual]]:
    found = {}
    for name, table in entry.group("variants").items():
        one = Entry(entry.file, f"{entry.id}.variants.{name}", dict(table))
        found[name] = MappingProxyType({p: one.both(p) for p in PARTS if p in one.values})
        one.finish()
    return MappingProxyType(found)


def _drawn(entry: Entry, side: str) -> tuple[str, ...]:
    drawn = entry.texts(side)
    if len(drawn) not in (0, 4):
        raise entry.fail(side, "a value, a reference and their two names are expected")
    return drawn


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules, id → Rule, in the order of their ids."""
    every = (e for path in (HERE / "rules").glob("*.toml") for e in entries(path))
    found = sorted((_rule(entry) for entry in every), key=lambda one: one.id)
    return MappingProxyType({one.id: one for one in found})


def rule(id_: str) -> Rule:
    """Return one rule; a KeyError here is a mistake of ours."""
    return rules()[id_]
