"""A KPI's change between two periods, taken apart into causes that add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np

from kpi.brief import Brief
from kpi.catalog import Kpi, Term, kpi, kpis
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.alike import Spoken, Two, alike
from kpi.readings.causes import Pair, chain_effects, mix_and_rate
from kpi.readings.chains import ONE, chains
from kpi.readings.ledger import Flags
from kpi.readings.measure import read
from kpi.readings.reading import OK, Reading
from kpi.readings.sources import Rows, claims_overlap, mixed_currencies, several_results

# Below this share of the change a remainder is rounding, not a cause.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One part of a change. `effect` in the KPI's unit.

    `name`: a KPI's id, a figure's name, "rate" or "mix" for a segment, "volume" for a segment of
    a total, "other" for what the segments do not hold; `entity`: the segment, dimension → value;
    `before` and `after`: the cause's own value (of the KPI it is, or of the segment's ratio for a
    rate and share of the whole for a mix), None where it has none.
    """

    name: str
    effect: float
    entity: Mapping[str, str] = field(default_factory=dict)
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`after` - `before` = `delta` = the sum of the causes' effects, in the KPI's unit.

    Unless `status` is ok the three are None and there are no causes: else it is the reading's
    refusal, or `not_covered` (a file speaks for one of the two periods alone). `unsplit`: the
    segments asked for do not make up the whole, and the causes are those of the whole.
    """

    kpi: str
    status: str
    before_period: Period
    after_period: Period
    before: float | None = None
    after: float | None = None
    delta: float | None = None
    causes: tuple[Cause, ...] = ()
    unsplit: bool = False


def compare(
    facts: Facts,
    kpi_id: str,
    *,
    before: Period,
    after: Period,
    by: Sequence[str] = (),
    brief: Brief | None = None,
) -> Change:
    """Return how a KPI changed from `before` to `after`, and why.

    Without `by`: along the chain of KPIs it is the product of (LMDI-I; Shapley at a zero). With
    `by`: rate and mix of each segment, the largest effects first. Raises UnknownName for a KPI or
    dimension that does not exist.
    """
    one = kpi(kpi_id)
    *spans, status = alike(Two.of(facts, (before, after)), one, brief)
    bad = [status, *(span.status for span in spans)]
    status = next((code for code in bad if code != OK), OK)
    change = Change(kpi=kpi_id, status=status, before_period=before, after_period=after)
    if status != OK:
        return change
    start, end = (float(span.reading.value[0]) for span in spans)
    causes = _by_segment(one, spans, tuple(by), brief) if by else None
    unsplit = bool(by) and causes is None
    causes = _closed(causes if causes is not None else _along_chain(one, spans), end - start)
    return replace(
        change, before=start, after=end, delta=end - start, causes=causes, unsplit=unsplit
    )


def _closed(causes: tuple[Cause, ...], delta: float) -> tuple[Cause, ...]:
    """Add what the causes leave out as one more, so that they always add up."""
    rest = delta - sum(cause.effect for cause in causes)
    size = max([abs(delta), *(abs(cause.effect) for cause in causes)])
    if abs(rest) <= ROUNDING * size:
        return causes
    return (*causes, Cause(name="other", effect=rest))


def _along_chain(one: Kpi, spans: list[Spoken]) -> tuple[Cause, ...]:
    path = chains().paths.get(one.id, ())
    sums = {name: tuple(_sum(span, name) for span in spans) for name in path}
    kept = [name for name in path if all(sums[name])]
    whole = len(path) > 0 and all(None not in sums[end] for end in (path[0], path[-1]))
    if not whole or path[-1] not in kept:
        return _two_sides(one, spans)
    # A figure that is zero, absent or not to be added up is left out; the first may be zero, which
    # Shapley takes.
    kept = [path[0], *(name for name in kept if name != path[0])]
    steps = list(pairwise(kept))
    factors = [_factor(sums[top], sums[bottom]) for top, bottom in steps]
    if not _close(one, factors, spans):
        return _two_sides(one, spans)
    effects = chain_effects(factors)
    return tuple(
        _step_cause(top, bottom, factor, effect * one.scale)
        for (top, bottom), factor, effect in zip(steps, factors, effects, strict=True)
    )


def _sum(span: Spoken, name: str) -> float | None:
    """Return what one figure amounts to in the sources of the KPI; None when it is absent, or
    when what they hold does not add up (several results, claims, currencies, kinds of sources).
    """
    if name == ONE:
        return 1.0
    ledger, own = span.ledger, [rows.by_field for rows in span.rows if name in rows.by_field]
    used = own[0][name] if own else _held(span, name)
    if not used.any():
        return None
    rows, whole = Rows(by_field={name: used}, held=used), ledger.groups(())
    refusals = (several_results, claims_overlap, mixed_currencies)
    if any(refused(ledger, rows, whole)[0] for refused in refusals):
        return None
    return float(ledger.figure(name)[used].sum())


def _held(span: Spoken, name: str) -> Flags:
    """The rows beside the KPI's own that hold another figure; none when two kinds of sources do."""
    ledger = span.ledger
    used = np.logical_or.reduce([rows.any for rows in span.rows]) & ~np.isnan(ledger.figure(name))
    sources = ledger.facts.sources
    families = {
        sources[i].family for i in np.unique(ledger.source[used]).tolist() if i < len(sources)
    }
    return used if len(families) < 2 else np.zeros(ledger.size, dtype=np.bool_)


def _factor(top: tuple[Any, ...], bottom: tuple[Any, ...]) -> Pair:
    return top[0] / bottom[0], top[1] / bottom[1]


