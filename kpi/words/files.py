"""What is said about files: errors, notes, questions, checks, rows set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kpi.brief import SHARES
from kpi.catalog import labels, sentences
from kpi.errors import InvalidBrief, UserError, Where
from kpi.facts import MEASURES, Check, LeftOut, Note, Quantity, Question
from kpi.words.interface import text
from kpi.words.labels import label
from kpi.words.patterns import Setting, fill, missing
from kpi.words.sources import option_name
from kpi.words.values import in_unit

PARTS = ("what", "where", "fix")
UNKNOWN = "unrecognised"
# Two tables of the same figures: of one file, they are told by their sheets.
OVERLAPS = ("overlap_periods", "overlap_undated", "overlap_parts", "grain_mismatch")
SHEETS = "overlap_sheets"


def _place(where: Where) -> dict[str, Any]:
    """Return the parts of a place that are known, by placeholder."""
    parts = {
        "file": where.file,
        "sheet": where.sheet,
        "row": where.row,
        "column": where.column,
    }
    return {name: value for name, value in parts.items() if value not in ("", None)}


def _where(pattern: str, where: Where, values: Mapping[str, Any], at: Setting) -> str:
    """Return the deck's words for a place, or its known parts one by one when one is missing."""
    if not missing(pattern, values):
        return fill(pattern, values, at)
    parts = [
        text("where.file", at.language, name=at.user(where.file)) if where.file else "",
        text("where.sheet", at.language, name=at.user(where.sheet)) if where.sheet else "",
        text("where.row", at.language, number=where.row) if where.row is not None else "",
        text("where.column", at.language, name=at.user(where.column)) if where.column else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}." if said else ""


def _said(
    code: str, where: Where, values: Mapping[str, Any], part: str, at: Setting, fix: str = ""
) -> str:
    deck = sentences("problems")
    known = {**_place(where), **values}
    in_one_file = code in OVERLAPS and known.get("file") == known.get("file_other")
    if code == "overlap_periods" and in_one_file:
        code = fix = SHEETS
    entry = deck.get(code, deck[UNKNOWN])
    place = deck[SHEETS] if in_one_file else entry
    parts = {
        "what": lambda: fill(entry["what"][at.language], known, at),
        "where": lambda: _where(place["where"][at.language], where, known, at),
        "fix": lambda: fill(deck.get(fix, entry)["fix"][at.language], known, at),
    }
    wanted = (part,) if part else PARTS
    return " ".join(filter(None, (parts[name]() for name in wanted)))


def error(found: UserError, part: str, at: Setting) -> str:
    """Return what was found, where, and what to do; or one of these parts."""
    values = dict(found.values)
    where = found.where
    if isinstance(found, InvalidBrief):
        if where.column in SHARES:
            values = {k: _share(v) for k, v in values.items()}
        name = label(where.column, at.language, "question")
        where = replace(where, column=name)
    elif where.column in labels("field") and not where.file:
        where = replace(where, column=label(where.column, at.language, "field"))
    return _said(found.what, where, values, part, at, found.fix)


def _share(value: Any) -> Any:
    return Quantity(value, "%") if isinstance(value, int | float) else value


def note(found: Note, part: str, at: Setting) -> str:
    """Return what we decided alone, where, and what to do if it is wrong."""
    return _said(found.code, found.where, found.values, part, at)


def question(found: Question, part: str, at: Setting) -> str:
    """Return what we will not guess, where, and how to settle it."""
    names = tuple(option_name(found, one.id, at.language) for one in found.options)
    values = {**found.values, "options": names} if "options" in found.values else found.values
    return _said(found.code, found.where, values, part, at)


def left_out(found: LeftOut, part: str, at: Setting) -> str:
    """Return why rows do not count and how many they are; `what`: the reason alone."""
    if found.why in labels("left_out"):
        reason = label(found.why, at.language, "left_out")
    else:
        values = {"count": len(found.rows), "rows": found.rows}
        reason = _said(found.why, Where(), values, "what", at).rstrip(".")
    if part == "what":
        return reason
    return text("left_out.rows", at.language, count=len(found.rows), reason=reason)


def check(found: Check, part: str, at: Setting) -> str:
    """Return one proof of our reading with its numbers, to the last digit."""
    del part  # a check is one sentence
    known = sentences("checks").get(found.id)
    if known is None:
        return _said(found.id, Where(), {**found.values, "rows": found.rows}, "what", at)
    told = dict(found.values)
    currency = str(told.get("currency") or "") or at.currency
    field = str(told.get("field", ""))
    for name in ("file_total", "read_total"):
        if name in told and field in MEASURES:
            unit = MEASURES[field].unit
            told[name] = in_unit(told[name], unit, at.language, currency, exact=True)
    told |= {"column": field, "kpi": told.get("rate"), "found": told.get("agreed")}
    narrow = replace(at, codes=True, headline=True)
    return fill(known["passed" if found.passed else "failed"][at.language], told, narrow)
