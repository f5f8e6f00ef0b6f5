"""Every code that computing code can raise, note or answer has its words."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from kpi.catalog import labels, sentences

ROOT = Path(__file__).parent.parent.parent / "kpi"
ERRORS = (
    "UserError",
    "UnreadableFile",
    "InvalidBrief",
    "UnknownName",
    "MixedCurrencies",
    "OverlappingClaims",
    "NotAdditive",
)
# Record → the argument that holds its code, and where its words stand.
DECKS = {
    "Note": ("code", "problems"),
    "Question": ("code", "problems"),
    "Check": ("id", "checks"),
    "Reason": ("because", "refusals or reasons"),
}
KINDS = {"LeftOut": ("why", "left_out"), "Option": ("id", "option")}


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Return the name and the node of every plain call in the package."""
    return tuple(
        (node.func.id, node)
        for path in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    )


def named(node: ast.Call, argument: str) -> str | None:
    """Return the code written as a plain text in a call."""
    values = [key.value for key in node.keywords if key.arg == argument]
    found = values[0] if values else (node.args[0] if node.args else None)
    written = isinstance(found, ast.Constant) and isinstance(found.value, str)
    return found.value if written else None  # type: ignore[union-attr,return-value]


def codes(records: tuple[str, ...], argument: str) -> set[str]:
    found = (named(node, argument) for name, node in calls() if name in records)
    return {code for code in found if code}


def test_every_error_has_its_sentences() -> None:
    assert codes(ERRORS, "what") <= set(sentences("problems"))


@pytest.mark.parametrize("record", DECKS)
def test_every_record_has_its_sentences(record: str) -> None:
    argument, deck = DECKS[record]
    known = {code for name in deck.split(" or ") for code in sentences(name)}
    assert codes((record,), argument) <= known


@pytest.mark.parametrize("record", KINDS)
def test_every_short_code_has_its_name(record: str) -> None:
    argument, kind = KINDS[record]
    assert codes((record,), argument) <= set(labels(kind))
