"""What a file was read as: its report, its columns, and the answers to its questions."""

from __future__ import annotations

from typing import Any

from kpi.catalog import labels
from kpi.catalog.platforms import cards
from kpi.facts import Column, Option, Question, Source
from kpi.words.dates import day
from kpi.words.interface import listing, text
from kpi.words.labels import label
from kpi.words.markdown import clean
from kpi.words.patterns import Setting

REPORT, OPTION = "report", "option"
MOST_COLUMNS = 6


def report(source: Source, language: str) -> str:
    """Return what the report holds, "" when it was not recognised."""
    return label(source.report, language, REPORT) if source.report in labels(REPORT) else ""


def export_path(platform: str, language: str) -> str:
    """Return where a platform offers its export, by the platform's name; "" when unknown."""
    for card in cards().values():
        if platform and platform in (card.id, card.name):
            return card.export[language]
    return ""


def why_unused(column: Column, language: str) -> str:
    """Return why a column is not used, "" when it is."""
    if column.field and not column.why:
        return ""
    if column.duplicate_of:
        return text("column.duplicate_of", language, name=column.duplicate_of)
    return label(column.why, language, "why_unused") if column.why else ""


def option_name(question: Question, option: str, language: str) -> str:
    """Return one answer to a question, in words; a date order shows the date it would give."""
    day_of = {"dmy": "date_a", "mdy": "date_b"}.get(option, "")
    if day_of in question.values:
        name = label(option, language, OPTION)
        given = day(question.values[day_of], language)
        return text("option.gives", language, name=name, value=given)
    if option in ("leave", "use") and "file_other" in question.values:
        return text("option.only", language, name=_told_apart(question, other=option == "leave"))
    if option in labels(OPTION):
        return label(option, language, OPTION)
    if question.code == "two_tables":
        return text("option.table", language, row=option)
    return label(option, language)


def _told_apart(question: Question, *, other: bool) -> str:
    """Return the name that tells one of two tables from the other: its file, or its sheet."""
    values, where = question.values, question.where
    if values["file_other"] == where.file:
        return clean(str(values["sheet_other"] if other else where.sheet))
    return clean(str(values["file_other"] if other else where.file))


def option_effect(question: Question, option: Option, language: str) -> str:
    """Return what choosing an answer would give: its columns or figures, "" when it has none."""
    at = Setting(language=language, currency=option.values.get("currency"))
    if "columns" in option.values:
        names = [str(one) for one in option.values["columns"]]
        shown = [*names[:MOST_COLUMNS], "…"] if len(names) > MOST_COLUMNS else names
        return text("option.columns", language, names=clean(", ".join(shown)))
    if "samples" in option.values:
        return text(
            "option.samples", language, names=clean(", ".join(map(str, option.values["samples"])))
        )
    del question
    said = [_effect(name, value, at) for name, value in option.values.items() if name != "currency"]
    return listing([one for one in said if one], language)


def _effect(name: str, value: Any, at: Setting) -> str:
    return text("option.effect", at.language, name=label(name, at.language), value=value)
