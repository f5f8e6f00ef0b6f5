"""The interface's keys: the same in both languages, those that pages use known, none idle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kpi.words.interface import catalog

ROOT = Path(__file__).parent.parent.parent
# Said by the voice for pages that are still to come.
WAITING = {
    "button.continue",
    "button.copy_link",
    "button.correct",
    "button.download",
    "button.export",
    "button.leave",
    "button.next",
    "button.present",
    "button.previous",
    "button.save_review",
    "button.target",
    "button.test",
    "frame.language",
    "frame.save_share",
    "frame.unreadable",
    "step.guide",
    "step.journal",
    "step.review",
}
CALLED = ("t", "text", "words.text", "frame.t")
FOLDERS = ("kpi", "ui", "pages")


@cache
def keys(language: str) -> dict[str, bool]:
    """Return key → whether it has a plural."""
    found = {}
    for message in catalog(language):
        if message.id:
            plural = isinstance(message.id, tuple)
            found[message.id[0] if plural else message.id] = plural
    return found


def calls() -> Iterator[tuple[str, ast.expr]]:
    """Yield the first argument of each call to t(…) or text(…)."""
    paths = [*ROOT.glob("*.py"), *(p for f in FOLDERS for p in sorted((ROOT / f).rglob("*.py")))]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in CALLED and node.args:
                yield path.relative_to(ROOT).as_posix(), node.args[0]


def pattern(argument: ast.expr) -> str | None:
    """Return the keys a call may ask for, as a regular expression; None when not written there."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return re.escape(argument.value)
    if isinstance(argument, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w]+"
            for part in argument.values
        )
    if isinstance(argument, ast.IfExp):
        sides = [pattern(argument.body), pattern(argument.orelse)]
        return "|".join(side for side in sides if side)
    return None


@cache
def used() -> list[tuple[str, str]]:
    return [(path, found) for path, argument in calls() if (found := pattern(argument))]


def test_both_languages_hold_the_same_keys() -> None:
    assert keys("fr") == keys("en")


def test_every_key_that_a_page_uses_is_known() -> None:
    known = keys("fr")
    unknown = sorted(
        {f"{path}: {one}" for path, one in used() if not any(re.fullmatch(one, k) for k in known)}
    )
    assert not unknown, "\n".join(unknown)


def test_no_key_lies_idle() -> None:
    """Dead words go stale in two languages. Keys found whole in a source text count as used."""
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
    )
    idle = [
        key
        for key in keys("fr")
        if not any(re.fullmatch(one, key) for _, one in used()) and f'"{key}"' not in texts
    ]
    assert set(idle) <= WAITING, sorted(set(idle) - WAITING)
