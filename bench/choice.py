"""The long proof of the KPI choice: laws that every plan keeps, over many briefs.

`python -m bench.choice [how many]` checks them on 24,000 briefs by default; the tests take a
sample. The laws are worked out here from the catalogue's data, apart from the code they judge.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from itertools import combinations

import numpy as np

from kpi.brief import CHANNELS, GOALS, MODELS, PAID_CHANNELS, SITUATIONS, Brief
from kpi.catalog import Condition, Kpi, kpis, sentences, source_families
from kpi.catalog.choosing import identities, situations
from kpi.catalog.wording import refusal_filters
from kpi.facts import MEASURES
from kpi.plan import Plan, Reason, recommend

SEED = 20260301
BRIEFS = 24_000
PLACEHOLDER = re.compile(r"\{(\w+)\}")

# What a marketer may tell, on both sides of every limit of the catalogue, or not at all.
TOLD: dict[str, tuple[float | bool | None, ...]] = {
    "margin": (None, None, 0.1, 0.4, 0.8),
    "average_order_value": (None, 60.0),
    "monthly_conversions": (None, None, 5, 20, 60, 500),
    "weekly_sessions": (None, None, 500, 12_000),
    "sales_cycle_days": (None, None, 20, 90, 120, 200),
    "history_months": (None, None, 3, 8, 24),
    "apple_mail_share": (None, None, 0.05, 0.6),
    "monthly_budget": (None, 3_000.0),
    "has_crm": (None, True, False),
}


def briefs(count: int, seed: int = SEED) -> Iterator[Brief]:
    """Yield briefs: each goal and model in turn, with channels and context drawn at random."""
    draw = random.Random(seed)
    pairs = [(goal, model) for goal in GOALS for model in MODELS]
    for index in range(count):
        goal, model = pairs[index % len(pairs)]
        yield Brief(
            goal=goal,
            model=model,
            channels=tuple(draw.sample(CHANNELS, draw.choice((0, 1, 1, 2, 2, 3, 4, 6)))),
            situations=tuple(draw.sample(SITUATIONS, draw.choice((0, 0, 1, 1, 2, 3)))),
            **{name: draw.choice(values) for name, values in TOLD.items()},
        )


# --- What a company can compute, from the tables alone


def _held(condition: Condition, brief: Brief) -> bool:
    if condition.situation:
        return condition.situation in brief.situations
    told = getattr(brief, condition.fact)
    if told is None:
        return False
    return {
        "": True,
        "below": told < condition.limit,
        "above": told > condition.limit,
        "at_most": told <= condition.limit,
        "at_least": told >= condition.limit,
    }[condition.comparison]


def _has_family(family: str, brief: Brief) -> bool:
    if family == "ads" and not set(PAID_CHANNELS) & set(brief.channels):
        return False
    if family == "crm" and brief.has_crm is False:
        return False
    return source_families(brief.model).get(family, "never") != "never"


def computable(one: Kpi, brief: Brief) -> bool:
    """Return whether this company can compute the KPI; role and goal do not matter."""
    data = all(
        any(_has_family(family, brief) for family in MEASURES[field].families)
        for field in one.data_needed
    )
    return (
        data
        and bool({"all", brief.model} & set(one.models))
        and bool({"all", *brief.channels} & set(one.channels))
        and all(_held(need, brief) for need in one.needs)
        and not any(_held(refusal, brief) for refusal in one.refused_when)
        and all(computable(kpis()[part], brief) for part in one.parts)
    )


# --- Laws: each yields what is broken


def _size(plan: Plan) -> Iterator[str]:
    few = any(note.because == "few_kpis" for note in plan.notes)
    if not (3 <= len(plan.kpis) <= 5 or (1 <= len(plan.kpis) < 3 and few)):
        yield f"{len(plan.kpis)} KPIs"
    if len(plan.guardrails) > 5:
        yield f"{len(plan.guardrails)} guardrails"
    if plan.kpis[0] != plan.north_star:
        yield "the north star is not first"


def _every_kpi_once(plan: Plan) -> Iterator[str]:
    spoken = [one.kpi for one in (*plan.kept, *plan.rejected)]
    if sorted(spoken) != sorted(kpis()):
        yield "a KPI has no reason, or two"
    if [one.id for one in (*plan.kpis, *plan.guardrails)] != [one.kpi for one in plan.kept]:
        yield "the reasons in favour are not those of the plan"


def _nothing_twice(plan: Plan) -> Iterator[str]:
    for one, other in combinations((*plan.kpis, *plan.guardrails), 2):
        if other.id in one.same_as or one.id in other.same_as:
            yield f"{one.id} says the same as {other.id}"
    if is_determined({one.id for one in plan.kpis}):
        yield f"{[one.id for one in plan.kpis]}: one follows from the others"


@cache
def _exponents() -> tuple[tuple[str, ...], np.ndarray]:
    """KPIs tied by identities, and one row an identity: the exponents of result ÷ factors = 1."""
    names = tuple(sorted({name for one in identities() for name in one.members()}))
    rows = [
        [-1.0 if name == one.result else one.factors.get(name, 0.0) for name in names]
        for one in identities()
    ]
    return names, np.array(rows)


@cache
def _is_determined(tied: frozenset[str]) -> bool:
    names, rows = _exponents()
    outside = [name not in tied for name in names]
    return bool(np.linalg.matrix_rank(rows) > np.linalg.matrix_rank(rows[:, outside]))


def is_determined(held: set[str]) -> bool:
    """Return whether some identities, multiplied together, tie KPIs of the set and no other."""
    return _is_determined(frozenset(held.intersection(_exponents()[0])))


def _guarded(plan: Plan) -> Iterator[str]:
    held = {one.id for one in (*plan.kpis, *plan.guardrails)}
    unguarded = {note.kpi for note in plan.notes if note.because == "no_counter"}
    for one in plan.kpis:
        first = next((id_ for id_ in one.counters if computable(kpis()[id_], plan.brief)), None)
        if one.counter != first:
            yield f"{one.id}: its counter is {first}, not {one.counter}"
        if first not in held and (first is not None or one.id not in unguarded):
            yield f"{one.id} stands without {first}"


def _within_reach(plan: Plan) -> Iterator[str]:
    for one in (*plan.kpis, *plan.guardrails):
        if not computable(one, plan.brief):
            yield f"{one.id} cannot be computed"
    for one, reason in zip(plan.kpis, plan.kept, strict=False):
        near = reason.because == "neighbour_goal"
        if one.role != "choice" or (plan.brief.goal not in one.goals and not near):
            yield f"{one.id} is not for {plan.brief.goal}"
        against = [s for s in plan.brief.situations if one.id in situations()[s].against]
        if against and not near:
            yield f"{one.id} although {against}"


def _argued(plan: Plan) -> Iterator[str]:
    chosen = {one.id for one in plan.kpis}
    held = chosen | {one.id for one in plan.guardrails}
    for reason in plan.rejected:
        if reason.instead not in (held if reason.because == "duplicate_exact" else chosen):
            yield f"{reason.kpi}: {reason.instead} is no substitute of the plan"
        if reason.filter != refusal_filters().get(reason.because):
            yield f"{reason.kpi}: {reason.because} is not of the filter {reason.filter}"
        if reason.because == "duplicate_exact" and reason.instead not in kpis()[reason.kpi].same_as:
            yield f"{reason.kpi}: {reason.instead} does not say the same"
    for reason in (*plan.kept, *plan.notes, *plan.rejected):
        unfilled = placeholders(reason) - {"kpi", *reason.values}
        unfilled -= {"instead"} if reason.instead else set()
        if unfilled or any(value is None for value in reason.values.values()):
            yield f"{reason.kpi}, {reason.because}: nothing for {sorted(unfilled)}"


def placeholders(reason: Reason) -> set[str]:
    """Return what stands between braces in every part of a reason's sentence, in both languages."""
    deck = "refusals" if reason.filter in ("decides", "unique", "coherent") else "reasons"
    parts = sentences(deck)[reason.because].values()
    return {name for part in parts for text in part.values() for name in PLACEHOLDER.findall(text)}


