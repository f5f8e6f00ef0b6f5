"""An average that moves against its parts: rates within segments, and the segments' shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kpi.audit.campaigns import DAYS_TO_MATURE, DAYS_TO_MATURE_B2B, SLOW
from kpi.audit.claims import Claim, Looked, could_not, frozen
from kpi.audit.evidence import WHAT_IS_SEEN
from kpi.audit.finding import Finding
from kpi.audit.halves import LEAST, Halves, halves
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.period import Period
from kpi.readings.interval import t_quantile, t_tail
from kpi.readings.ledger import Flags, Floats, Ints, Ledger, occurring
from kpi.readings.weeks import weeks

# Six splits at most, named before looking.
SPLITS = ("segment", "channel", "customer_kind")
MOST_SPLITS = 6
# The rate looked at, what it divides by, in the order of preference: KPI id, denominator.
RATES = (("click_conversion", "clicks"), ("session_conversion", "sessions"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """One rate over the values of one dimension, segments × weeks, in one source of figures."""

    kpi: str
    base: str
    platform: str
    result: str
    currency: str
    names: tuple[str, ...]
    top: Floats
    bottom: Floats
    revenue: Floats
    halves: Halves


def average_against_parts(ledger: Ledger, period: Period | None, brief: Brief | None) -> Looked:
    """R08: the total rate moves one way and every large segment the other."""
    known = rule("R08_simpson")
    refused = _unable(known, ledger)
    if refused is not None:
        return refused
    found = list(_splits(ledger, period, brief))
    if not found:
        return could_not(known.id, "segment")
    splits = [split for split in found if split is not None][:MOST_SPLITS]
    if not splits:
        count = _weeks_there(ledger)
        return could_not(
            known.id, "weeks", weeks=count, duration_needed=Quantity(2.0 * LEAST, "week")
        )
    least = known.minimums["conversions_per_segment_and_period"]
    able = [split for split in splits if _enough(split, known.floors["segment_share"], least)]
    if not able:
        most = max(float(split.top.sum()) for split in splits)
        return could_not(
            known.id, "conversions", conversions=most, result="conversions", count_needed=least
        )
    claims = (_claim(known, split) for split in able)
    return Looked(
        rule=known.id,
        claims=tuple(claim for claim in claims if claim is not None),
        tested=len(able),
    )


def _unable(known: Rule, ledger: Ledger) -> Looked | None:
    span = weeks(ledger, np.ones(ledger.size, dtype=np.bool_))
    there = {
        "conversions": ledger.has("conversions"),
        "clicks": any(ledger.has(base) for _, base in RATES),
        "segment": any(len(ledger.codes(name)[1]) > 1 for name in SPLITS),
        "date": bool((span.codes >= 0).any()),
    }
    missing = [name for name, found in there.items() if not found]
    return could_not(known.id, *missing) if missing else None


def _weeks_there(ledger: Ledger) -> int:
    return int(weeks(ledger, np.ones(ledger.size, dtype=np.bool_)).whole.sum())


def _rates(ledger: Ledger) -> Iterator[tuple[Flags, tuple[str, str], tuple[str, str, str]]]:
    """The rows of each platform and result that hold both sides of a rate, the rate, and whose it
    is.
    """
    pools = ledger.groups(("platform", "result", "currency"))
    converted = ~np.isnan(ledger.figure("conversions"))
    for pool in range(pools.count):
        platform, result, currency = map(str, pools.labels.iloc[pool])
        for rate in RATES:
            rows = (pools.codes == pool) & converted & ~np.isnan(ledger.figure(rate[1]))
            if rows.any():
                yield rows, rate, (platform, result, currency)


def _parts(ledger: Ledger, rows: Flags) -> Iterator[tuple[tuple[str, ...], Ints, Flags]]:
    for dimension in SPLITS:
        yield from _segments(ledger, rows, dimension)


def _splits(ledger: Ledger, period: Period | None, brief: Brief | None) -> Iterator[Split | None]:
    """Every dimension of each platform and result, None where its rate cannot be followed over
    two periods.
    """
    for rows, rate, (platform, result, currency) in _rates(ledger):
        for names, codes, mine in _parts(ledger, rows):
            made = _split(ledger, mine, (names, codes), rate, (period, brief))
            if made is None:
                yield None
            else:
                yield replace(made, platform=platform, result=result, currency=currency)


def _segments(
    ledger: Ledger, rows: Flags, dimension: str
) -> Iterator[tuple[tuple[str, ...], Ints, Flags]]:
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
            yield tuple(str(values[m]) for m in members), place[codes], rows & (place[codes] >= 0)


def _split(
    ledger: Ledger,
    rows: Flags,
    segments: tuple[tuple[str, ...], Ints],
    rate: tuple[str, str],
    asked: tuple[Period | None, Brief | None],
) -> Split | None:
    (names, codes), (kpi, base), (period, brief) = segments, rate, asked
    span = weeks(ledger, rows, last_day=_mature(ledger, rows, base, brief))
    whole = np.flatnonzero(span.whole)
    if (rows & (span.codes < 0)).any() or not len(whole):
        return None
    split = halves(span.starts[whole], period)
    if split is None:
        return None

    def table(name: str) -> Floats:
        figures = ledger.figure(name)
        used = rows & ~np.isnan(figures)
        place = codes[used] * span.count + span.codes[used]
        sums = np.bincount(place, weights=figures[used], minlength=len(names) * span.count)
        return np.asarray(sums.reshape(len(names), span.count)[:, whole])

    return Split(
        kpi=kpi,
        base=base,
        platform="",
        result="",
        currency="",
        names=names,
        top=table("conversions"),
        bottom=table(base),
        revenue=table("revenue"),
        halves=split,
    )


def _mature(ledger: Ledger, rows: Flags, base: str, brief: Brief | None) -> int | None:
    """Platforms date a conversion by its click, a site by its own day, which is over."""
    if base == "sessions":
        return None
    slow = brief is not None and brief.model in SLOW
    return int(ledger.last_day[rows].max()) - (DAYS_TO_MATURE_B2B if slow else DAYS_TO_MATURE)


def _large(split: Split, least: float) -> Flags:
    """Segments that hold at least that share of the base in both periods."""
    shares = [
        split.bottom[:, columns].sum(1) / max(split.bottom[:, columns].sum(), 1.0)
        for columns in (split.halves.before, split.halves.after)
    ]
    large: Flags = np.minimum(*shares) >= least
    return large


def _enough(split: Split, share: float, least: float) -> bool:
    large = _large(split, share)
    counts = [split.top[:, c].sum(1)[large] for c in (split.halves.before, split.halves.after)]
    return bool(large.sum() >= 2 and all((count >= least).all() for count in counts))


def effects(top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """Return (rate, mix) effects a segment, from sums (segments × 2 periods); broadcasts over a
    last axis.
    """
    totals = bottom.sum(0, keepdims=True)
    weight = bottom / totals
    ratio = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    mean = (top.sum(0) / bottom.sum(0)).mean(0)
    rate = weight.mean(1) * (ratio[:, 1] - ratio[:, 0])
    whole = (top / totals)[:, 1] - (top / totals)[:, 0] - (weight[:, 1] - weight[:, 0]) * mean
    return rate, whole - rate


def _claim(known: Rule, split: Split) -> Claim | None:
    before, after = split.halves.before, split.halves.after
    top, bottom = (
        np.stack([table[:, before].sum(1), table[:, after].sum(1)], axis=1)
        for table in (split.top, split.bottom)
    )
    rate, mix = effects(top, bottom)
    total = float(rate.sum() + mix.sum())
    opposite = total * rate.sum() < 0
    large = _large(split, known.floors["segment_share"])
    each = bool((rate[large] * total < 0).all())
    start = float(top[:, 0].sum() / bottom[:, 0].sum())
    moved = abs(total) >= known.floors["total_change"] * start
    heavy = abs(mix.sum()) >= known.floors["mix_over_total"] * abs(total)
    if not (opposite and each and moved and heavy):
        return None
    errors, degrees = _jackknife(split)
    signs = np.array([np.sign(total), -np.sign(total), np.sign(total)])
    seen = np.array([total, rate.sum(), mix.sum()])
    # Either direction would have been told: the chance counts twice.
    weights = np.array([WHAT_IS_SEEN, 1.0, 1.0])
    chances = 2 * weights * t_tail(signs * seen / errors, np.full(3, degrees))
    return _finding(known, split, (top, bottom), (float(np.max(chances)), errors[2], degrees))


def _jackknife(split: Split) -> tuple[Floats, float]:
    """Standard errors of the total, rate and mix effects, leaving out one week at a time."""
    before, after = split.halves.before, split.halves.after
    sums = [
        np.stack([table[:, before].sum(1), table[:, after].sum(1)], axis=1)
        for table in (split.top, split.bottom)
    ]
    variance = np.zeros(3)
    for side, columns in enumerate((before, after)):
        left = []
        for column in columns:
            top, bottom = (one.copy() for one in sums)
            top[:, side] -= split.top[:, column]
            bottom[:, side] -= split.bottom[:, column]
            rate, mix = effects(top, bottom)
            left.append((rate.sum() + mix.sum(), rate.sum(), mix.sum()))
        values, weeks_here = np.array(left), len(columns)
        variance += (weeks_here - 1) / weeks_here * ((values - values.mean(0)) ** 2).sum(0)
    return np.sqrt(variance), float(len(before) + len(after) - 2)


def _finding(
    known: Rule,
    split: Split,
    sums: tuple[Floats, Floats],
    proof: tuple[float, float, float],
) -> Claim:
    (top, bottom), (chance, error, degrees) = sums, proof
    rate, mix = effects(top, bottom)
    start, end = (float(top[:, i].sum() / bottom[:, i].sum()) for i in (0, 1))
    shares = bottom / bottom.sum(0, keepdims=True)
    moved = int(np.argmax(np.abs(shares[:, 1] - shares[:, 0])))
    half = float(t_quantile(np.array([degrees]))[0] * error)
    large = _large(split, known.floors["segment_share"])
    evidence = {
        "kpi": split.kpi,
        "before": Quantity(start, split.kpi),
        "after": Quantity(end, split.kpi),
        "segments": tuple(name for name, shown in zip(split.names, large, strict=True) if shown),
        "segment": split.names[moved],
        "share_before": float(shares[moved, 0]),
        "share_after": float(shares[moved, 1]),
        "low": Quantity(100 * (float(mix.sum()) - half), "points"),
        "high": Quantity(100 * (float(mix.sum()) + half), "points"),
        "rate_effect": float(rate.sum()),
        "mix_effect": float(mix.sum()),
        "weeks": split.halves.weeks,
        "result": split.result or "conversions",
        "chance": chance,
        "rates_before": tuple(map(float, top[:, 0] / np.maximum(bottom[:, 0], 1))),
        "rates_after": tuple(map(float, top[:, 1] / np.maximum(bottom[:, 1], 1))),
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({"platform": split.platform} if split.platform else {}),
        money=_money(split, end - start),
        currency=split.currency,
        evidence=frozen(evidence),
    )
    return Claim(finding=finding, chance=min(1.0, chance))


def _money(split: Split, change: float) -> tuple[float, float, float] | None:
    """What the change of the rate is worth on the volume after, where the file says what a result
    brings.
    """
    after = split.halves.after
    results, revenue = float(split.top[:, after].sum()), float(split.revenue[:, after].sum())
    if not (results and revenue):
        return None
    worth = abs(float(split.bottom[:, after].sum()) * change * revenue / results)
    return 0.0, worth, 2 * worth
