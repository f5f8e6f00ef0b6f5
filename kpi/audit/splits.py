"""A rate followed over two periods in the parts of one dimension: devices, countries, channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kpi.audit.gather import last_mature, weigh_little
from kpi.audit.halves import Halves, halves, why_none
from kpi.brief import Brief
from kpi.period import Period
from kpi.readings.ledger import Flags, Floats, Ints, Ledger, occurring
from kpi.readings.weeks import weeks

# Named before looking.
SPLITS = ("segment", "channel", "customer_kind")
# The rate looked at, what it divides by, in the order of preference: KPI id, denominator.
RATES = (("click_conversion", "clicks"), ("session_conversion", "sessions"))


# Why a split cannot be followed: a reason, what there is and what it takes.
Why = tuple[str, float, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """One rate over the values of one dimension, segments × weeks, in one source of figures.

    `at`: the platform, result and currency it is about.
    """

    kpi: str
    dimension: str
    at: dict[str, str]
    names: tuple[str, ...]
    top: Floats
    bottom: Floats
    revenue: Floats
    halves: Halves
    starts: Ints

    def sums(self) -> tuple[Floats, Floats]:
        """The results and the base, segments × (before, after)."""
        sides = (self.halves.before, self.halves.after)
        top, bottom = (
            np.stack([table[:, columns].sum(1) for columns in sides], axis=1)
            for table in (self.top, self.bottom)
        )
        return top, bottom


def _rates(ledger: Ledger) -> Iterator[tuple[Flags, tuple[str, str], dict[str, str]]]:
    """The rows of each platform and result that hold both sides of a rate, the rate, and whose it
    is.
    """
    by = ("platform", "result", "currency")
    pools = ledger.groups(by)
    converted = ~np.isnan(ledger.figure("conversions"))
    for pool in range(pools.count):
        at = dict(zip(by, map(str, pools.labels.iloc[pool]), strict=True))
        for rate in RATES:
            rows = (pools.codes == pool) & converted & ~np.isnan(ledger.figure(rate[1]))
            if rows.any():
                yield rows, rate, at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Parts:
    """The rows of some values of one dimension, and which value each row has."""

    dimension: str
    names: tuple[str, ...]
    codes: Ints
    rows: Flags


def every_split(
    ledger: Ledger, period: Period | None, brief: Brief | None
) -> Iterator[Split | Why]:
    """Every dimension of each platform and result, or why its rate cannot be followed over two
    periods.
    """
    for rows, rate, at in _rates(ledger):
        for dimension in SPLITS:
            for parts in _segments(ledger, rows, dimension):
                yield _split(ledger, parts, rate, at, (period, brief))


def _segments(ledger: Ledger, rows: Flags, dimension: str) -> Iterator[_Parts]:
    """The values of one dimension with two or more; a `segment` column holds one dimension a
    prefix.
    """
    codes, values = ledger.codes(dimension)
    used = occurring(codes[rows])
    kinds: dict[str, list[int]] = {}
    for code in used:
        if values[code] != "":
            kind = str(values[code]).partition("=")[0] if dimension == "segment" else dimension
            kinds.setdefault(kind, []).append(int(code))
    for members in kinds.values():
        if len(members) >= 2:
            place = np.full(len(values), -1)
            place[members] = np.arange(len(members))
            yield _Parts(
                dimension=dimension,
                names=tuple(str(values[m]) for m in members),
                codes=place[codes],
                rows=rows & (place[codes] >= 0),
            )


def _split(
    ledger: Ledger,
    parts: _Parts,
    rate: tuple[str, str],
    at: dict[str, str],
    asked: tuple[Period | None, Brief | None],
) -> Split | Why:
    (kpi, base), (period, brief), rows = rate, asked, parts.rows
    # Platforms date a conversion by its click, a site by its own day, which is over.
    mature = None if base == "sessions" else last_mature(ledger, rows, brief)
    span = weeks(ledger, rows, last_day=mature)
    loose = rows & (span.codes < 0)
    if not span.count or not weigh_little(ledger, rows, loose, (base, "conversions")):
        return ("date", 0.0, 0.0)
    whole = np.flatnonzero(span.whole)
    split = halves(span.starts[whole], period)
    if split is None:
        return why_none(span.starts[whole], period)

    def table(name: str) -> Floats:
        figures = ledger.figure(name)
        used = rows & ~loose & ~np.isnan(figures)
        place = parts.codes[used] * span.count + span.codes[used]
        size = len(parts.names) * span.count
        sums = np.bincount(place, weights=figures[used], minlength=size)
        return np.asarray(sums.reshape(len(parts.names), span.count)[:, whole])

    return Split(
        kpi=kpi,
        dimension=parts.dimension,
        at=at,
        names=parts.names,
        top=table("conversions"),
        bottom=table(base),
        revenue=table("revenue"),
        halves=split,
        starts=span.starts[whole],
    )


def large_parts(split: Split, least: float) -> Flags:
    """Segments that hold at least that share of the base in both periods."""
    shares = [
        split.bottom[:, columns].sum(1) / max(split.bottom[:, columns].sum(), 1.0)
        for columns in (split.halves.before, split.halves.after)
    ]
    large: Flags = np.minimum(*shares) >= least
    return large
