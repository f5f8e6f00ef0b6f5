"""Exports whose truth is known: platforms × languages × formats × encodings × titles × totals.

`labelled(seed)` makes one file with its sums, days, currency and platform; `judged` reads it and
says whether the reader was right, asked, refused, or erred in silence.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from bench.reading.writing import (
    AMBIGUOUS,
    BY_LANGUAGE,
    DATES,
    ENCODINGS,
    SIGNS,
    TOTALS,
    day,
    file_bytes,
    number,
)
from kpi.catalog.entries import HERE
from kpi.errors import NothingRead
from kpi.facts import MEASURES, Facts
from kpi.intake import load

LANGUAGES = ("en", "fr", "de", "es", "pt")
# What adds up and what a row of a table may hold with any other.
PEOPLE = ("unique", "stock", "weighted", "cohort")
WORDS = ("Brand", "Générique", "Remarketing", "Prospection", "Shopping", "Soldes", "Launch")
TAILS = ("été", "- 2026", "FR", "A/B", "n° 1", "[test]")
# An example for everyday names: no platform, these figures.
EVERYDAY = ("spend", "impressions", "clicks", "conversions", "revenue", "sessions", "leads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a file says, and whether it says it. `decidable`: nothing in it reads two ways."""

    sums: Mapping[str, float]
    first: date | None
    last: date | None
    currency: str
    platform: str
    decidable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One file with its truth. `traits`: what it is made of, to see where the reader fails."""

    name: str
    data: bytes
    truth: Truth
    traits: Mapping[str, str] = field(default_factory=dict)


@cache
def written_cards() -> Mapping[str, dict[str, Any]]:
    """Return the platforms' cards with their names as the platforms write them."""
    folder = HERE / "platforms"
    return {p.stem: tomllib.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.toml"))}


@cache
def makes() -> tuple[tuple[str, str], ...]:
    """Return (card, language) for each card that tells three figures or more in that language."""
    return tuple(
        (id_, language)
        for id_, card in written_cards().items()
        if card["card"]["family"] not in ("shop", "crm")
        for language in LANGUAGES
        if len(_figures(id_, language)) >= 3
    )


def _figures(id_: str, language: str) -> dict[str, str]:
    """Return measure → column name for what a card counts in a language, names used once."""
    found = {
        name: names[language][0]
        for name, names in written_cards()[id_].get("measures", {}).items()
        if language in names and "-" not in name and MEASURES[name].kind not in PEOPLE
    }
    return {n: v for n, v in found.items() if id_ != "any" or n in EVERYDAY}


def _name_of(id_: str, section: str, field_name: str, language: str) -> str:
    names = written_cards()[id_].get(section, {}).get(field_name, {})
    return str(names[language][0]) if language in names else ""


@dataclass(slots=True, kw_only=True)
class Making:
    """The choices of one file, drawn once."""

    draw: random.Random
    card: str
    language: str
    style: str
    dates: str
    encoding: str
    currency: str
    shown: str
    start: date
    days: int
    step: int
    names: tuple[str, ...]
    figures: Mapping[str, str]

    @property
    def last(self) -> date:
        return self.start + timedelta(self.step * (self.days - 1))

    def dated(self) -> list[date]:
        return [self.start + timedelta(self.step * k) for k in range(self.days)]


def labelled(seed: int) -> Labelled:
    """Return the file of a seed."""
    made = _choices(random.Random(seed), seed)
    values = _values(made)
    header, rows, totals = _table(made, values)
    titles = _titles(made)
    # A totals row needs a column to say so.
    named = bool(made.dates or made.names)
    place = made.draw.choice(["none", "none", "above", "below", "nameless"]) if named else "none"
    body = {"none": rows, "above": [totals, *rows]}.get(place, [*rows, totals])
    if place == "nameless":
        body[-1] = ["" if cell == TOTALS[made.language] else cell for cell in body[-1]]
    delimiter = made.draw.choice([",", ";", "\t"])
    data = file_bytes(
        [*titles, header, *body], delimiter, made.draw.choice(["\n", "\r\n"]), made.encoding
    )
    traits = {
        "platform": made.card, "language": made.language, "numbers": made.style,
        "dates": made.dates, "encoding": made.encoding, "totals": place,
        "titles": str(bool(titles)), "currency": made.shown, "delimiter": delimiter,
    }  # fmt: skip
    return Labelled(
        name=f"export-{seed}", data=data, truth=_truth(made, values, titles), traits=traits
    )


def _choices(draw: random.Random, seed: int) -> Making:
    card, language = makes()[seed % len(makes())]
    figures = _figures(card, language)
    some = draw.sample(sorted(figures), min(len(figures), draw.randint(3, 6)))
    if "spend" in figures and "spend" not in some:
        some.append("spend")
    named = bool(_name_of(card, "dimensions", "campaign", language))
    dated = bool(_name_of(card, "dimensions", "date", language)) and (
        not named or draw.random() < 0.75
    )
    daily = draw.random() < 0.8
    count = draw.randint(1, 4) if named else 1
    names = tuple(f"{w} {draw.choice(TAILS)}" for w in draw.sample(WORDS, count)) if named else ()
    return Making(
        draw=draw, card=card, language=language,
        style=draw.choice(BY_LANGUAGE[language]),
        dates=draw.choice(DATES[language]) if dated else "",
        encoding=draw.choice(ENCODINGS),
        currency=draw.choice(sorted(SIGNS)),
        shown=draw.choice(["header", "before", "after", "no"]) if _priced(some) else "no",
        start=date(2025, draw.randint(1, 12), draw.randint(1, 28)),
        days=(draw.randint(2, 31) if daily else draw.randint(3, 8)) if dated else 1,
        step=1 if daily else 7,
        names=names,
        figures={name: figures[name] for name in some},
    )  # fmt: skip


def _priced(names: Sequence[str]) -> bool:
    return any(MEASURES[name].unit == "money" for name in names)


def _values(made: Making) -> list[dict[str, float]]:
    """Return the figures of each row, by day then by campaign."""
    return [
        {name: _figure(made.draw, name) for name in made.figures}
        for _ in range(made.days * max(len(made.names), 1))
    ]


def _figure(draw: random.Random, name: str) -> float:
    if MEASURES[name].unit == "money":
        return round(draw.uniform(0.5, 4000), 2)
    if name in ("impressions", "sends", "delivered"):
        return float(draw.randint(3000, 90000))
    if name in ("conversions", "leads", "orders"):
        return float(draw.randint(0, 60))
    return float(draw.randint(0, 2999))


def _table(
    made: Making, values: Sequence[Mapping[str, float]]
) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the header, the rows and the totals row, as texts."""
    naming = []
    if made.dates:
        naming.append(_name_of(made.card, "dimensions", "date", made.language))
    if made.names:
        naming.append(_name_of(made.card, "dimensions", "campaign", made.language))
    header = [*naming, *(_heading(made, name) for name in made.figures)]
    rates = list(_rates(made))
    header += [name for name, *_ in rates]
    rows = []
    for place, row in enumerate(values):
        which = divmod(place, max(len(made.names), 1))
        cells = [day(made.dated()[which[0]], made.dates, made.language)] if made.dates else []
        cells += [made.names[which[1]]] if made.names else []
        rows.append([*cells, *_cells(made, row), *_rated(made, row, rates)])
    sums = {name: sum(row[name] for row in values) for name in made.figures}
    labels = [TOTALS[made.language], *[""] * (len(naming) - 1)]
    return header, rows, [*labels, *_cells(made, sums), *[""] * len(rates)]


def _heading(made: Making, name: str) -> str:
    told = made.shown == "header" and MEASURES[name].unit == "money"
    return made.figures[name] + (f" ({made.currency})" if told else "")


def _cells(made: Making, row: Mapping[str, float]) -> list[str]:
    cells = []
    for name, value in row.items():
        money = MEASURES[name].unit == "money"
        text = number(value, 2 if money else 0, made.style)
        sign = SIGNS[made.currency]
        if money and made.shown == "before":
            text = sign + text
        if money and made.shown == "after":
            text = f"{text} {sign}"
        cells.append(text)
    return cells


def _rates(made: Making) -> Iterator[tuple[str, str, str, float]]:
    """Yield (column, numerator, denominator, scale) for the rates that this file repeats."""
    for rate, told in written_cards()[made.card].get("rates", {}).items():
        above, below = told["of"]
        if made.language in told and {above, below} <= set(made.figures):
            percent = 100.0 if rate.endswith(("ctr", "rate")) else 1.0
            if made.draw.random() < 0.7:
                yield told[made.language][0], above, below, percent * told.get("scale", 1.0)


def _rated(
    made: Making, row: Mapping[str, float], rates: Sequence[tuple[str, str, str, float]]
) -> list[str]:
    return [
        number(row[above] / row[below] * scale, 2, made.style) if row[below] else "--"
        for _, above, below, scale in rates
    ]


def _titles(made: Making) -> list[list[str]]:
    """Return the lines above the header: the report's own title or a plain one, and its period."""
    if made.draw.random() < 0.55:
        return []
    reports = written_cards()[made.card].get("titles", {})
    own = [title for titles in reports.values() for title in titles]
    title = made.draw.choice(own) if own and made.draw.random() < 0.5 else "Export 1"
    end = made.last + timedelta(6) if made.step == 7 else made.last
    last = end if made.dates else made.start + timedelta(27)
    style = "iso" if made.draw.random() < 0.2 else "long"
    ends = (day(d, style, made.language) for d in (made.start, last))
    return [[title], [" - ".join(ends)]]


def _truth(
    made: Making, values: Sequence[Mapping[str, float]], titles: Sequence[Sequence[str]]
) -> Truth:
    period = (made.start, made.last) if made.dates else (None, None)
    if titles and not made.dates:
        period = (made.start, made.start + timedelta(27))
    return Truth(
        sums={name: sum(row[name] for row in values) for name in made.figures},
        first=period[0],
        last=period[1],
        currency=made.currency if made.shown != "no" else "",
        platform=str(written_cards()[made.card]["card"]["name"]),
        decidable=_dates_tell(made, bool(titles)),
    )


def _dates_tell(made: Making, titled: bool) -> bool:  # noqa: FBT001
    """Return whether day and month can be told apart.

    A day above the twelfth, a title line that the other reading leaves, or three days or more that
    follow each other under one reading alone.
    """
    if made.dates not in AMBIGUOUS:
        return True
    days = made.dated()
    if any(d.day > 12 for d in days):
        return True
    swapped = [date(d.year, d.day, d.month) for d in days]
    if swapped == days:
        return True
    end = made.last + timedelta(6 if made.step == 7 else 0)
    if titled and any(not made.start <= d <= end for d in swapped):
        return True
    # The first of every month is as likely as a few days of January.
    return len(days) >= 3 and not all(d.day == 1 for d in swapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How one file was read. `outcome`: right, asked, refused, flagged (a failed check beside a
    wrong figure) or silent. `wrong`: what differs from the truth.
    """

    file: Labelled
    outcome: str
    wrong: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def judged(file: Labelled) -> Judgement:
    """Read a file and hold it against its truth."""
    try:
        facts = load([(file.name, file.data)])
    except NothingRead as refusal:
        why = tuple(problem.what for problem in refusal.problems)
        return Judgement(file=file, outcome="refused", asked=why)
    wrong = tuple(_differences(file.truth, facts))
    asked = tuple(question.code for question in facts.questions)
    failed = any(not check.passed for check in facts.sources[0].checks)
    outcome = "asked" if asked else "flagged" if wrong and failed else "silent" if wrong else ""
    return Judgement(file=file, outcome=outcome or "right", wrong=wrong, asked=asked)


def _differences(truth: Truth, facts: Facts) -> Iterator[str]:
    for name, expected in truth.sums.items():
        read = float(facts.cube[name].sum()) if name in facts.cube else float("nan")
        if not abs(read - expected) <= 0.005:
            yield name
    period = facts.period
    if (period.first if period else None) != truth.first:
        yield "first day"
    # A weekly row may be read as its first day or its whole week.
    ends = (0, 6) if truth.last else (0,)
    allowed = [truth.last + timedelta(n) if truth.last else None for n in ends]
    if (period.last if period else None) not in allowed:
        yield "last day"
    source = facts.sources[0]
    if source.currency != truth.currency:
        yield "currency"
    if source.platform not in ("", truth.platform):
        yield "platform"


def outcomes(judgements: Sequence[Judgement]) -> Counter[tuple[bool, str]]:
    """Return how many files had each outcome, by (decidable, outcome)."""
    return Counter((j.file.truth.decidable, j.outcome) for j in judgements)
