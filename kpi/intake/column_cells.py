"""What the first cells of a column deny of its name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import Meaning
from kpi.facts import MEASURES
from kpi.intake.dates import read_date, read_serial
from kpi.intake.durations import SECONDS, read_duration
from kpi.intake.numbers import is_missing, take_apart
from kpi.intake.totals import says_total

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kpi.intake.columns import Use

# Cells looked at to see whether a column holds what its name promises, and the share that must.
LOOKED_AT = 40
MOSTLY = 0.7
# Subtotals by week or month may stand among the days.
DAYS_SHARE = 0.5
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
# A share of a price: "0.2", ".15", "0", "1".
_SHARE = re.compile(r"^(?:0?\.\d{1,2}|[01](?:\.0*)?)$")
# Names that speak of a person, whatever the tool.
_PERSON = re.compile(
    r"\b(e-?mail|phone|telephone|telefono|telefone|mobile|address|adresse|street|zip|postcode|postal"
    r"|first name|last name|prenom|nom de famille|vorname|nachname|ip)\b"
)


def by_values(use: Use, sample: Sequence[str]) -> Use:
    """Return a use that its cells do not deny: figures for a measure, days for a date, no e-mail
    addresses.
    """
    given = [text for text in sample if text.strip()]
    given = given[:: max(len(given) // LOOKED_AT, 1)]
    if given and sum(bool(_MAIL.match(text.strip())) for text in given) * 3 > len(given):
        if use.is_a("key", "customer_key"):
            return use
        return replace(use, meaning=Meaning(kind="personal", name="people"), confidence=1.0)
    if use.meaning is None and _PERSON.search(plain(use.name)) and not _mostly(given, _is_figure):
        return replace(use, meaning=Meaning(kind="personal", name="people"), confidence=0.8)
    if use.meaning is None:
        return replace(use, why="no_field")
    if use.meaning.kind in ("measure", "part", "rate") and not _holds_figures(use, given):
        return replace(use, meaning=None, why="no_figures")
    if use.meaning.kind in ("measure", "part") and given and _mostly(given, _is_percent):
        return replace(use, meaning=Meaning(kind="rate", name=""))
    if use.is_a("measure", "discounts") and _are_shares(given):
        return replace(use, meaning=None, why="rate")
    days = [text for text in given if not says_total(text)]
    if use.meaning.name in ("date", "date_end") and not _mostly(days, _is_date, DAYS_SHARE):
        return replace(use, meaning=None, why="no_dates")
    return use


def _are_shares(texts: Sequence[str]) -> bool:
    """Return whether all figures lie between 0 and 1, one of them at least inside: 0.2 is a fifth
    of the price, not 20 cents.
    """
    plain_ones = [text.strip().replace(",", ".") for text in texts if not is_missing(text)]
    if not all(_SHARE.match(text) for text in plain_ones):
        return False
    return any(0 < float(text) < 1 for text in plain_ones)


def _mostly(texts: Sequence[str], is_right: Callable[[str], bool], share: float = MOSTLY) -> bool:
    return sum(map(is_right, texts)) >= share * len(texts)


def _is_percent(text: str) -> bool:
    written = take_apart(text)
    return written is not None and written.percent


def _is_figure(text: str) -> bool:
    return is_missing(text) or take_apart(text) is not None


def _holds_figures(use: Use, given: Sequence[str]) -> bool:
    """Return whether a column's cells are what its name counts: numbers, or lengths of time."""
    # A second header line may describe a platform's columns: its first cell proves nothing.
    figures = given[1:] if use.confidence == 1.0 and len(given) > 1 else given
    name = use.meaning.name if use.meaning else ""
    timed = name in MEASURES and MEASURES[name].unit in SECONDS
    return _mostly(figures, _is_length if timed else _is_figure)


def _is_length(text: str) -> bool:
    return _is_figure(text) or read_duration(text) is not None


def _is_date(text: str) -> bool:
    return is_missing(text) or read_date(text) is not None or read_serial(text) is not None
