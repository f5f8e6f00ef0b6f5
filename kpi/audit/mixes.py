"""An average that moves against its parts: rates within segments, and the segments' shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpi.audit.claims import Claim, Lack, Looked, could_not, frozen, too_little, with_enough
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast, Sums, against_before
from kpi.audit.finding import Finding, Scope, Stake, Unchecked
from kpi.audit.scene import Scene
from kpi.audit.sight import Condition, all_of, too_blind
from kpi.audit.splits import RATES, SPLITS, Split, Why, every_split, large_parts
from kpi.audit.telling import more_results
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.causes import mix_and_rate
from kpi.readings.interval import t_quantile, t_tail
from kpi.readings.ledger import Flags, Floats, Ledger
from kpi.readings.weeks import weeks

MOST_SPLITS = 6


def average_against_parts(scene: Scene) -> Looked:
    """R08: the total rate moves one way and every large segment the other."""
    known, ledger = rule("R08_simpson"), scene.ledger
    refused = _unable(known, ledger)
    if refused is not None:
        return refused
    found = list(every_split(ledger, scene.period, scene.brief))
    if not found:
        return could_not(known.id, "segment")
    splits = [split for split in found if isinstance(split, Split)][:MOST_SPLITS]
    if not splits:
        nearest = max((one for one in found if not isinstance(one, Split)), key=lambda why: why[1])
        return _could_not(known, nearest)
    share = known.floors["segment_share"]
    large = np.array([float(large_parts(split, share).sum()) for split in splits])
    fewest = np.array([_fewest(split, share) for split in splits])
    least = known.minimums["conversions_per_segment_and_period"]
    lacks = (Lack("segments", large, 2.0), Lack("conversions", fewest, least))
    told = with_enough(known.id, splits, lacks, "conversions")
    if isinstance(told, Looked):
        return told
    claims = (_claim(known, split) for split in told)
    return Looked(
        rule=known.id,
        claims=tuple(claim for claim in claims if claim is not None),
        tested=len(told),
        partly=_unseen(known, told),
    )


def _unseen(known: Rule, told: Sequence[Split]) -> Unchecked | None:
    """Why averages found in order may not be: none in which a move of twice the floor would show
    from one period to the other.
    """
    seen = all_of([_total(split) for split in told])
    floor = 1 + known.floors["total_change"]
    events = np.array([float(split.sums()[0].sum(0).min()) for split in told])
    noun = told[0].at["result"] or "conversions"
    every = np.ones(len(told), dtype=np.bool_)
    condition = Condition(seen=seen, floor=floor, margin=1.0, counts=WHAT_IS_SEEN)
    return too_blind(known.id, (condition,), (every, events), (events, noun))


def _total(split: Split) -> Contrast:
    """The whole rate after against before."""
    top, bottom = split.top.sum(0, keepdims=True), split.bottom.sum(0, keepdims=True)
    after, before = (
        Sums(top=top[:, columns], bottom=bottom[:, columns], events=top[:, columns])
        for columns in (split.halves.after, split.halves.before)
    )
    return against_before(after, before)


def _could_not(known: Rule, why: Why) -> Looked:
    reason, there, least = why
    if reason == "date":
        return could_not(known.id, "date")
    return too_little(known.id, reason, (there, least), "conversions")


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


def _fewest(split: Split, share: float) -> float:
    """The fewest results of a large segment in either period; none where all of the base lies in
    one week, which nothing could be left out of.
    """
    large = large_parts(split, share)
    base = split.bottom.sum(0)
    for columns in (split.halves.before, split.halves.after):
        if (base[columns] > 0).sum() < 2 or (base[columns] < 0).any():
            return 0.0
    return float(split.sums()[0][large].min(initial=np.inf)) if large.any() else 0.0


def effects(top: Floats, bottom: Floats) -> tuple[Floats, Floats]:
    """Return the (rate, mix) effects of the segments, from sums (segments × 2 periods)."""
    before, after = (list(zip(top[:, i], bottom[:, i], strict=True)) for i in (0, 1))
    rate, mix = np.array(mix_and_rate(before, after)).T
    return rate, mix


def _claim(known: Rule, split: Split) -> Claim | None:
    top, bottom = split.sums()
    rate, mix = effects(top, bottom)
    total = float(rate.sum() + mix.sum())
    opposite = total * rate.sum() < 0
    large = large_parts(split, known.floors["segment_share"])
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
    with np.errstate(divide="ignore", invalid="ignore"):
        chances = 2 * weights * t_tail(signs * seen / errors, np.full(3, degrees))
    halves_ = errors * float(t_quantile(np.array([degrees]))[0])
    return _finding(known, split, (rate, mix), (float(np.max(chances)), halves_))


def _jackknife(split: Split) -> tuple[Floats, float]:
    """Standard errors of the total, rate and mix effects, leaving out one week at a time."""
    before, after = split.halves.before, split.halves.after
    sums = split.sums()
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
    effect: tuple[Floats, Floats],
    proof: tuple[float, Floats],
) -> Claim:
    """`proof`: the chance, and half the 95 % range of the total, rate and mix effects."""
    (top, bottom), (rate, mix), (chance, half) = split.sums(), effect, proof
    start, end = (float(top[:, i].sum() / bottom[:, i].sum()) for i in (0, 1))
    shares = bottom / bottom.sum(0, keepdims=True)
    moved = int(np.argmax(np.abs(shares[:, 1] - shares[:, 0])))
    large = large_parts(split, known.floors["segment_share"])
    turn, difference = _turn(split, large, rose=end > start)
    evidence = {
        "segment_turn": turn,
        "conversions_more": difference,
        "kpi": split.kpi,
        "before": Quantity(start, split.kpi),
        "after": Quantity(end, split.kpi),
        "segments": tuple(name for name, shown in zip(split.names, large, strict=True) if shown),
        "segment": split.names[moved],
        "share_before": float(shares[moved, 0]),
        "share_after": float(shares[moved, 1]),
        "low": Quantity(100 * (float(mix.sum()) - float(half[2])), "points"),
        "high": Quantity(100 * (float(mix.sum()) + float(half[2])), "points"),
        "rate_effect": float(rate.sum()),
        "mix_effect": float(mix.sum()),
        "weeks": split.halves.weeks,
        "result": split.at["result"] or "conversions",
        "chance": chance,
        "rates_before": tuple(map(float, top[:, 0] / np.maximum(bottom[:, 0], 1))),
        "rates_after": tuple(map(float, top[:, 1] / np.maximum(bottom[:, 1], 1))),
    }
    columns = np.concatenate([split.halves.before, split.halves.after])
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({"platform": split.at["platform"]} if split.at["platform"] else {}),
        money=_money(split, abs(float(rate.sum())), float(half[1])),
        currency=split.at["currency"],
        evidence=frozen(evidence),
        period=split.halves.period,
        before=split.halves.before_period,
        scope=Scope(
            dimensions=(*split.at, split.dimension),
            keys=frozenset((*split.at.values(), name) for name in split.names),
            spans=tuple((int(day), int(day) + 6) for day in split.starts[columns]),
        ),
    )
    return Claim(
        finding=finding,
        chance=min(1.0, chance),
        events=float(top[large].min()),
        noun=str(evidence["result"]),
    )


def _turn(split: Split, large: Flags, *, rose: bool) -> tuple[str, float]:
    """The large segment that takes fewest results to be back to its earlier rate, and how many:
    more of them where segments fell behind a total that rose.
    """
    top, bottom = split.sums()
    with np.errstate(divide="ignore", invalid="ignore"):
        due = bottom[:, 1] * top[:, 0] / bottom[:, 0] - top[:, 1]
    short = np.where(large, due if rose else -due, np.inf)
    nearest = int(np.argmin(short))
    return split.names[nearest], more_results(0.0, float(short[nearest]))


def _money(split: Split, effect: float, half: float) -> Stake | None:
    """What the segments' own move is worth on the volume after: lost behind a total that rose, or
    gained behind one that fell. None where the file does not say what a result brings.
    """
    after = split.halves.after
    results, revenue = float(split.top[:, after].sum()), float(split.revenue[:, after].sum())
    if not (results > 0 and revenue > 0):
        return None
    each = float(split.bottom[:, after].sum()) * revenue / results
    return max(0.0, each * (effect - half)), each * effect, each * (effect + half)
