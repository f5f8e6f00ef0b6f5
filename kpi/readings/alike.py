"""Reading a KPI over two periods in the same way, or saying why the two do not compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpi.brief import Brief
from kpi.catalog import Kpi, kpi
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.coverage import covers, cut
from kpi.readings.ledger import Ledger
from kpi.readings.measure import FIGURES, margin_rate, read, read_rows, with_margin_made
from kpi.readings.reading import OK, TOO_LITTLE, Reading
from kpi.readings.sides import counts_people, grows_with_days
from kpi.readings.sources import Rows, choices

NOT_COVERED, UNEQUAL_DAYS = "not_covered", "unequal_days"
GIVEN = (OK, TOO_LITTLE)
SCALED = ("value", "low", "high", "numerator")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """One way in which the sources of a ledger can speak for a KPI as a whole."""

    ledger: Ledger
    reading: Reading
    rows: tuple[Rows, ...]

    @property
    def status(self) -> str:
        return str(self.reading.status[0])

    @property
    def sources(self) -> frozenset[int]:
        """The files read."""
        used = np.logical_or.reduce([rows.any for rows in self.rows]) if self.rows else []
        return frozenset(np.unique(self.ledger.source[used]).tolist()) if len(used) else frozenset()

    def families(self) -> Mapping[str, frozenset[str]]:
        """Return the kinds of sources that each figure comes from."""
        sources = self.ledger.facts.sources
        found: dict[str, frozenset[str]] = {}
        for rows in self.rows:
            for field, used in rows.by_field.items():
                indices = np.unique(self.ledger.source[used]).tolist()
                held = {sources[i].family for i in indices if i < len(sources)}
                found[field] = frozenset(held) | found.get(field, frozenset())
        return found


def spoken(ledger: Ledger, one: Kpi, brief: Brief | None) -> Spoken:
    """Return what `measure` reads over a whole ledger, with the rows behind it."""
    whole = read(ledger, one, ledger.groups(()), brief)
    ways = ways_of(ledger, one, brief)
    rows = next((way.rows for way in ways if way.status == whole.status[0]), ())
    return Spoken(ledger=ledger, reading=whole, rows=rows)


def ways_of(ledger: Ledger, one: Kpi, brief: Brief | None) -> Iterator[Spoken]:
    """Yield the ways in which the sources can speak for a KPI, the preferred first."""
    groups = ledger.groups(())
    if one.form in ("composed", "order_statistic"):
        reading = read(ledger, one, groups, brief)
        yield Spoken(ledger=ledger, reading=reading, rows=_rows_of_parts(ledger, one, brief))
        return
    for formula in (one, with_margin_made(ledger, one, brief)):
        if formula is not None:
            for rows in choices(ledger, formula):
                reading = read_rows(ledger, formula, groups, rows)
                yield Spoken(ledger=ledger, reading=reading, rows=(rows,))


def _rows_of_parts(ledger: Ledger, one: Kpi, brief: Brief | None) -> tuple[Rows, ...]:
    if one.form == "order_statistic":
        return (next(choices(ledger, one)),)
    parts = [*map(kpi, one.parts), *([margin_rate()] if one.id == "payback" else [])]
    return tuple(rows for part in parts for rows in spoken(ledger, part, brief).rows)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Two:
    """Some facts, as a whole and over an earlier and a later period."""

    whole: Ledger
    periods: tuple[Period, Period]
    ledgers: tuple[Ledger, Ledger]

    @classmethod
    def of(cls, facts: Facts, periods: tuple[Period, Period]) -> Two:
        before, after = (Ledger(facts.restrict(period)) for period in periods)
        return cls(whole=Ledger(facts), periods=periods, ledgers=(before, after))


def alike(two: Two, one: Kpi, brief: Brief | None) -> tuple[Spoken, Spoken, str]:
    """Return a KPI over an earlier and a later period, read from the same kinds of sources, and a
    status.

    The later one is what `measure` reads. Not ok: the refusal of either, or `not_covered` when a
    file speaks for one of the two periods alone.
    """
    before, after = two.ledgers
    last = spoken(after, one, brief)
    wanted = last.families()
    first = spoken(before, one, brief)
    if first.families() != wanted:
        same = [way for way in ways_of(before, one, brief) if way.families() == wanted]
        first = same[0] if same else first
    return first, last, _comparable(two, one, (first, last))


def _comparable(two: Two, one: Kpi, ways: tuple[Spoken, Spoken]) -> str:
    first, last = ways
    if last.status not in GIVEN:
        return last.status
    if first.status not in (*GIVEN, "no_data"):
        return first.status
    used = first.sources | last.sources
    if not covers(two.whole, used, two.periods):
        return NOT_COVERED
    silent = first.status == "no_data"
    if (silent or grows_with_days(one)) and cut(two.whole, used, two.periods):
        return NOT_COVERED
    if silent:
        return "no_data"
    return OK if first.families() == last.families() else NOT_COVERED


def measure_before(
    facts: Facts,
    kpi_ids: Sequence[str],
    periods: tuple[Period, Period],
    brief: Brief | None = None,
) -> pd.DataFrame:
    """Return the readings over the first of two periods, such that they compare with the second.

    Columns as `measure`. A total over fewer or more days is brought to as many days as the second
    period has; what counts people then is `unequal_days`; `not_covered`: a file speaks for one of
    the two periods alone.
    """
    then, now = periods
    two, rows = Two.of(facts, periods), []
    for id_ in kpi_ids:
        one = kpi(id_)
        first, _, status = alike(two, one, brief)
        row = {name: float(getattr(first.reading, name)[0]) for name in FIGURES}
        if then.days != now.days:
            if counts_people(one) and status == OK:
                status = UNEQUAL_DAYS
            if grows_with_days(one):
                row |= {name: row[name] * now.days / then.days for name in SCALED}
        if status == OK:
            status = first.status
        else:
            row = dict.fromkeys(FIGURES, float("nan"))
        rows.append({"kpi": id_, **row, "status": status})
    frame = pd.DataFrame(rows, columns=["kpi", *FIGURES, "status"])
    return frame.astype(dict.fromkeys(FIGURES, "float64") | {"kpi": "str", "status": "str"})
