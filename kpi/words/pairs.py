"""The two figures a finding sets against each other, with their texts, for a chart to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kpi.audit.finding import Finding
from kpi.catalog import kpis
from kpi.facts import Quantity
from kpi.words.figures import is_missing
from kpi.words.findings import values
from kpi.words.interface import text
from kpi.words.labels import label
from kpi.words.nouns import noun
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


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Which values of a finding are drawn: a figure and its reference, and what both are called."""

    value: str
    reference: str
    name: str
    against: str


# By rule: what is seen, then what it hides; None where one side has no two figures to draw.
DRAWN: dict[str, tuple[_Drawn | None, _Drawn | None]] = {
    "R01_clickbait": (
        _Drawn("ctr", "ctr_peers", "ctr", "peers"),
        _Drawn("cost", "cost_peers", "cost", "peers"),
    ),
    "R02_cvr_up_cac_up": (
        _Drawn("conv_rate_after", "conv_rate_before", "click_conversion", "before"),
        _Drawn("cost_after", "cost_before", "cost", "before"),
    ),
    "R03_reach_flat": (None, _Drawn("conversions", "expected", "results", "expected")),
    "R07_roas_margin": (
        _Drawn("sales_back", "spend_unit", "sales", "spend"),
        _Drawn("break_even", "roas", "break_even", "your_roas"),
    ),
    "R08_simpson": (_Drawn("after", "before", "kpi", "before"), None),
    "R13_budget_worst": (
        _Drawn("spend_share", "result_share", "spend_share", "result_share"),
        _Drawn("cost", "cost_peers", "cost", "peers"),
    ),
    "R14_hidden_gem": (
        _Drawn("ctr", "ctr_peers", "ctr", "peers"),
        _Drawn("cost", "cost_peers", "cost", "peers"),
    ),
}


def pair(found: Finding, language: str, side: Side) -> Pair | None:
    """Return the two figures of one side of a finding, None when there are not two to compare."""
    drawn = DRAWN.get(found.rule, (None, None))[0 if side == "seen" else 1]
    if drawn is None:
        return None
    known = values(found, language)
    value, reference = (_bare(known.get(name)) for name in (drawn.value, drawn.reference))
    if value is None or reference is None:
        return None
    at = Setting(language=language, currency=found.currency, result=str(known.get("result") or ""))
    return Pair(
        label=_called(drawn.name, known, language),
        value=value,
        value_text=written(drawn.value, known[drawn.value], at),
        reference_label=_called(drawn.against, known, language),
        reference=reference,
        reference_text=written(drawn.reference, known[drawn.reference], at),
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
