"""What each platform's exports look like: one card a platform, and one for files of any origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from kpi.brief import CHANNELS
from kpi.catalog.entries import HERE, Bilingual, CatalogError, Entry, entries
from kpi.catalog.headings import plain
from kpi.facts import DIMENSIONS, MEASURES

Kind = Literal["measure", "part", "dimension", "segment", "key", "rate", "aside", "personal"]

FAMILIES = (
    "ads", "web", "email", "shop", "crm", "social", "app", "survey", "panel", "manual",
)  # fmt: skip
LANGUAGES = ("en", "fr", "de", "es", "pt", "it", "id")
# Columns that are read to understand the others and never enter the cube as they are.
KEYS = (
    "campaign_type", "medium", "day_index", "amount", "primary", "order_id", "order_status",
    "cancelled_at", "customer_key", "customer_orders", "quantity", "unit_price", "deal_id",
    "deal_stage", "deal_closed", "entry_kind", "payment_status", "attribution",
    "level",
)  # fmt: skip
ANY = "any"
# The sections of a card that list names, what they are, and the fields they may name (none: any).
NAMED: tuple[tuple[str, Kind, tuple[str, ...]], ...] = (
    ("measures", "measure", tuple(MEASURES)),
    # Columns of which the sum is the measure: likes and comments are engagements.
    ("parts", "part", tuple(MEASURES)),
    ("dimensions", "dimension", DIMENSIONS),
    ("keys", "key", KEYS),
    ("segments", "segment", ()),
    ("aside", "aside", ()),
    ("personal", "personal", ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a column name says in one card: `name` is a measure, a dimension, a key, a segment or a
    rate.

    `rank`: 0 for the name preferred when several columns say the same; `result`: the conversion
    action that
    the name itself tells ("purchases").
    """

    kind: Kind
    name: str
    rank: int = 0
    languages: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A rate that an export repeats: numerator / denominator × `scale`; used to check, never
    stored.
    """

    id: str
    numerator: str
    denominator: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How one platform exports: its column names by language, its titles, its traps, the path to
    export.
    """

    id: str
    name: str
    family: str
    channel: str
    seen: tuple[str, ...]
    documented: tuple[str, ...]
    marks: frozenset[str]
    titles: Mapping[str, str]
    files: tuple[str, ...]
    named: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    rates: Mapping[str, Rate]
    channels: Mapping[str, str]
    export: Bilingual
    trap: Bilingual


def is_seen(platform: str) -> bool:
    """Return whether a real export of a platform, by its name, was met; the others are read from
    their documentation.
    """
    return any(card.seen for card in platforms().values() if card.name == platform)


def _names(card: Entry, tables: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield (name, language, rank) of a field's table: language → list of names, the preferred
    first.
    """
    for language, names in tables.items():
        if language not in LANGUAGES or not isinstance(names, list):
            raise card.fail(
                language, f"a list of names in one of {', '.join(LANGUAGES)} is expected"
            )
        for rank, name in enumerate(names):
            yield str(name), language, rank


def _add(found: dict[str, Meaning], card: Entry, kind: Kind, key: str, table: Any) -> None:
    """Add one field's names; "conversions-purchase" is the field conversions with that result."""
    if not isinstance(table, dict):
        raise card.fail(key, "names by language are expected")
    field, _, result = key.partition("-")
    for name, language, rank in _names(card, table):
        before = found.get(plain(name))
        if before is not None and (before.name, before.result) != (field, result):
            raise card.fail(name, f"this name stands under {before.name} and {key}")
        languages = (*(before.languages if before else ()), language)
        found[plain(name)] = Meaning(
            kind=kind,
            name=field,
            rank=min(rank, before.rank if before else rank),
            languages=tuple(dict.fromkeys(languages)),
            result=result,
        )


def _meanings(tables: Mapping[str, Entry]) -> dict[str, Meaning]:
    """Gather every name of a card; a name may stand once only, whatever it means."""
    found: dict[str, Meaning] = {}
    for section, kind, known in NAMED:
        entry = tables.get(section)
        if entry is None:
            continue
        for field, table in entry.values.items():
            if known and field.partition("-")[0] not in known:
                raise entry.fail(field, f"not one of the {section}")
            _add(found, entry, kind, field, table)
    return found


def _rates(entry: Entry | None, found: dict[str, Meaning]) -> Mapping[str, Rate]:
    rates: dict[str, Rate] = {}
    if entry is None:
        return MappingProxyType(rates)
    for id_, table in entry.values.items():
        numerator, denominator = table.pop("of")
        if {numerator, denominator} - set(MEASURES):
            raise entry.fail(id_, "two measures are expected in `of`")
        scale = float(table.pop("scale", 1.0))
        rates[id_] = Rate(id=id_, numerator=numerator, denominator=denominator, scale=scale)
        _add(found, entry, "rate", id_, table)
    return MappingProxyType(rates)


def _titles(entry: Entry | None) -> Mapping[str, str]:
    return MappingProxyType(
        {
            plain(title): report
            for report, titles in (entry.values.items() if entry else ())
            for title in titles
        }
    )


def _channels(entry: Entry | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if entry is None:
        return MappingProxyType(found)
    for channel, words in entry.values.items():
        if channel not in CHANNELS:
            raise entry.fail(channel, "no channel of the brief")
        found |= {plain(word): channel for word in words}
    return MappingProxyType(found)


def _card(id_: str, tables: Mapping[str, Entry]) -> Card:
    head = tables["card"]
    meanings = _meanings(tables)
    rates = _rates(tables.get("rates"), meanings)
    marks = frozenset(map(plain, head.texts("marks")))
    unknown = marks - set(meanings)
    if unknown:
        raise head.fail("marks", f"{sorted(unknown)} stand in no list of names")
    card = Card(
        id=id_,
        name=head.text("name"),
        family=head.text("family", (*FAMILIES, "")),
        channel=head.text("channel", (*CHANNELS, ""), ""),
        seen=head.texts("seen", LANGUAGES),
        documented=head.texts("documented", LANGUAGES),
        marks=marks,
        titles=_titles(tables.get("titles")),
        files=head.texts("files"),
        named=head.texts("named") if "named" in head.values else (),
        meanings=MappingProxyType(meanings),
        rates=rates,
        channels=_channels(tables.get("channels")),
        export=head.both("export"),
        trap=head.both("trap"),
    )
    head.finish()
    return card


SECTIONS = (
    "card", "titles", "measures", "parts", "dimensions", "keys", "segments", "rates", "channels",
    "aside", "personal",
)  # fmt: skip


@cache
def cards() -> Mapping[str, Card]:
    """Return id → Card, the card of any origin included. Raises CatalogError when a file is
    wrong.
    """
    found = {}
    for path in sorted((HERE / "platforms").glob("*.toml")):
        tables = {entry.id: entry for entry in entries(path)}
        unknown = set(tables) - set(SECTIONS)
        if unknown or "card" not in tables:
            raise CatalogError(path.name + ": [card] and sections expected, not " + str(unknown))
        found[path.stem] = _card(path.stem, tables)
    return MappingProxyType(found)


def platforms() -> Mapping[str, Card]:
    """Return id → Card for the platforms alone."""
    return MappingProxyType({id_: card for id_, card in cards().items() if id_ != ANY})


@cache
def known_names() -> frozenset[str]:
    """Return every column name that some card knows, in its plain form."""
    return frozenset(name for card in cards().values() for name in card.meanings)
