"""Why a KPI is in the set, or not; and what each part of a KPI is called."""

from __future__ import annotations

from typing import Any

from kpi.catalog import Kpi, sentences
from kpi.plan.reason import Reason
from kpi.words.patterns import Setting, fill
from kpi.words.values import kpi_formula


def reason(found: Reason, part: str, at: Setting) -> str:
    """Return the argument, or what to do instead ("" when nothing); both without `part`."""
    deck = sentences("reasons" if found.because in sentences("reasons") else "refusals")
    entry = deck[found.because]
    values: dict[str, Any] = {"kpi": found.kpi, "instead": found.instead, **found.values}
    at = Setting(language=at.language, currency=at.currency, markdown=at.markdown, codes=True)
    said = {
        "sentence": fill(entry["sentence"][at.language], values, at),
        "next": fill(entry["next"][at.language], values, at, optional=True)
        if "next" in entry
        else "",
    }
    return said[part] if part else " ".join(filter(None, said.values()))


def kpi(found: Kpi, part: str, at: Setting) -> str:
    """Return a KPI's name, or its label, short, decision, trap or formula."""
    if part == "formula":
        return kpi_formula(found, at.language)
    texts = {
        "": found.name,
        "name": found.name,
        "label": found.label,
        "short": found.short,
        "decision": found.decision,
        "trap": found.trap,
    }
    return texts[part][at.language]
