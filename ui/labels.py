"""What codes are called, in the visitor's language."""

from __future__ import annotations

from kpi import words
from ui import journey


def label(kind: str, code: str) -> str:
    """Return the name of a goal, model, channel or field."""
    return words.label(code, journey.current().language, kind=kind)


def explained(kind: str, code: str, part: str) -> str:
    """Return what stands beside a name: its title, sentence, example, help or what it changes."""
    return words.explanation(code, part, journey.current().language, kind=kind)


def listed(items: list[str]) -> str:
    """Return the items in one enumeration."""
    return words.listing(items, journey.current().language)