def _close(one: Kpi, factors: list[Pair], spans: list[Spoken]) -> bool:
    """Whether the product is the KPI in both periods: an optional cost, say, stands outside the
    chain.
    """
    for index, span in enumerate(spans):
        product = one.scale * float(np.prod([factor[index] for factor in factors]))
        if not np.isclose(product, span.reading.value[0], rtol=1e-9):
            return False
    return True


def _step_cause(top: str, bottom: str, factor: Pair, effect: float) -> Cause:
    name = chains().name(top, bottom)
    if name == "/".join((top, bottom)) or name == top:
        return Cause(name=name, effect=effect, before=factor[0], after=factor[1])
    known = kpis().get(name)
    if known is None:
        return Cause(name=name, effect=effect, before=factor[0], after=factor[1])
    inverse = known.numerator[0].field != top
    shown = tuple(known.scale * (1 / x if inverse else x) if x else 0.0 for x in factor)
    return Cause(name=name, effect=effect, before=shown[0], after=shown[1])


def _two_sides(one: Kpi, spans: list[Spoken]) -> tuple[Cause, ...]:
    """The KPI's own two sums as causes; the KPI alone where it is not simply one over the other."""
    first, last = (span.reading for span in spans)
    start, end = float(first.value[0]), float(last.value[0])
    tops = float(first.numerator[0]), float(last.numerator[0])
    bottoms = float(first.denominator[0]), float(last.denominator[0])
    factors = [tops, (1 / bottoms[0], 1 / bottoms[1])]
    simple = one.denominator and np.allclose(
        [one.scale * tops[i] / bottoms[i] for i in (0, 1)], [start, end]
    )
    if not simple:
        name = (
            one.numerator[0].field
            if len(one.numerator) == 1 and not one.control_numerator
            else one.id
        )
        return (Cause(name=name, effect=end - start, before=start, after=end),)
    above, below = chain_effects(factors)
    return (
        _side_cause(one.numerator, "numerator", above * one.scale, tops),
        _side_cause(one.denominator, "denominator", below * one.scale, bottoms),
    )


def _side_cause(terms: tuple[Term, ...], else_name: str, effect: float, values: Pair) -> Cause:
    name = terms[0].field if len(terms) == 1 else else_name
    return Cause(name=name, effect=effect, before=values[0], after=values[1])


def _by_segment(
    one: Kpi, spans: list[Spoken], by: tuple[str, ...], brief: Brief | None
) -> tuple[Cause, ...] | None:
    """The causes segment by segment; None when the segments do not make up the whole: spend is
    known by platform, say, and new customers only for the shop.
    """
    sides = [_sides(one, span, by, brief) for span in spans]
    if one.form == "order_statistic" or one.control_numerator:
        return None
    if not all(_make_up(one, side, span.reading) for side, span in zip(sides, spans, strict=True)):
        return None
    keys = sorted({*sides[0], *sides[1]})
    first, last = ([side.get(key, (0.0, 0.0)) for key in keys] for side in sides)
    if not one.denominator:
        causes = [
            _segment("volume", (n1[0] - n0[0]) * one.scale, (by, key), (n0[0], n1[0]))
            for key, n0, n1 in zip(keys, first, last, strict=True)
        ]
    else:
        causes = _rates_and_mixes(one, (by, keys), (first, last))
    moved = [cause for cause in causes if cause.effect]
    return tuple(sorted(moved, key=lambda cause: -abs(cause.effect)))


def _make_up(one: Kpi, sides: dict[tuple[str, ...], Pair], whole: Reading) -> bool:
    tops, bottoms = (sum(side[i] for side in sides.values()) for i in (0, 1))
    if not np.isclose(tops, whole.numerator[0], rtol=1e-9):
        return False
    return not one.denominator or bool(np.isclose(bottoms, whole.denominator[0], rtol=1e-9))


def _rates_and_mixes(
    one: Kpi,
    segments: tuple[tuple[str, ...], list[tuple[str, ...]]],
    sides: tuple[list[Pair], list[Pair]],
) -> list[Cause]:
    (by, keys), (first, last) = segments, sides
    bases = sum(d for _, d in first), sum(d for _, d in last)
    if not all(bases):
        return []
    causes = []
    effects = mix_and_rate(first, last)
    for key, (n0, d0), (n1, d1), (rate, mix) in zip(keys, first, last, effects, strict=True):
        own = tuple(n / d * one.scale if d else None for n, d in ((n0, d0), (n1, d1)))
        share = d0 / bases[0], d1 / bases[1]
        causes.append(_segment("rate", rate * one.scale, (by, key), own))
        causes.append(_segment("mix", mix * one.scale, (by, key), share))
    return causes


def _segment(
    name: str,
    effect: float,
    at: tuple[tuple[str, ...], tuple[str, ...]],
    values: tuple[float | None, ...],
) -> Cause:
    entity = MappingProxyType(dict(zip(*at, strict=True)))
    return Cause(name=name, effect=effect, entity=entity, before=values[0], after=values[1])


def _sides(
    one: Kpi, span: Spoken, by: tuple[str, ...], brief: Brief | None
) -> dict[tuple[str, ...], Pair]:
    """The two sums of each segment that can be read, a zero denominator included."""
    groups = span.ledger.groups(by)
    reading = read(span.ledger, one, groups, brief)
    names = [tuple(map(str, row)) for row in groups.labels.itertuples(index=False)]
    return {
        name: (float(reading.numerator[i]), float(reading.denominator[i]))
        for i, name in enumerate(names)
        if not np.isnan(reading.numerator[i])
    }
