"""The context's questions. Each reads and writes one answer of the journey and says what it
changes.

A widget's key holds the language, so that its words follow; its value always comes from the
journey, which is what survives pages, reloads and languages.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui import journey
from ui.frame import t
from ui.labels import explained, label


def _key(name: str) -> str:
    return f"context_{name}_{journey.current().language}"


def _heading(name: str) -> None:
    st.space(12)
    st.header(explained("question", name, "title"), anchor=False)


def _changes(name: str) -> None:
    st.markdown(f":small[:gray[{explained('question', name, 'changes')}]]")


def _keep(name: str) -> None:
    value: Any = st.session_state[_key(name)]
    journey.answer(name, tuple(value) if isinstance(value, list) else value)


def one(name: str, options: tuple[str, ...]) -> None:
    """Ask for one of several, "I don't know" included."""
    _heading(name)
    given = journey.current().answers.get(name)
    choices = ("", *options)
    st.selectbox(
        explained("question", name, "title"),
        choices,
        index=choices.index(given) if given else 0,
        format_func=lambda code: label(name, code) if code else _supposed(name),
        key=_key(name),
        label_visibility="collapsed",
        on_change=_keep,
        args=(name,),
    )
    _changes(name)


def _supposed(name: str) -> str:
    supposed = journey.supposed().get(name)
    unknown = t("button.dont_know")
    return (
        t("context.supposed", unknown=unknown, name=label(name, supposed)) if supposed else unknown
    )


def several(name: str, options: tuple[str, ...]) -> None:
    """Ask for any number; a sign beside the name tells chosen from not chosen in any colour
    scheme.
    """
    _heading(name)
    kind = name.removesuffix("s")
    chosen = st.session_state.get(_key(name), journey.current().answers.get(name, ()))
    st.pills(
        explained("question", name, "title"),
        options,
        selection_mode="multi",
        default=list(journey.current().answers.get(name, ())),
        format_func=lambda code: _pill(label(kind, code), chosen=code in chosen),
        key=_key(name),
        label_visibility="collapsed",
        on_change=_keep,
        args=(name,),
    )
    if kind == "situation":
        for code in journey.current().answers.get(name, ()):
            st.markdown(f":small[:gray[{explained('situation', code, 'sentence')}]]")
    _changes(name)


def _pill(name: str, *, chosen: bool) -> str:
    return f":gray[:material/{'check' if chosen else 'add'}: {name}]"


def figure(name: str, *, percent: bool = False) -> None:
    """Ask for one number; empty means "I don't know"."""
    _heading(name)
    given = journey.current().answers.get(name)
    factor = 100.0 if percent else 1.0

    def keep() -> None:
        value = st.session_state[_key(name)]
        journey.answer(name, None if value is None else round(value / factor, 6))

    left, right = st.columns([3, 4], gap="medium", vertical_alignment="center")
    with left:
        st.number_input(
            explained("question", name, "title"),
            min_value=0.0,
            max_value=100.0 if percent else None,
            value=None if given is None else given * factor,
            step=1.0,
            format="%g",
            placeholder=t("context.placeholder"),
            key=_key(name),
            label_visibility="collapsed",
            icon=":material/percent:" if percent else None,
            on_change=keep,
        )
    right.checkbox(
        t("button.dont_know"),
        value=given is None,
        key=f"{_key(name)}_unknown_{given}",
        on_change=journey.answer,
        args=(name, None),
        disabled=given is None,
    )
    _changes(name)


def yes_or_no(name: str) -> None:
    """Ask yes, no, or "I don't know"."""
    _heading(name)
    options = {"": None, "yes": True, "no": False}
    given = journey.current().answers.get(name)
    now = next(code for code, value in options.items() if value is given)

    def keep() -> None:
        journey.answer(name, options[st.session_state[_key(name)]])

    st.radio(
        explained("question", name, "title"),
        list(options),
        index=list(options).index(now),
        format_func=lambda code: t(f"answer.{code}") if code else t("button.dont_know"),
        key=_key(name),
        label_visibility="collapsed",
        horizontal=True,
        on_change=keep,
    )
    _changes(name)
