"""The two figures a finding sets against each other, with their texts, for a chart to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.audit.finding import Finding
from kpi.catalog import kpis, rules
from kpi.catalog.naming import noun
from kpi.facts import Quantity
from kpi.words.figures import is_missing
from kpi.words.findings import values
from kpi.words.interface import text
from kpi.words.labels import label
from kpi.words.patterns import Setting, written

Side = Literal["seen", "hidden"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A figure against its reference: names, values and finished texts."""

    label: str
    value: float
    value_text: str
    reference_label: str
    reference: float
    reference_text: str


def pair(found: Finding, language: str, side: Side) -> Pair | None:
    """Return the two figures of one side of a finding, None when there are not two to compare."""
    rule = rules()[found.rule]
    drawn = rule.seen if side == "seen" else rule.hidden
    if not drawn:
        return None
    seen, beside, name, against = drawn
    known = values(found, language)
    value, reference = (_bare(known.get(one)) for one in (seen, beside))
    if value is None or reference is None:
        return None
    at = Setting(language=language, currency=found.currency, result=str(known.get("result") or ""))
    return Pair(
        label=_called(name, known, language),
        value=value,
        value_text=written(seen, known[seen], at),
        reference_label=_called(against, known, language),
        reference=reference,
        reference_text=written(beside, known[beside], at),
    )


def _bare(value: object) -> float | None:
    found = value.value if isinstance(value, Quantity) else value
    return float(found) if isinstance(found, int | float) and not is_missing(found) else None


def _called(name: str, known: dict[str, object], language: str) -> str:
    if name == "kpi":
        return label(str(known.get("kpi", "")), language)
    result = noun(str(known.get("result") or ""))
    if name in kpis():
        return label(name, language)
    one, many = result.one[language], result.many[language]
    return text(f"pair.{name}", language, result=one, results=many)
