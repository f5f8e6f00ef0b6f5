"""`say`: one verb for every record that has something to tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kpi.audit.finding import Aside, Finding, Unchecked, Unsettled
from kpi.catalog import Kpi
from kpi.errors import UserError
from kpi.facts import Check, LeftOut, Note, Question
from kpi.plan.reason import Reason
from kpi.readings.compare import Change
from kpi.review import Review, Verdict
from kpi.words import changes, files, findings, reasons, verdicts
from kpi.words.patterns import Setting

# Who says what; a record is looked up here, in this order.
SAYERS: tuple[tuple[type, Callable[[Any, str, Setting], str]], ...] = (
    (Finding, findings.finding),
    (Unchecked, findings.unchecked),
    (Unsettled, findings.unsettled),
    (Aside, findings.aside),
    (UserError, files.error),
    (Question, files.question),
    (Note, files.note),
    (LeftOut, files.left_out),
    (Check, files.check),
    (Reason, reasons.reason),
    (Kpi, reasons.kpi),
    (Change, changes.change),
    (Review, verdicts.review),
    (Verdict, verdicts.verdict),
)


def say(record: object, language: str, part: str = "", *, markdown: bool = False) -> str:
    """Return what a record has to tell, in `language`, as plain text.

    `part` names one line of it: headline, you_see, it_hides, confidence, at_stake, action,
    would_change, silent or all of a finding; what, where, fix of an error, note or question;
    sentence, next of a reason. Without it: a finding's headline, all of the others. With
    `markdown`, the user's own names are escaped, our words are not. Raises TypeError for a record
    that nobody can say.
    """
    at = Setting(language=language, markdown=markdown)
    for kind, sayer in SAYERS:
        if isinstance(record, kind):
            return sayer(record, part, at)
    raise TypeError(type(record).__name__)


def say_markdown(record: object, language: str, part: str = "") -> str:
    """Return what `say` does, the user's own names escaped for Markdown."""
    return say(record, language, part, markdown=True)
