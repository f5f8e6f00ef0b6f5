"""E-mails before and after: opens made by machines, rates that rise as silent contacts leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.alone import share_of
from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding
from kpi.audit.scene import Scene
from kpi.audit.series import (
    ONE,
    Two,
    absent,
    rows_told,
    scope_of,
    series,
    sums_of,
    two_periods,
)
from kpi.audit.telling import move, share_fewer, told_two
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Flags, Ints, Ledger

NEEDED = ("opens", "delivered", "email_clicks")
# The error at which a note may say that a figure did not grow.
LEVEL = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sends:
    """Sends over two periods; `least`: how many in the period that has fewest."""

    two: Two
    rows: Flags
    least: int


def machine_opens(scene: Scene) -> Looked:
    """R05: opens rise while clicks per message stay level, or the tool counts them as machines'."""
    known, ledger = rule("R05_mpp"), scene.ledger
    told = rows_told(ledger, *NEEDED, "machine_opens")
    if told.any():
        counted = _counted_opens(known, ledger, told)
        if counted.claims:
            return counted
    return _risen_opens(known, scene)


def _counted_opens(known: Rule, ledger: Ledger, rows: Flags) -> Looked:
    """The share of opens that the tool itself tells apart as made by machines."""
    sums = sums_of(ledger, rows, (*NEEDED, "machine_opens"))
    share = share_of(sums["machine_opens"], sums["opens"], known.margins["machine_share"])
    enough = sums["email_clicks"] >= known.minimums["clicks"]
    if not enough or share.value < known.floors["machine_share"]:
        return Looked(rule=known.id, tested=1)
    people = sums["opens"] - sums["machine_opens"]
    evidence = {
        "share": share.value,
        "open_rate_before": sums["opens"] / sums["delivered"],
        "open_rate_after": people / sums["delivered"],
        "click_rate_after": sums["email_clicks"] / sums["delivered"],
        "opens_fewer": share_fewer(
            sums["machine_opens"], sums["opens"], known.floors["machine_share"]
        ),
        **share.range,
        "chance": share.chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        variant="counted",
        evidence=frozen(evidence),
        scope=scope_of(ledger, rows),
    )
    claim = Claim(finding=finding, chance=share.chance, events=sums["opens"], noun="open")
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _risen_opens(known: Rule, scene: Scene) -> Looked:
    sends = _sends(known, scene, NEEDED)
    if isinstance(sends, Looked):
        return sends
    two = sends.two
    least = known.minimums["clicks"] / 2
    if two.least("email_clicks") < least:
        return too_little(known.id, "clicks", (two.least("email_clicks"), least), "click")
    opens = two.contrast("opens", "delivered", "opens")
    clicks = two.contrast("email_clicks", "delivered", "email_clicks")
    rose = float(opens.factor[0]) >= known.floors["opens_per_delivered"]
    if not rose or _moved(known, clicks):
        return Looked(rule=known.id, tested=1)
    seen = WHAT_IS_SEEN * float(opens.above(known.margins["opens_per_delivered"])[0])
    # Whether clicks followed is what counts, not whether they stood still to the last one.
    each = two.contrast("email_clicks", "opens", "email_clicks")
    chance = max(seen, float(each.below(1 / known.margins["opens_per_delivered"])[0]))
    before, after = two.rates("opens", "delivered")
    clicked = two.rates("email_clicks", "delivered")
    evidence = {
        "open_rate_before": before,
        "open_rate_after": after,
        "click_rate_before": clicked[0],
        "click_rate_after": clicked[1],
        "open_rate_limit": before * known.floors["opens_per_delivered"],
        "sends": float(2 * sends.least),
        **move(clicks),
        "chance": chance,
    }
    claim = Claim(
        finding=told_two(known, two, evidence),
        chance=chance,
        events=two.least("email_clicks"),
        noun="click",
    )
    return Looked(rule=known.id, claims=(claim,), tested=1)


def cleaned_list(scene: Scene) -> Looked:
    """R29: rates rise because silent contacts left, and as many people click. A note."""
    known = rule("R29_inactives_purge")
    sends = _sends(known, scene, NEEDED[1:])
    if isinstance(sends, Looked):
        return sends
    two = sends.two
    sizes = _sizes(scene.ledger, sends)
    if sizes is None:
        return could_not(known.id, "list_size")
    clicks = two.contrast("email_clicks", ONE, "email_clicks")
    shrunk = sizes[1] <= known.floors["list_size"] * sizes[0]
    grew = float(clicks.below(known.margins["clicks_most"])[0])
    if not shrunk or _moved(known, clicks) or grew > LEVEL:
        return Looked(rule=known.id, tested=1)
    before, after = two.rates("email_clicks", "delivered")
    evidence = {
        "removed": sizes[0] - sizes[1],
        "click_rate_before": before,
        "click_rate_after": after,
        "clickers_before": two.before("email_clicks"),
        "clickers_after": two.after("email_clicks"),
        "clickers_limit": np.ceil(two.before("email_clicks") * known.floors["clicks_most"]),
        "sends": float(2 * sends.least),
        **move(clicks),
        "chance": grew,
    }
    claim = Claim(finding=told_two(known, two, evidence), chance=0.0)
    return Looked(rule=known.id, claims=(claim,), tested=1)


def _moved(known: Rule, clicks: Contrast) -> bool:
    """Whether a figure that should not have moved did, by more than its floors."""
    factor = float(clicks.factor[0])
    return not known.floors["clicks_least"] <= factor <= known.floors["clicks_most"]


def _sizes(ledger: Ledger, sends: Sends) -> tuple[float, float] | None:
    """The list's size at the end of each period, its own figure; else what a send reaches."""
    two = sends.two
    known = rows_told(ledger, "list_size")
    sides = (two.halves.before, two.halves.after)
    if not known.any():
        reached = (ledger.figure("delivered")[sends.rows & _inside(ledger, two, s)] for s in sides)
        before, after = (float(np.median(one)) for one in reached)
        return before, after
    found = []
    for side in sides:
        until = known & (ledger.last_day <= int(two.series.starts[side].max()) + 6)
        if not until.any():
            return None
        last = until & (ledger.last_day == ledger.last_day[until].max())
        found.append(float(ledger.figure("list_size")[last].max()))
    return found[0], found[1]


def _sends(known: Rule, scene: Scene, needed: tuple[str, ...]) -> Sends | Looked:
    """The sends of both periods, or why there are too few."""
    ledger = scene.ledger
    rows = rows_told(ledger, *needed)
    if not rows.any():
        return could_not(known.id, *absent(ledger, *needed))
    sums = series(ledger, rows, needed, events=True)
    two = two_periods(known, sums, scene.period, needed)
    if isinstance(two, Looked):
        return two
    sides = (two.halves.before, two.halves.after)
    count = min(int((rows & _inside(ledger, two, side)).sum()) for side in sides)
    least = known.minimums["sends_each_side"]
    if count < least:
        return too_little(known.id, "conversions", (float(count), least), "send")
    return Sends(two=two, rows=rows, least=count)


def _inside(ledger: Ledger, two: Two, side: Ints) -> Flags:
    starts = two.series.starts[side]
    inside: Flags = (ledger.first_day >= starts.min()) & (ledger.last_day <= starts.max() + 6)
    return inside
