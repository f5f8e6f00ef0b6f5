"""Which platform exported a table."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, Card, cards, platforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The card that fits a table best (None: no platform) and the report.

    `by_name`: nothing but the file's name speaks for the card; its columns may bear anyone's names.
    `rivals`: cards that explain the whole header too, and of which nothing tells it apart.
    """

    card: Card | None
    report: str = ""
    language: str = ""
    by_name: bool = False
    rivals: tuple[Card, ...] = ()


def recognise(
    file: str, header: Sequence[str], titles: Sequence[str], sheet: str = ""
) -> Recognition:
    """Return the platform whose own words the header, the title lines and the names hold: the
    sheet's before the file's.
    """
    names = [plain(name) for name in header]
    words = {plain(line.lstrip("# ")) for line in titles}
    scored = (
        (_score(card, names, words, _told(card, file, sheet)), id_)
        for id_, card in platforms().items()
    )
    (score, by_table), best = max(scored)
    if score <= 0:
        return Recognition(card=None, language=_language(cards()[ANY], names))
    card = platforms()[best]
    return Recognition(
        card=card,
        report=_report(card, words),
        language=_language(card, names),
        by_name=not by_table,
        rivals=tuple(_rivals(card, names, words, file, sheet)) if by_table else (),
    )


def _rivals(
    card: Card, names: Sequence[str], words: set[str], file: str, sheet: str
) -> Iterator[Card]:
    """Yield the cards of one family that know every name of a header, those that mark this card
    included; none when a title line or a name tells.
    """
    named = {name for name in names if name and not name.startswith("column ")}
    if any(title in words for title in card.titles) or _told(card, file, sheet):
        return
    for other in platforms().values():
        if other is not card and other.family == card.family and named <= set(other.meanings):
            yield other


def _told(card: Card, file: str, sheet: str) -> float:
    """Return how much the names of the sheet and the file speak for a card."""
    patterns = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in card.files]
    if any(re.search(pattern, sheet.lower()) for pattern in patterns):
        return 1.0
    return 0.5 * any(re.search(pattern, file.lower()) for pattern in (*patterns, *card.named))


def _score(card: Card, names: Sequence[str], words: set[str], told: float) -> tuple[float, bool]:
    """Return how well a card explains a header, 0 when nothing but everyday words speaks for it;
    and whether the table itself does, not its name alone.
    """
    named = [name for name in names if name and not name.startswith("column ")]
    known = [name for name in named if name in card.meanings]
    marks = sum(name in card.marks for name in set(named))
    titled = any(title in words for title in card.titles)
    all_known = len(known) == len(named) and len(known) >= 2
    measured = sum(card.meanings[name].kind in ("measure", "part") for name in known)
    by_table = marks >= 2 or bool(marks and all_known) or bool(titled and known)
    if not (by_table or (told and (measured >= 2 or (measured and all_known)))):
        return 0.0, False
    # A card that knows every name beats one that shares a few everyday ones.
    score = marks + 2.0 * titled + told + len(known) / max(len(named), 1) + all_known
    return score, by_table


def _report(card: Card, words: set[str]) -> str:
    return next((report for title, report in card.titles.items() if title in words), "")


def _language(card: Card, names: Sequence[str]) -> str:
    """Return the language that most names are in, English when they could be either."""
    votes: Counter[str] = Counter()
    for name in names:
        languages = card.meanings[name].languages if name in card.meanings else ()
        votes.update({language: 1.0 / len(languages) for language in languages})
    if not votes:
        return ""
    return max(votes, key=lambda language: (votes[language], language == "en"))
