"""Why a reading has no figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kpi.catalog import Kpi, sentences
from kpi.readings import needed
from kpi.words.labels import inside, label
from kpi.words.patterns import Setting, fill


def status(
    kpi: Kpi,
    code: str,
    language: str,
    *,
    present: Collection[str] = (),
    reading: Mapping[str, Any] | None = None,
    part: str = "sentence",
) -> str:
    """Return why `kpi` has no figure; `part="next"`: what would give it one.

    `code`: the reading's status; `present`: the fields that the facts hold, so that the missing one
    can be named; `reading`: the row of `measure`, so that what is too little and enough can be.
    """
    deck = sentences("refusals")
    entry = deck.get(f"status_{code}")
    if entry is None:
        return label(code, language, "status")
    absent = [name for name in kpi.data_needed if name not in present]
    base = kpi.denominator[0].field if kpi.denominator else ""
    values: dict[str, Any] = {
        "column": absent[0] if absent else None,
        "base": inside(label(base, language, "field")) if base else None,
    }
    if reading is not None and needed(reading):
        had = float(reading["denominator"])
        values |= {"count": had, "count_needed": had + needed(reading)}
    at = Setting(language=language, codes=True)
    said = fill(entry[part][language], values, at, optional=True)
    return said or label(code, language, "status")
