"""Modest e-mails and posts that bring more than the others, after partial pooling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpi.audit.claims import Claim, Looked, could_not, frozen, too_little
from kpi.audit.evidence import ORDINARY, Contrast
from kpi.audit.finding import Finding, Scope
from kpi.audit.scene import Scene
from kpi.audit.series import held, rows_of
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.ledger import Flags, Floats, Groups, Ledger
from kpi.readings.noise import noises

# At most so many are told: a list of heroes is none.
MOST = 2
# A send or a post lives once: nothing tells its own noise from its merit, so that it may err three
# times less often than a campaign, whose weeks do.
STRICT, TAIL = 3.0, 10.0
# An item reaches at least this share of what the middle one does.
SIZE = 0.25
# What a send or a post is called, the widest name first.
NAMES = ("campaign", "ad")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Items:
    """Sends or posts: what each brought for how many, how surely it is known, and the flattering
    rate that hides it. `unit`: what `rate` is of.
    """

    groups: Groups
    name: str
    brought: Floats
    reached: Floats
    events: Floats
    basket: float
    shown: Floats
    unit: str


def hidden_email(scene: Scene) -> Looked:
    """R31: a message opened no more than the others that brings more for each one delivered."""
    known, ledger = rule("R31_hidden_email"), scene.ledger
    family = rows_of(ledger, ("email",))
    for top, events, basket in (
        ("revenue", "orders", noises()["counts"].basket),
        ("orders", "orders", 0.0),
        ("email_clicks", "email_clicks", 0.0),
    ):
        rows = held(ledger, family, "delivered", "opens", top, events)
        if rows.any():
            items = _items(ledger, rows, (top, "delivered", events), ("opens", basket))
            return _hidden(known, items)
    needed = (n for n in ("delivered", "opens", "orders") if not held(ledger, family, n).any())
    return could_not(known.id, *needed)


def hidden_post(scene: Scene) -> Looked:
    """R32: a post that few react to and that sends more people to the site for those it reached."""
    known, ledger = rule("R32_hidden_post"), scene.ledger
    family = rows_of(ledger, ("social",))
    for top in ("sessions", "link_clicks", "clicks"):
        rows = held(ledger, family, "reach", "engagements", top)
        if rows.any():
            items = _items(ledger, rows, (top, "reach", top), ("engagements", 0.0))
            return _hidden(known, items)
    needed = (n for n in ("reach", "engagements", "clicks") if not held(ledger, family, n).any())
    return could_not(known.id, *needed)


def _items(
    ledger: Ledger, rows: Flags, ratio: tuple[str, str, str], shown: tuple[str, float]
) -> Items | None:
    """Each named send or post with its sums, None where nothing is named."""
    name = next((n for n in NAMES if (np.array(ledger.codes(n)[0])[rows] > 0).any()), None)
    if name is None:
        return None
    groups = ledger.groups((name, "platform"))

    def total(figure: str) -> Floats:
        values = np.nan_to_num(ledger.figure(figure)[rows])
        sums = np.bincount(groups.codes[rows], weights=values, minlength=groups.count)
        return sums.astype(np.float64)

    brought, reached, events = (total(one) for one in ratio)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = total(shown[0]) / reached
    return Items(
        groups=groups,
        name=name,
        brought=brought,
        reached=reached,
        events=events,
        basket=shown[1],
        shown=seen,
        unit=ratio[0],
    )


def _hidden(known: Rule, items: Items | None) -> Looked:
    if items is None:
        return could_not(known.id, "campaign")
    named = items.groups.labels[items.name].astype(str).to_numpy() != ""
    kept = named & (items.reached > 0) & (items.events > 0)
    least = known.minimums["items"]
    if kept.sum() < least:
        return too_little(known.id, "conversions", (float(kept.sum()), least), "send")
    able = kept & (items.events >= known.minimums["events"])
    if not able.any():
        most = float(items.events[kept].max())
        return too_little(known.id, "conversions", (most, known.minimums["events"]), items.unit)
    seen, chance = _contrast(items, kept, known.margins["brought"])
    middle = float(np.median(items.shown[kept]))
    # A handful of chosen people are no audience to set beside the others'.
    alike = items.reached >= SIZE * np.median(items.reached[kept])
    modest = able & alike & (items.shown <= middle)
    past = modest & (seen.factor >= known.floors["brought"])
    group = np.zeros(len(kept), dtype=np.int64)
    expected, bound = seen.pooled(kept, group)
    past &= bound > 1
    order = sorted(np.flatnonzero(past), key=lambda i: -bound[i])[:MOST]
    claims = tuple(
        _claim(known, items, int(i), (float(expected[i]), float(bound[i])), (middle, chance))
        for i in order
    )
    return Looked(rule=known.id, claims=claims, tested=int(modest.sum()))


def _contrast(items: Items, kept: Flags, margin: float) -> tuple[Contrast, Floats]:
    """Each item against all the others, and the chance of so much from what it is known with, or
    from what items ordinarily differ by: the larger.
    """
    noise = noises()["counts"]
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (items.brought[kept].sum() - items.brought) / (
            items.reached[kept].sum() - items.reached
        )
        effect = np.log(items.brought / items.reached / rest)
        # One large order makes no message: the orders have to be many as well.
        number = items.events / items.reached
        others = (items.events[kept].sum() - items.events) / (
            items.reached[kept].sum() - items.reached
        )
        effect = np.fmin(effect, np.log(number / others))
        own = (noise.dispersion + items.basket) / items.events
    seen = Contrast(effect=effect, error=np.sqrt(own), degrees=np.full(len(effect), np.inf))
    # Half of the items lie within 0.6745 deviations of the middle one: one hero changes nothing.
    middle = float(np.median(effect[kept]))
    between = float(np.median(np.abs(effect[kept] - middle))) / 0.6745
    spread = np.sqrt(np.fmax(between**2, own + ORDINARY**2))
    usual = Contrast(effect=effect - middle, error=spread, degrees=np.full(len(effect), TAIL))
    return seen, np.maximum(seen.above(margin), STRICT * usual.above(1.0))


def _claim(
    known: Rule,
    items: Items,
    i: int,
    pooled: tuple[float, float],
    beside: tuple[float, Floats],
) -> Claim:
    (expected, bound), (middle, chances) = pooled, beside
    label, chance = items.groups.labels.iloc[i], float(chances[i])
    rest = items.brought.sum() - items.brought[i]
    others = float(rest / (items.reached.sum() - items.reached[i]))
    own = float(items.brought[i] / items.reached[i])
    unit = "money" if items.unit == "revenue" else NOUNS.get(items.unit, items.unit)
    each = THOUSAND
    entity = {items.name: str(label[items.name])}
    if str(label["platform"]):
        entity["platform"] = str(label["platform"])
    # Had the others worked as this one surely does, beyond their own.
    gain = float(rest * (bound - 1))
    evidence = {
        "name": str(label[items.name]),
        "shown_rate": float(items.shown[i]),
        "shown_rate_others": middle,
        "value": Quantity(each * own, unit),
        "value_others": Quantity(each * others, unit),
        "value_limit": Quantity(each * others * known.floors["brought"], unit),
        "gain": Quantity(gain, unit),
        "low": Quantity(each * others * bound, unit),
        "expected": each * others * expected,
        "items": int((items.reached > 0).sum()),
        "sure_gain": gain if unit == "money" else 0.0,
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen(entity),
        evidence=frozen(evidence),
        dated=False,
        scope=Scope(
            dimensions=(items.name, "platform"),
            keys=frozenset({(str(label[items.name]), str(label["platform"]))}),
        ),
    )
    return Claim(finding=finding, chance=chance, events=float(items.events[i]), noun=items.unit)


NOUNS = {"orders": "order", "email_clicks": "click", "clicks": "click", "link_clicks": "click"}
NOUNS |= {"sessions": "visit"}
# What an item brings is told for so many people.
THOUSAND = 1000.0
