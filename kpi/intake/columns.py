"""What each column of a table is used for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, Card, Meaning, cards, platforms
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import DIMENSIONS, MEASURES
from kpi.intake.column_cells import LOOKED_AT, by_values
from kpi.intake.column_names import SUPPOSED, by_name, in_cards, likely_cards
from kpi.intake.dates import read_date
from kpi.intake.lifetimes import is_lifetime, without_lifetimes
from kpi.intake.units import factor_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi.intake.recognise import Recognition


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one column is used for. `meaning` None: not used, and `why` says the reason by its
    code.
    """

    position: int
    name: str
    meaning: Meaning | None = None
    confidence: float = 0.0
    why: str = ""
    duplicate_of: str = ""
    # What its figures are multiplied by, for the unit that its name gives.
    factor: float = 1.0

    def is_a(self, kind: str, name: str = "") -> bool:
        return (
            self.meaning is not None
            and self.meaning.kind == kind
            and name in ("", self.meaning.name)
        )


def uses(
    recognition: Recognition,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    chosen: Mapping[str, str],
    known: Mapping[str, Card] | None = None,
) -> tuple[Use, ...]:
    """Return what each column is, by its name first, then by what its first cells hold.

    `chosen`: column name → field ("" to leave it out), what the user decided; it wins over
    everything. `known`: the cards that lend their words to a file of no platform, by default all.
    Several columns may be of one field: kpi.intake.twins keeps one.
    """
    found = []
    lending = tuple((platforms() if known is None else known).values())
    card = recognition.card
    likely = () if card else likely_cards(header, lending)
    for position, (name, sample) in enumerate(zip(header, samples, strict=True)):
        if name in chosen:
            found.append(_in_unit(_chosen(position, name, chosen[name]), card))
            continue
        meaning, confidence = in_cards(likely, name) or by_name(recognition, name, lending)
        use = Use(position=position, name=name, meaning=meaning, confidence=confidence)
        found.append(_in_unit(by_values(use, sample), card))
    found = without_lifetimes(found, samples, chosen)
    return _in_context(_with_days(found, samples))


def _with_days(found: list[Use], samples: Sequence[Sequence[str]]) -> tuple[Use, ...]:
    """Return the uses with the first column that holds days alone as the date, where none is."""
    if any(use.is_a("dimension", "date") or use.is_a("key", "day_index") for use in found):
        return tuple(found)
    for position, use in enumerate(found):
        given = [text for text in samples[position] if text.strip()][:LOOKED_AT]
        days = bool(given) and all(_is_plain_day(text) for text in given)
        if use.why == "no_field" and days and not is_lifetime(use.name):
            meaning = Meaning(kind="dimension", name="date")
            found[position] = replace(use, meaning=meaning, confidence=0.7, why="")
            break
    return tuple(found)


# "Views" are plays beside advertising figures, pages beside visits.
_VISITS = ("sessions", "engaged_sessions", "users", "new_users")
_ADS = ("spend", "clicks", "impressions")


def _in_context(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Return the uses with words of two meanings read by what stands beside them."""
    held = {use.meaning.name for use in found if use.is_a("measure") and use.meaning}
    found = tuple(_of_emails(use, held) for use in _by_reader(_by_medium(found)))
    if held & set(_VISITS):
        before, after = "video_views", "page_views"
    elif held & set(_ADS):
        before, after = "page_views", "video_views"
    else:
        return tuple(_either(use) for use in found)
    if after in held:
        return found
    meaning = Meaning(kind="measure", name=after)
    return tuple(
        replace(use, meaning=meaning) if use.is_a("measure", before) and _says_views(use) else use
        for use in found
    )


def _either(use: Use) -> Use:
    """Return "Views" as a supposition where nothing beside them says what was seen."""
    unsaid = use.confidence < 1.0 and _says_views(use)
    return replace(use, confidence=min(use.confidence, SUPPOSED)) if unsaid else use


def _by_medium(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Leave the source aside where a medium says the channel: google / cpc is paid search."""
    if not any(use.is_a("key", "medium") for use in found):
        return found
    return tuple(
        replace(use, meaning=None, why="no_field")
        if use.is_a("dimension", "channel") and plain(use.name).endswith("source")
        else use
        for use in found
    )


def _by_reader(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Leave the openings counted each time aside where those who opened stand beside them."""
    each_time = vocabulary("each_time")["opens"]
    opens = [use for use in found if use.is_a("measure", "opens")]
    if all(plain(use.name) in each_time for use in opens):
        return found
    return tuple(
        replace(use, meaning=None, why="no_field")
        if use in opens and plain(use.name) in each_time
        else use
        for use in found
    )


def _of_emails(use: Use, held: set[str]) -> Use:
    """Return a use that does not count the clicks of an e-mail twice: each reader once, then all
    of them.
    """
    if use.is_a("measure", "clicks") and "email_clicks" in held and held & _SENT:
        return replace(use, meaning=None, why="no_field")
    # What a platform claims or sums up goes by the shop's words too: less sure beside its spend.
    claimed = held & {"spend", "impressions"} and any(
        use.is_a("measure", name) for name in _CLAIMED
    )
    claimed = claimed and not (use.is_a("measure", "orders") and "conversions" in held)
    return replace(use, confidence=min(use.confidence, SUPPOSED)) if claimed else use


_CLAIMED = ("orders", "carts", "engagements")
_SENT = frozenset(["sends", "delivered", "opens"])


def _says_views(use: Use) -> bool:
    return plain(use.name) in vocabulary("either")["views"]


def _is_plain_day(text: str) -> bool:
    return not text.strip().isdigit() and read_date(text) is not None


def _in_unit(use: Use, card: Card | None) -> Use:
    """Return a use with what its figures are multiplied by; a name that a card knows has no unit
    to add.
    """
    if not (use.is_a("measure") or use.is_a("part")) or use.meaning is None:
        return use
    key = plain(use.name)
    if any(key in one.meanings for one in (card, cards()[ANY]) if one is not None):
        return use
    return replace(use, factor=factor_of(unit_of(key)[1], use.meaning.name))


def _chosen(position: int, name: str, field: str) -> Use:
    if field in MEASURES or field in DIMENSIONS:
        meaning = Meaning(kind="measure" if field in MEASURES else "dimension", name=field)
        return Use(position=position, name=name, meaning=meaning, confidence=1.0)
    return Use(position=position, name=name, why="chosen")