LAWS = (_size, _every_kpi_once, _nothing_twice, _guarded, _within_reach, _argued)


def broken(plan: Plan) -> list[str]:
    """Return every law that the plan breaks, in words."""
    return [f"{plan.brief.goal}, {plan.brief.model}: {what}" for law in LAWS for what in law(plan)]


# --- One more fact changes only what it argues


def one_fact_more(brief: Brief, draw: random.Random) -> tuple[str, Brief]:
    """Return the name of a fact that was not told, and the brief that tells it."""
    untold = [f.name for f in fields(brief) if f.name in TOLD and getattr(brief, f.name) is None]
    situation = draw.choice([s for s in SITUATIONS if s not in brief.situations])
    name = draw.choice([*untold, "situations"])
    if name == "situations":
        return situation, replace(brief, situations=(*brief.situations, situation))
    told = [value for value in TOLD[name] if value is not None]
    return name, replace(brief, **{name: draw.choice(told)})


def _mentions(one: Kpi, fact: str) -> bool:
    """Whether the tables let this fact speak for or against the KPI."""
    conditions = (*one.needs, *one.refused_when)
    named = any(fact in (condition.fact, condition.situation) for condition in conditions)
    crm = any("crm" in MEASURES[field].families for field in one.data_needed)
    argued = fact in situations() and one.id in situations()[fact].against
    parts = any(_mentions(kpis()[part], fact) for part in one.parts)
    return named or argued or parts or (fact == "has_crm" and crm)


def _own(plan: Plan) -> set[str]:
    """KPIs of the plan's own goal that passed the first and the third filter."""
    borrowed = {one.kpi for one in plan.kept if one.because == "neighbour_goal"}
    passed = {one.kpi for one in plan.rejected if one.filter == "unique"}
    held = {one.id for one in plan.kpis}
    return {id_ for id_ in (held | passed) - borrowed if kpis()[id_].role == "choice"}


def overreach(before: Plan, after: Plan, fact: str) -> list[str]:
    """Return what changed that the fact does not argue."""
    guards = {one.id for plan in (before, after) for one in plan.guardrails}
    moved = (_own(before) ^ _own(after)) - guards
    wrong = [f"{fact} moves {id_}" for id_ in sorted(moved) if not _mentions(kpis()[id_], fact)]
    silent = fact in ("average_order_value", "monthly_budget")
    if silent and (before.kept, before.rejected) != (after.kept, after.rejected):
        wrong.append(f"{fact} changes the plan")
    return wrong


def prove(count: int, seed: int = SEED) -> list[str]:
    """Return every broken law over `count` briefs, each also with one fact more."""
    draw = random.Random(seed + 1)
    found = []
    for brief in briefs(count, seed):
        plan = recommend(brief)
        found += broken(plan)
        fact, fuller = one_fact_more(brief, draw)
        found += overreach(plan, recommend(fuller), fact)
    return found


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else BRIEFS
    began = time.perf_counter()
    found = prove(count)
    seconds = time.perf_counter() - began
    for line in sorted(set(found))[:40]:
        print(line)
    print(f"{count:,} briefs, {len(found)} broken laws, {seconds:.0f} s, seed {SEED}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
