"""Modest e-mails and posts that bring more than the others, after partial pooling."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kpi.audit.claims import Claim, Looked, Together, could_not, frozen, too_little
from kpi.audit.evidence import ORDINARY, Contrast
from kpi.audit.finding import Finding, Scope
from kpi.audit.pages import PAGES
from kpi.audit.scene import Scene
from kpi.audit.series import (
    absent,
    by_platform,
    held,
    one_currency,
    rows_of,
    rows_told,
    values_in,
)
from kpi.catalog import Rule, rule
from kpi.facts import Quantity
from kpi.readings.interval import spread
from kpi.readings.ledger import Flags, Floats, Ledger
from kpi.readings.noise import noises

# At most so many are told: a list of heroes is none.
MOST = 2
# A send or a post lives once: nothing tells its own noise from its merit, so that it may err three
# times less often than a campaign, whose weeks do.
STRICT, TAIL = 3.0, 10.0
# An item reaches at least this share of what the middle one does.
SIZE = 0.25
# What an item brings is told for so many people.
THOUSAND = 1000.0
NOUNS = {
    "orders": "order", "email_clicks": "click", "clicks": "click", "link_clicks": "click",
    "sessions": "visit",
}  # fmt: skip
# What a send or a post is called, the widest name first.
NAMES = ("campaign", "ad")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Items:
    """Sends or posts: what each brought for how many, how surely it is known, and the flattering
    rate that hides it. `unit`: of what each brought; `noun`: of what counts it.
    """

    labels: pd.DataFrame
    name: str
    brought: Floats
    reached: Floats
    events: Floats
    basket: float
    shown: Floats
    unit: str
    noun: str

    def only(self, kept: Flags) -> Items:
        """Return some of them."""
        cut = {one: getattr(self, one)[kept] for one in ("brought", "reached", "events", "shown")}
        return replace(self, labels=self.labels[kept], **cut)


def hidden_email(scene: Scene) -> Looked:
    """R31: a message opened no more than the others that brings more for each one delivered."""
    ledger = scene.ledger
    every = rows_told(ledger, "delivered", "opens")
    ways = (("revenue", "orders"), ("orders", "orders"), ("email_clicks", "email_clicks"))
    return _each_platform("R31_hidden_email", ledger, every, ways, ("delivered", "opens"))


def hidden_post(scene: Scene) -> Looked:
    """R32: a post that few react to and that sends more people to the site for those it reached."""
    ledger = scene.ledger
    every = held(ledger, rows_of(ledger, PAGES), "reach", "engagements")
    ways = (("sessions", "sessions"), ("link_clicks", "link_clicks"), ("clicks", "clicks"))
    return _each_platform("R32_hidden_post", ledger, every, ways, ("reach", "engagements"))


def _each_platform(
    id_: str,
    ledger: Ledger,
    every: Flags,
    ways: tuple[tuple[str, str], ...],
    sides: tuple[str, str],
) -> Looked:
    """Look at the items of each platform apart, by the first of `ways` (what an item brings, what
    counts it) that its rows tell; `sides`: for how many, and what flatters.
    """
    known, looks = rule(id_), []
    for rows in by_platform(ledger, every):
        way = next((way for way in ways if held(ledger, rows, *way).any()), None)
        if way is None:
            continue
        told = held(ledger, rows, *way)
        if way[0] == "revenue" and one_currency(ledger, told) is None:
            looks.append(could_not(id_, "currencies"))
        else:
            looks.append(_hidden(known, _items(ledger, told, way, sides)))
    lacking = could_not(id_, *absent(ledger, *sides, ways[-1][0], among=every))
    return Together(looks=tuple(looks)).as_one(id_, lacking)


def _items(
    ledger: Ledger, rows: Flags, way: tuple[str, str], sides: tuple[str, str]
) -> Items | None:
    """Each named send or post with its sums, None where nothing is named."""
    name = next((n for n in NAMES if values_in(ledger, rows, n)), None)
    if name is None:
        return None
    money = way[0] == "revenue"
    groups = ledger.groups((name, "platform"))

    def total(figure: str) -> Floats:
        values = ledger.figure(figure)[rows]
        sums = np.bincount(groups.codes[rows], weights=values, minlength=groups.count)
        return sums.astype(np.float64)

    brought, events, reached, shown = (total(one) for one in (*way, *sides))
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = shown / reached
    return Items(
        labels=groups.labels.astype(str),
        name=name,
        brought=brought,
        reached=reached,
        events=events,
        basket=noises()["counts"].basket if money else 0.0,
        shown=rate,
        unit="money" if money else NOUNS[way[0]],
        noun=NOUNS[way[1]],
    )


def _hidden(known: Rule, found: Items | None) -> Looked:
    if found is None:
        return could_not(known.id, "campaign")
    named = found.labels[found.name].to_numpy() != ""
    items = found.only(named & (found.reached > 0) & (found.events > 0))
    least, events = known.minimums["items"], known.minimums["events"]
    if len(items.labels) < least:
        return too_little(known.id, "conversions", (float(len(items.labels)), least), "send")
    able = items.events >= events
    if not able.any():
        return too_little(known.id, "conversions", (float(items.events.max()), events), items.noun)
    seen, chance = _contrast(items, known.margins["brought"])
    middle = float(np.median(items.shown))
    # A handful of chosen people are no audience to set beside the others'.
    alike = items.reached >= SIZE * np.median(items.reached)
    modest = able & alike & (items.shown <= middle)
    every = np.ones(len(able), dtype=np.bool_)
    expected, bound = seen.pooled(every, np.zeros(len(able), dtype=np.int64))
    past = modest & (seen.factor >= known.floors["brought"]) & (bound > 1)
    order = sorted(np.flatnonzero(past), key=lambda i: -bound[i])[:MOST]
    claims = tuple(
        _claim(known, items, int(i), (float(expected[i]), float(bound[i])), (middle, chance))
        for i in order
    )
    return Looked(rule=known.id, claims=claims, tested=int(modest.sum()))


def _rate_beside(top: Floats, bottom: Floats) -> Floats:
    """The logarithm of each item's ratio over that of all the others."""
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (top.sum() - top) / (bottom.sum() - bottom)
        return np.asarray(np.log(top / bottom / others))


