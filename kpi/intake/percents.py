"""Columns that a workbook shows in percent: it holds 0.0525 where people read 5.25%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpi.intake.extent import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# The formats that every workbook has: 0% and 0.00%.
_BUILT_IN = frozenset({"9", "10"})
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\s([^<>]*)>")
_STYLE = re.compile(r"<(?:\w+:)?xf\s([^<>]*)>")
_CELL = re.compile(r"<(?:\w+:)?c\s([^<>]*[^<>/])>\s*<")
_VALUES = re.compile(r"(?<![\w:])(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def percent_styles(styles: str) -> frozenset[str]:
    """Return the indexes of the cell styles whose format is a percentage, from styles.xml."""
    formats = map(_values, _FORMAT.findall(styles))
    own = {f["numFmtId"] for f in formats if "%" in f.get("formatCode", "") and "numFmtId" in f}
    listed = _STYLE.findall(styles.partition("cellXfs")[2].partition("cellXfs>")[0])
    known = own | _BUILT_IN
    return frozenset(str(i) for i, xf in enumerate(listed) if _values(xf).get("numFmtId") in known)


def percent_columns(rows: str, styles: frozenset[str]) -> frozenset[int]:
    """Return the columns, from 0, whose first figures all have one of these styles."""
    shown: dict[int, bool] = {}
    for attributes in _CELL.findall(rows) if styles else ():
        cell = _values(attributes)
        if cell.get("t", "n") == "n" and "r" in cell:
            column = place_of(cell["r"])[1] - 1
            shown[column] = shown.get(column, True) and cell.get("s") in styles
    return frozenset(column for column, is_percent in shown.items() if is_percent)


def as_shown(
    samples: Sequence[tuple[str, ...]], columns: frozenset[int]
) -> tuple[tuple[str, ...], ...]:
    """Return the first cells of each column as people read them: those in percent with the sign."""
    return tuple(
        tuple(map(_percent, sample)) if column in columns else sample
        for column, sample in enumerate(samples)
    )


def _percent(text: str) -> str:
    try:
        return f"{float(text) * 100:.10g}%"
    except ValueError:
        return text


def _values(attributes: str) -> dict[str, str]:
    return {name: one or other for name, one, other in _VALUES.findall(attributes)}
