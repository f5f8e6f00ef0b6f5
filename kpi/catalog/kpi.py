"""The KPI record and its catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from kpi.brief import CHANNELS, GOALS, MODELS, SITUATIONS
from kpi.catalog.entries import HERE, Bilingual, Entry, entries
from kpi.errors import UnknownName, near_misses
from kpi.facts import DIMENSIONS, MEASURES

Form = Literal[
    "total", "ratio", "stock", "unique", "cohort", "weighted", "difference", "order_statistic",
    "composed",
]  # fmt: skip
UNITS = ("money", "%", "count", "people", "ratio", "points", "s", "min", "days", "months", "rank")
STAGES = ("reach", "intent", "visit", "lead", "sale", "money", "repeat")
COMPARISONS = ("below", "above", "at_most", "at_least")
FACTS = (
    "margin", "average_order_value", "monthly_conversions", "weekly_sessions", "sales_cycle_days",
    "history_months", "apple_mail_share", "monthly_budget", "has_crm",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a sum: `coefficient` times the field's own sum."""

    coefficient: float
    field: str


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Something about the brief: a situation, a fact that is known, or a fact against a limit."""

    situation: str = ""
    fact: str = ""
    comparison: str = ""
    limit: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """One KPI: what it computes, when it may be chosen, and what to say about it.

    Value = scale × (sum of numerator terms) / (sum of denominator terms × `per`), over the rows
    that
    `where` keeps; a difference takes the same ratio of the control side away; a composed KPI is
    made of the KPIs named in `parts`. No denominator means 1. Rates (unit %) are shares of 1.
    `families` names the kind of source each field must come from, where the field alone does not
    settle it.
    """

    id: str
    form: Form
    numerator: Terms
    denominator: Terms
    control_numerator: Terms
    control_denominator: Terms
    per: tuple[str, ...]
    parts: tuple[str, ...]
    scale: float
    where: Mapping[str, tuple[str, ...]]
    optional_fields: tuple[str, ...]
    data_needed: tuple[str, ...]
    families: Mapping[str, tuple[str, ...]]
    unit: str
    direction: Literal["up", "down", "depends"]
    timing: str
    stage: str
    role: Literal["choice", "support"]
    goals: tuple[str, ...]
    channels: tuple[str, ...]
    models: tuple[str, ...]
    needs: tuple[Condition, ...]
    refused_when: tuple[Condition, ...]
    counters: tuple[str, ...]
    same_as: tuple[str, ...]
    identities: tuple[tuple[str, ...], ...]
    near: tuple[str, ...]
    name: Bilingual
    label: Bilingual
    short: Bilingual
    decision: Bilingual
    trap: Bilingual
    platform_notes: str
    source: str
    source_read: bool
    # In a plan: the first counter that this company can compute, or None when none can be.
    counter: str | None = field(default=None)


def _terms(entry: Entry, name: str) -> Terms:
    found = tuple(Term(value, key) for key, value in entry.numbers(name).items())
    for term in found:
        if term.field not in MEASURES:
            raise entry.fail(name, f"{term.field} is no measure of facts.toml")
    return found


def condition(entry: Entry, name: str, table: dict[str, Any]) -> Condition:
    """Return the condition written in one table. Raises CatalogError on anything else."""
    table = dict(table)
    situation, fact = str(table.pop("situation", "")), str(table.pop("fact", ""))
    if bool(situation) == bool(fact) or (situation and situation not in SITUATIONS):
        raise entry.fail(name, "a known situation or a fact is expected")
    if fact and fact not in FACTS:
        raise entry.fail(name, f"{fact} is no fact of a brief")
    if len(table) > 1 or not set(table) <= set(COMPARISONS):
        raise entry.fail(name, f"one of {', '.join(COMPARISONS)} is expected")
    for comparison, limit in table.items():
        return Condition(situation=situation, fact=fact, comparison=comparison, limit=float(limit))
    return Condition(situation=situation, fact=fact)


def _where(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    table = entry.values.pop("where", {})
    if not isinstance(table, dict) or not set(table) <= set(DIMENSIONS):
        raise entry.fail("where", "a table of dimensions is expected")
    return MappingProxyType({key: tuple(map(str, values)) for key, values in table.items()})


def _families(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    table = entry.values.pop("families", {})
    if not isinstance(table, dict) or not set(table) <= set(MEASURES):
        raise entry.fail("families", "a table of measures is expected")
    for measure, families in table.items():
        if not set(families) <= set(MEASURES[measure].families):
            raise entry.fail("families", f"{measure} cannot come from {', '.join(families)}")
    return MappingProxyType({key: tuple(map(str, values)) for key, values in table.items()})


def _kpi(entry: Entry) -> Kpi:
    counters = entry.texts("counters")
    made = Kpi(
        id=entry.id,
        form=entry.text("form", get_args(Form)),  # type: ignore[arg-type]
        numerator=_terms(entry, "numerator"),
        denominator=_terms(entry, "denominator"),
        control_numerator=_terms(entry, "control_numerator"),
        control_denominator=_terms(entry, "control_denominator"),
        per=entry.texts("per", tuple(MEASURES)),
        parts=entry.texts("parts"),
        scale=entry.number("scale", 1.0),
        where=_where(entry),
        optional_fields=entry.texts("optional_fields", tuple(MEASURES)),
        data_needed=entry.texts("data_needed", tuple(MEASURES)),
        families=_families(entry),
        unit=entry.text("unit", UNITS),
        direction=entry.text("direction", ("up", "down", "depends")),  # type: ignore[arg-type]
        timing=entry.text("timing", ("leading", "lagging")),
        stage=entry.text("stage", STAGES),
        role=entry.text("role", ("choice", "support")),  # type: ignore[arg-type]
        goals=entry.texts("goals", GOALS),
        channels=entry.texts("channels", (*CHANNELS, "all")),
        models=entry.texts("models", (*MODELS, "all")),
        needs=tuple(condition(entry, "needs", table) for table in entry.tables("needs")),
        refused_when=tuple(
            condition(entry, "refused_when", table) for table in entry.tables("refused_when")
        ),
        counters=counters,
        same_as=entry.texts("same_as"),
        identities=entry.groups("identities"),
        near=entry.texts("near"),
        name=entry.both("name"),
        label=entry.both("label"),
        short=entry.both("short"),
        decision=entry.both("decision"),
        trap=entry.both("trap"),
        platform_notes=entry.text("platform_notes", default=""),
        source=entry.text("source"),
        source_read=entry.text("source_read", ("yes", "memory")) == "yes",
        counter=counters[0] if counters else None,
    )
    entry.finish()
    return made


@cache
def kpis() -> Mapping[str, Kpi]:
    """Return the catalogue, KPI id → Kpi, in its order. Raises CatalogError when a file is
    wrong.
    """
    found: dict[str, Kpi] = {}
    files: dict[str, str] = {}
    for path in sorted((HERE / "kpis").glob("*.toml")):
        for entry in entries(path):
            if entry.id in found:
                raise entry.fail("id", f"stands in {files[entry.id]} already")
            found[entry.id] = _kpi(entry)
            files[entry.id] = path.name
    _check_links(found, files)
    return MappingProxyType(found)


def _check_links(found: dict[str, Kpi], files: dict[str, str]) -> None:
    for one in found.values():
        groups = {
            "counters": one.counters,
            "same_as": one.same_as,
            "near": one.near,
            "parts": one.parts,
            "identities": tuple(other for group in one.identities for other in group),
        }
        for name, others in groups.items():
            for other in others:
                if other not in found or other == one.id:
                    raise Entry(files[one.id], one.id, {}).fail(name, f"{other} is no other KPI")


def kpi(id_: str) -> Kpi:
    """Return one KPI. Raises UnknownName with the nearest ids."""
    known = kpis()
    if id_ not in known:
        near = near_misses(id_, tuple(known))
        raise UnknownName("unknown_kpi", values={"sample": id_, "options": near})
    return known[id_]