def _contrast(items: Items, margin: float) -> tuple[Contrast, Floats]:
    """Each item against all the others, and the chance of so much from what it is known with, or
    from what items ordinarily differ by: the larger.
    """
    # One large order makes no message: the orders have to be many as well.
    effect = np.fmin(
        _rate_beside(items.brought, items.reached), _rate_beside(items.events, items.reached)
    )
    own = (noises()["counts"].dispersion + items.basket) / items.events
    seen = Contrast(effect=effect, error=np.sqrt(own), degrees=np.full(len(effect), np.inf))
    usual = Contrast(
        effect=effect - float(np.median(effect)),
        error=np.sqrt(np.fmax(spread(effect) ** 2, own + ORDINARY**2)),
        degrees=np.full(len(effect), TAIL),
    )
    return seen, np.maximum(seen.above(margin), STRICT * usual.above(1.0))


def _claim(
    known: Rule,
    items: Items,
    i: int,
    pooled: tuple[float, float],
    beside: tuple[float, Floats],
) -> Claim:
    (expected, bound), (middle, chances) = pooled, beside
    label, chance = items.labels.iloc[i], float(chances[i])
    rest = float(items.brought.sum() - items.brought[i])
    others = THOUSAND * rest / float(items.reached.sum() - items.reached[i])
    # Had the others worked as this one surely does, beyond their own.
    gain = rest * (bound - 1)
    told = {
        "value": THOUSAND * float(items.brought[i] / items.reached[i]),
        "value_others": others,
        "value_limit": others * known.floors["brought"],
        "gain": gain,
        "low": others * bound,
        "expected": others * expected,
    }
    evidence = {
        "name": label[items.name],
        "shown_rate": float(items.shown[i]),
        "shown_rate_others": middle,
        **{name: Quantity(value, items.unit) for name, value in told.items()},
        "sure_gain": gain if items.unit == "money" else 0.0,
        "chance": chance,
    }
    finding = Finding(
        rule=known.id,
        kind=known.kind,
        entity=frozen({str(name): value for name, value in label.items() if value}),
        evidence=frozen(evidence),
        dated=False,
        scope=Scope(dimensions=(items.name, "platform"), keys=frozenset({tuple(label)})),
    )
    return Claim(finding=finding, chance=chance, events=float(items.events[i]), noun=items.noun)
