"""Pages of social networks: a community that answers less, interactions that bring no visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import WHAT_IS_SEEN
from kpi.audit.finding import Finding
from kpi.audit.halves import why_none
from kpi.audit.scene import Scene
from kpi.audit.series import Series, Two, held, rows_of, scope_of, series, two_periods
from kpi.audit.telling import told_two
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats, Ints, Ledger
from kpi.readings.weeks import weeks

SOCIAL = ("organic_social", "paid_social")
# A week in which nobody reacted still has a logarithm.
TINY = 1e-6
# Visits are told for so many people reached.
THOUSAND = 1000.0
# The start and the end of a series: a third of its weeks each.
END = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Community:
    """Week by week: the followers, and the share of people reached who react (the middle post's,
    so that one viral post changes nothing).
    """

    starts: Ints
    followers: Floats
    rate: Floats
    engagements: float
    rows: Flags


def quieter_community(scene: Scene) -> Looked:
    """R04: followers rise while the share of people who react falls, week after week."""
    known = rule("R04_followers_engagement")
    seen = _community(known, scene)
    if isinstance(seen, Looked):
        return seen
    third = len(seen.rate) // END
    first, last = (float(np.median(one)) for one in (seen.rate[:third], seen.rate[-third:]))
    start, floors = float(seen.followers[0]), known.floors
    growth = float(seen.followers[-1]) / start if start > 0 else 0.0
    grew = growth >= floors["followers"]
    if not grew or first <= 0 or last / first > floors["engagement_rate"]:
        return Looked(rule=known.id, tested=1)
    # A fall that matters: steeper than down to the margin from the middle of the first third to
    # that of the last.
    steps = len(seen.rate) * (END - 1) / END
    margin = known.margins["engagement_rate"] ** (np.arange(len(seen.rate)) / steps)
    chance = falling(np.log(np.maximum(seen.rate, TINY) / margin))
    evidence = {
        "followers_change": growth - 1,
        "engagement_before": first,
        "engagement_after": last,
        "engagement_limit": first * floors["engagement_rate"],
        "weeks": len(seen.rate),
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        evidence=frozen(evidence),
        scope=scope_of(scene.ledger, seen.rows, seen.starts),
    )
    return Looked(rule=known.id, claims=(Claim(finding=finding, chance=chance),), tested=1)


def _community(known: Rule, scene: Scene) -> Community | Looked:
    ledger, family = scene.ledger, rows_of(scene.ledger, ("social",))
    missing = [
        name
        for name in ("followers", "engagements", "reach")
        if not held(ledger, family, name).any()
    ]
    if missing:
        return could_not(known.id, *missing)
    posts, audience = (
        held(ledger, family, "engagements", "reach"),
        held(ledger, family, "followers"),
    )
    posts &= ledger.figure("reach") > 0
    followers = _by_week(ledger, audience, ledger.figure("followers"), np.max)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = ledger.figure("engagements") / ledger.figure("reach")
    rate = _by_week(ledger, posts, rates, np.median)
    if followers is None or rate is None:
        return could_not(known.id, "date")
    starts, mine, theirs = np.intersect1d(followers[0], rate[0], return_indices=True)
    least = known.minimums["weeks"]
    if len(starts) < least:
        return too_little(known.id, "weeks", (float(len(starts)), least), "week")
    engagements = float(np.nansum(ledger.figure("engagements")[posts]))
    if engagements < known.minimums["engagements"]:
        have = engagements, known.minimums["engagements"]
        return too_little(known.id, "conversions", have, "interaction")
    return Community(
        starts=starts,
        followers=followers[1][mine],
        rate=rate[1][theirs],
        engagements=engagements,
        rows=posts | audience,
    )


def _by_week(
    ledger: Ledger, rows: Flags, values: Floats, middle: object
) -> tuple[Ints, Floats] | None:
    """The first days of the weeks that have rows, and one value each."""
    span = weeks(ledger, rows)
    inside = rows & (span.codes >= 0)
    if not inside.any():
        return None
    codes = np.unique(span.codes[inside])
    found = np.array([float(middle(values[inside & (span.codes == c)])) for c in codes])  # type: ignore[operator]
    return span.starts[codes], found


def falling(values: Floats) -> float:
    """Return the chance that a series without trend falls as steadily (Mann 1945, Kendall 1975),
    its variance inflated for values that last from one week to the next.
    """
    from scipy.special import ndtr

    count = len(values)
    pairs = np.sign(values[None, :] - values[:, None])
    score = float(np.triu(pairs, 1).sum())
    variance = count * (count - 1) * (2 * count + 5) / 18
    # Residuals around the middle slope (Theil 1950, Sen 1968): a trend is no memory.
    rows, columns = np.triu_indices(count, 1)
    slope = float(np.median((values[columns] - values[rows]) / (columns - rows)))
    left = values - slope * np.arange(count)
    left = left - left.mean()
    whole = float((left**2).sum())
    memory = float((left[1:] * left[:-1]).sum() / whole) + 1 / count if whole > 0 else 0.0
    memory = float(np.clip(memory, 0.0, 0.8))
    inflated = variance * (1 + memory) / (1 - memory)
    return float(ndtr((score + 1) / np.sqrt(inflated))) if score < 0 else 1.0


def bought_engagement(scene: Scene) -> Looked:
    """R24: interactions were multiplied and no more visits came, the top post left out."""
    known, ledger = rule("R24_bought_engagement"), scene.ledger
    family = rows_of(ledger, ("social",))
    posts = held(ledger, family, "engagements", "reach")
    visits = rows_of(ledger, ("web",)) & ledger.kept("channel", SOCIAL)
    visits = held(ledger, visits, "sessions")
    if not posts.any() or not visits.any():
        needed = (("engagements", "reach"), posts), (("sessions",), visits)
        return could_not(known.id, *(n for names, rows in needed if not rows.any() for n in names))
    one = _joined(ledger, posts, visits)
    if one is None:
        return could_not(known.id, "date")
    two = two_periods(one, scene.period)
    least = known.minimums["weeks_each_side"]
    if two is None or len(two.halves.after) < least:
        reason, there, _ = why_none(one.starts, scene.period)
        return too_little(known.id, reason, (there, 2 * least), "week")
    if min(two.least(name) for name in ("engagements", "reach", "sessions")) <= 0:
        return could_not(known.id, "empty", base="sessions")
    return _bought(known, two)


def _joined(ledger: Ledger, posts: Flags, visits: Flags) -> Series | None:
    """Interactions and reach of each week without its top post, and the visits of that week."""
    calm = posts & ~_tops(ledger, posts)
    one = series(ledger, calm, ("engagements", "reach"), events=True)
    other = series(ledger, visits, ("sessions",))
    if one is None or other is None:
        return None
    starts, mine, theirs = np.intersect1d(one.starts, other.starts, return_indices=True)
    sums = {name: values[mine] for name, values in one.sums.items()}
    sums["sessions"] = other.sums["sessions"][theirs]
    return Series(sums=sums, starts=starts, sources=(*one.sources, *other.sources))


def _tops(ledger: Ledger, posts: Flags) -> Flags:
    """The post with most interactions of a week of three posts or more."""
    span = weeks(ledger, posts)
    tops = np.zeros(ledger.size, dtype=np.bool_)
    values = ledger.figure("engagements")
    inside = posts & (span.codes >= 0)
    for code in np.unique(span.codes[inside]):
        rows = np.flatnonzero(inside & (span.codes == code))
        if len(rows) >= END:
            tops[rows[np.argmax(values[rows])]] = True
    return tops


def _bought(known: Rule, two: Two) -> Looked:
    rate = two.contrast("engagements", "reach", "engagements")
    each = two.contrast("sessions", "engagements", "sessions")
    visits = two.contrast("sessions", "reach", "sessions")
    floors, margins = known.floors, known.margins
    level = floors["sessions_least"] <= float(visits.factor[0]) <= floors["sessions_most"]
    if not level or float(rate.factor[0]) < floors["engagement_rate"]:
        return Looked(rule=known.id, tested=1)
    chance = max(
        WHAT_IS_SEEN * float(rate.above(margins["engagement_rate"])[0]),
        float(each.below(margins["sessions_per_engagement"])[0]),
    )
    low, high = (float(bound[0]) - 1 for bound in visits.range())
    before, after = (
        THOUSAND * side("sessions") / side("reach") for side in (two.before, two.after)
    )
    evidence = {
        "factor": float(rate.factor[0]),
        "engagement_before": two.before("engagements") / two.before("reach"),
        "engagement_after": two.after("engagements") / two.after("reach"),
        "visits_before": before,
        "visits_after": after,
        "visits_more": float(
            np.floor((before * floors["sessions_most"] - after) * two.after("reach") / THOUSAND) + 1
        ),
        "weeks": len(two.halves.after),
        "low": Quantity(low, "signed_percent"),
        "high": Quantity(high, "signed_percent"),
        "chance": chance,
    }
    claim = Claim(
        finding=told_two(known, two, evidence),
        chance=chance,
        events=two.least("sessions"),
        noun="visit",
    )
    return Looked(rule=known.id, claims=(claim,), tested=1)
