"""Names of codes: fields, goals, channels … as labels, inside sentences, and their explanations."""

from __future__ import annotations

from functools import cache

from kpi.catalog import KINDS, Kpi, kpis, labels

# Kinds whose codes mean something only inside their own list: a KPI of that name comes first.
INNER = ("rate", "option", "left_out", "why_unused", "threshold", "threshold_source", "report")


@cache
def _kind_of(code: str) -> str:
    return next((kind for kind in KINDS if code in labels(kind)), "")


def label(code: str, language: str, kind: str = "") -> str:
    """Return what a code is called, in sentence case: spend → Dépense, paid_search → Paid search.

    A code that stands in several kinds (app: a channel, a business, a family) is found in the order
    of `kpi.catalog.KINDS`, unless `kind` says which. A KPI's id gives its short label. A code that
    is not known comes back as it is, its underscores as spaces.
    """
    where = kind or _kind_of(code)
    if code in kpis() and not kind and where in ("", *INNER):
        return kpis()[code].label[language]
    if where and code in labels(where):
        return labels(where)[code].name[language]
    if code in kpis():
        return kpis()[code].label[language]
    return code.replace("_", " ")


def explanation(code: str, part: str, language: str, kind: str = "") -> str:
    """Return one explanation of a code: title, sentence, example, help or changes; "" when none."""
    known = labels(kind or _kind_of(code)) if kind or _kind_of(code) else {}
    found = known[code].explanations.get(part) if code in known else None
    return found[language] if found else ""


def inside(text: str) -> str:
    """Return a label as it stands inside a sentence: its capital lowered, an acronym's kept."""
    first = text.split(" ", maxsplit=1)[0]
    return text if sum(letter.isupper() for letter in first) > 1 else text[:1].lower() + text[1:]


def kpi_name(kpi: Kpi | str, language: str, *, short: bool = False) -> str:
    """Return a KPI's name with its acronym, or its label of 26 characters at most."""
    if isinstance(kpi, str):
        if kpi not in kpis():
            return label(kpi, language)
        kpi = kpis()[kpi]
    return (kpi.label if short else kpi.name)[language]
