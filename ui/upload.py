"""Taking files in: as they are, several at once, with what could not be read said beside them."""

from __future__ import annotations

import streamlit as st

import kpi
from ui import journey
from ui.frame import t

LARGEST_MB = 200


def show() -> None:
    """Offer the uploader; files already taken stay until they are taken away."""
    # While a file is being chosen, what will read it starts.
    kpi.intake.warm()
    taken = st.file_uploader(
        t("data.upload"),
        accept_multiple_files=True,
        max_upload_size=LARGEST_MB,
        key=f"upload_{st.session_state.get('upload_round', 0)}",
        help=t("data.upload_help"),
    )
    fresh = tuple((one.name, one.getvalue()) for one in taken or ())
    known = journey.own().files
    added = tuple(one for one in fresh if one not in known)
    if added:
        st.session_state["upload_round"] = st.session_state.get("upload_round", 0) + 1
        names = ", ".join(name for name, _ in added)
        with st.spinner(t("data.reading", names=names)):
            journey.take_files((*known, *added))
        st.rerun()


def problems(found: tuple[kpi.UserError, ...]) -> None:
    """Say, file by file, what was found, where, and what to do; the others are read all the
    same.
    """
    language = journey.current().language
    for error in found:
        with st.container():
            st.error(
                f"{kpi.say(error, language, 'where')}  \n{kpi.say(error, language, 'fix')}",
                title=kpi.say(error, language, "what"),
                icon=":material/error:",
            )


def remove(name: str) -> None:
    """Take one file away and read the others again."""
    now = journey.current()
    journey.take_files(tuple(one for one in now.files if one[0] != name))
