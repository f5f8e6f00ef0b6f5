"""What a file was read as: its report, its columns, and the answers to its questions."""

from __future__ import annotations

from typing import Any

from kpi.catalog import labels
from kpi.facts import Column, Option, Question, Source
from kpi.words.interface import listing, text
from kpi.words.labels import label
from kpi.words.patterns import Setting

REPORT, OPTION = "report", "option"


def report(source: Source, language: str) -> str:
    """Return what the report holds, "" when it was not recognised."""
    return label(source.report, language, REPORT) if source.report in labels(REPORT) else ""


def why_unused(column: Column, language: str) -> str:
    """Return why a column is not used, "" when it is."""
    if column.field and not column.why:
        return ""
    if column.duplicate_of:
        return text("column.duplicate_of", language, name=column.duplicate_of)
    return label(column.why, language, "why_unused") if column.why else ""


def option_name(question: Question, option: str, language: str) -> str:
    """Return one answer to a question, in words."""
    del question  # answers are told apart by their own codes
    if option in labels(OPTION):
        return label(option, language, OPTION)
    return label(option, language)


def option_effect(question: Question, option: Option, language: str) -> str:
    """Return what choosing an answer would give: its figures, "" when it has none."""
    del question
    at = Setting(language=language, currency=option.values.get("currency"))
    said = [_effect(name, value, at) for name, value in option.values.items() if name != "currency"]
    return listing([one for one in said if one], language)


def _effect(name: str, value: Any, at: Setting) -> str:
    return text("option.effect", at.language, name=label(name, at.language), value=value)
