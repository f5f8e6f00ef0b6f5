"""What one visitor has said and shown so far: one frozen record, replaced whole at each change.

Answers survive a reload (the address and a cookie carry them, see `ui.link`); files live in the
session alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

import kpi

KEY = "journey"
LANGUAGES = ("fr", "en")
# What the wizard supposes until it is told: shown as supposed, and corrected in one click.
DEFAULTS: Mapping[str, Any] = {
    "goal": "acquisition",
    "model": "ecommerce",
    "channels": ("paid_search", "paid_social", "email", "website"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """`answers` holds only what was answered, by the name of the brief's field.

    `files` are (name, bytes) as uploaded; `facts` what was read from them under `corrections`, and
    `inferred` what they let us suppose of the brief;
    `reading` counts the readings, so that what is computed from them can be kept until they
    change. `dismissed` gives a reason per finding. `remembered`: corrections by the header of the
    file they were made on, for the next file that has the same. `aside` is the visitor's own
    journey while the example is shown.
    """

    language: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[tuple[str, bytes], ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    facts: kpi.Facts | None = None
    inferred: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[kpi.UserError, ...] = ()
    reading: int = 0
    period: kpi.Period | None = None
    dismissed: Mapping[str, str] = field(default_factory=dict)
    aside: Journey | None = None
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_example(self) -> bool:
        """Whether the example is shown in place of the visitor's own journey."""
        return self.aside is not None


def current() -> Journey:
    """Return this session's journey; the entrypoint has begun it."""
    journey: Journey = st.session_state[KEY]
    return journey


def own() -> Journey:
    """Return the visitor's own journey, which waits aside while the example is shown."""
    now = current()
    return now if now.aside is None else now.aside


def begun() -> bool:
    """Whether the entrypoint has begun a journey in this session."""
    return KEY in st.session_state


def begin(language: str, answers: Mapping[str, Any]) -> None:
    """Start the session's journey with what a link or an earlier visit brought."""
    st.session_state[KEY] = Journey(language=language, answers=dict(answers))


def change(**values: Any) -> Journey:
    """Replace fields of the journey and return it."""
    journey = replace(current(), **values)
    st.session_state[KEY] = journey
    return journey


def speak(language: str) -> None:
    """Change the language; nothing else moves."""
    change(language=language)


def answer(name: str, value: Any) -> None:
    """Record one answer; None, "" or nothing chosen takes the answer back to "I don't know"."""
    answers = dict(current().answers)
    if value is None or value == "" or value == ():
        answers.pop(name, None)
    else:
        answers[name] = value
    change(answers=answers)


def supposed() -> dict[str, Any]:
    """Return what we suppose of the brief: from the files where they tell, from defaults
    otherwise.
    """
    return {**DEFAULTS, **current().inferred}


def _inferred(facts: kpi.Facts | None) -> dict[str, Any]:
    if facts is None:
        return {}
    found = kpi.infer(facts)
    return {name: getattr(found, name) for name in found.inferred}


def brief() -> kpi.Brief:
    """Return the brief: the answers given, completed by what we suppose, which is marked as
    inferred.
    """
    given, rest = dict(current().answers), supposed()
    return kpi.Brief(**{**rest, **given}, inferred=frozenset(rest) - frozenset(given))


def show_example(
    files: tuple[tuple[str, bytes], ...], facts: kpi.Facts, answers: Mapping[str, Any]
) -> None:
    """Put the example in place of the visitor's journey, which waits aside."""
    now = current()
    st.session_state[KEY] = Journey(
        language=now.language,
        answers=answers,
        files=files,
        facts=facts,
        inferred=_inferred(facts),
        reading=now.reading + 1,
        aside=own(),
    )


def leave_example() -> None:
    """Bring the visitor's own journey back."""
    now = current()
    if now.aside is not None:
        st.session_state[KEY] = replace(now.aside, language=now.language, reading=now.reading + 1)


def take_files(files: tuple[tuple[str, bytes], ...]) -> None:
    """Read the visitor's files; what could not be read is kept beside what was."""
    leave_example()
    _read(files, current().corrections)
    known = _from_memory()
    if known:
        _read(files, {**known, **current().corrections})


# What is said of a file's format holds for the next file of that header; what is said of its rows
# (a total, repeats, days told twice) does not.
OF_A_FORMAT = (
    "column", "twin", "decimal", "dates", "length", "platform", "channel", "lines", "vat",
)  # fmt: skip


def correct(key: str, value: str) -> None:
    """Apply one correction to the reading, and keep it for files with the same header."""
    _remember(key, value)
    _read(current().files, {**current().corrections, key: value})


def undo_corrections() -> None:
    """Read the files again as at first, and forget what was corrected."""
    change(remembered={})
    _read(current().files, {})


def _header(source: kpi.Source) -> str:
    return "|".join(column.name for column in source.columns)


def _remember(key: str, value: str) -> None:
    kind, *place = key.split("|")
    facts = current().facts
    if facts is None or kind not in OF_A_FORMAT:
        return
    for source in facts.sources:
        if [source.file, source.sheet] == place[:2]:
            mine = current().remembered.get(_header(source), {})
            kept = {**mine, "|".join([kind, *place[2:]]): value}
            change(remembered={**current().remembered, _header(source): kept})


def _from_memory() -> dict[str, str]:
    """The corrections that earlier files with the same header had, under these files' names."""
    facts, now = current().facts, current()
    found = {}
    for source in facts.sources if facts is not None else ():
        for short, value in now.remembered.get(_header(source), {}).items():
            kind, *rest = short.split("|")
            key = "|".join([kind, source.file, source.sheet, *rest])
            if key not in now.corrections:
                found[key] = value
    return found


def _read(files: tuple[tuple[str, bytes], ...], corrections: Mapping[str, str]) -> None:
    facts: kpi.Facts | None = None
    problems: tuple[kpi.UserError, ...] = ()
    if files:
        try:
            facts = kpi.load(list(files), corrections=dict(corrections))
            problems = facts.problems
        except kpi.NothingRead as error:
            problems = error.problems
    change(
        files=files,
        corrections=dict(corrections),
        facts=facts,
        inferred=_inferred(facts),
        problems=problems,
        reading=current().reading + 1,
        period=None,
        dismissed={},
    )
