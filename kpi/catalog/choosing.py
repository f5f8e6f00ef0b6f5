"""How KPIs are chosen, as data: ladders, situations, questions, identities, support KPIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from kpi.brief import CHANNELS, GOALS, MODELS, SITUATIONS
from kpi.catalog.entries import HERE, Entry, entries
from kpi.catalog.kpi import Condition, condition, kpis
from kpi.catalog.wording import refusal_filters

FOLDER = HERE / "choosing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of a ladder. `conditions`, `channels` (any when empty) add to the catalogue's."""

    kpi: str
    conditions: tuple[Condition, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """From the KPI nearest to money down to what less data can carry."""

    goal: str
    models: tuple[str, ...]
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What one situation argues: north stars in order, what comes beside, what it is against.

    `against`: KPIs it keeps out of the set though they may guard it; `refusals`: KPI → code that
    says why, `refusal` for those not named.
    """

    id: str
    stars: tuple[Rung, ...]
    companions: tuple[str, ...]
    against: tuple[str, ...]
    refusal: str
    refusals: Mapping[str, str]

    def refusal_of(self, kpi: str) -> str:
        """Return the code of refusals.toml that says why this situation rules the KPI out."""
        return self.refusals.get(kpi, self.refusal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing a set must answer for a goal, and the KPIs that answer it, the best first."""

    id: str
    goal: str
    kpis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`result` = product of the factors, each to its exponent, when `holds_when` holds."""

    result: str
    factors: Mapping[str, float]
    holds_when: str

    def members(self) -> frozenset[str]:
        """Return the result and its factors."""
        return frozenset((self.result, *self.factors))


def _read(name: str) -> Iterator[Entry]:
    return entries(FOLDER / f"{name}.toml")


def _by_kpi(entry: Entry, name: str, listed: tuple[str, ...]) -> dict[str, list[Any]]:
    """Return a table of lists whose keys are KPIs listed beside it."""
    table = entry.values.pop(name, {})
    if not isinstance(table, dict) or not set(table) <= set(listed):
        raise entry.fail(name, f"a table of {', '.join(listed)} is expected")
    if not all(isinstance(values, list) for values in table.values()):
        raise entry.fail(name, "a list for each KPI is expected")
    return table


def _rungs(entry: Entry, name: str, channels: str) -> tuple[Rung, ...]:
    listed = entry.texts(name, tuple(kpis()))
    conditions = _by_kpi(entry, "conditions", listed)
    only_with = _by_kpi(entry, channels, listed)
    if not {one for some in only_with.values() for one in some} <= set(CHANNELS):
        raise entry.fail(channels, "channels of a brief are expected")
    return tuple(
        Rung(
            kpi=kpi,
            conditions=tuple(
                condition(entry, "conditions", one) for one in conditions.get(kpi, ())
            ),
            channels=tuple(only_with.get(kpi, ())),
        )
        for kpi in listed
    )


def _ladder(entry: Entry) -> Ladder:
    made = Ladder(
        goal=entry.text("goal", GOALS),
        models=entry.texts("models", (*MODELS, "all")),
        rungs=_rungs(entry, "rungs", "channels"),
    )
    entry.finish()
    return made


def _refusals(entry: Entry) -> Mapping[str, str]:
    table = entry.values.pop("refusals", {})
    if not isinstance(table, dict) or not set(table) <= set(kpis()):
        raise entry.fail("refusals", "a table of KPIs is expected")
    if not set(table.values()) <= set(refusal_filters()):
        raise entry.fail("refusals", "codes of refusals.toml are expected")
    return MappingProxyType(dict(table))


def _situation(entry: Entry) -> Situation:
    if entry.id not in SITUATIONS:
        raise entry.fail("id", "this situation is none of a brief")
    made = Situation(
        id=entry.id,
        stars=_rungs(entry, "star", "star_with_channel"),
        companions=entry.texts("companions", tuple(kpis())),
        against=entry.texts("against", tuple(kpis())),
        refusal=entry.text("refusal", (*refusal_filters(), ""), default=""),
        refusals=_refusals(entry),
    )
    entry.finish()
    return made


def _question(entry: Entry) -> Question:
    made = Question(
        id=entry.id,
        goal=entry.text("goal", GOALS),
        kpis=entry.texts("kpis", tuple(kpis())),
    )
    entry.finish()
    return made


def _identity(entry: Entry) -> Identity:
    factors = entry.numbers("factors")
    if entry.id not in kpis() or not set(factors) <= set(kpis()):
        raise entry.fail("factors", "KPIs of the catalogue are expected")
    made = Identity(result=entry.id, factors=factors, holds_when=entry.text("holds_when"))
    entry.finish()
    return made


@cache
def ladders() -> tuple[Ladder, ...]:
    """Return the ladders, in the order in which they are tried."""
    return tuple(map(_ladder, _read("ladders")))


def ladder(goal: str, model: str) -> Ladder:
    """Return the ladder for a goal and a model: its own, else the one of all models."""
    return next(one for one in ladders() if one.goal == goal and {model, "all"} & set(one.models))


@cache
def situations() -> Mapping[str, Situation]:
    """Return the situations, id → Situation, in the order in which they speak."""
    return MappingProxyType({entry.id: _situation(entry) for entry in _read("situations")})


@cache
def all_questions() -> tuple[Question, ...]:
    """Return the questions of every goal, in order."""
    return tuple(map(_question, _read("questions")))


def questions(goal: str) -> tuple[Question, ...]:
    """Return the questions that a set for this goal must answer, in order."""
    return tuple(one for one in all_questions() if one.goal == goal)


@cache
def identities() -> tuple[Identity, ...]:
    """Return the identities that tie KPIs together."""
    return tuple(map(_identity, _read("identities")))


@cache
def support_refusals() -> Mapping[str, str]:
    """Return KPI → code of refusals.toml, for the KPIs that are measured and never recommended."""
    found = {}
    for entry in _read("support"):
        found[entry.id] = entry.text("refusal", tuple(refusal_filters()))
        entry.finish()
    return MappingProxyType(found)
