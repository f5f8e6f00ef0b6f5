"""Page anatomy: the steps, the row above the title, the width, the way back and on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kpi.words import text
from ui import browser, example, journey, link
from ui.labels import label, listed

ASSETS = Path(__file__).parent / "assets"
STEPS = ("goal", "context", "kpis", "data", "results")
WIDTHS = {"goal": 1080, "context": 760, "kpis": 960, "data": 960, "results": 1080, "home": 1080}
FROM_ENTRYPOINT = "frame_from_entrypoint"
KNOWN = "frame_pages"
FAVICON = str(ASSETS / "favicon.png")
UNREADABLE = "frame_unreadable"


def t(key: str, **values: object) -> str:
    """Return an interface sentence in the visitor's language."""
    return text(key, journey.current().language, **values)


def pages() -> dict[str, StreamlitPage]:
    """Return the pages by name; a page's file, name and address are one word."""
    home = st.Page("pages/home.py", title=t("step.home"), url_path="home", default=True)
    steps = {
        name: st.Page(f"pages/{name}.py", title=t(f"step.{name}"), url_path=name) for name in STEPS
    }
    return {"home": home, **steps}


def begin() -> None:
    """Begin the journey at a session's first run: language, answers of the link, figures of the
    browser.
    """
    if not journey.begun():
        parameters = st.query_params.to_dict()
        answers, unreadable = link.from_address(parameters)
        journey.begin(
            _language(parameters.get("lang")), {**link.from_cookie(st.context.cookies), **answers}
        )
        st.session_state[UNREADABLE] = unreadable
        if parameters.get("example"):
            journey.begin(journey.current().language, link.from_cookie(st.context.cookies))
            example.show()


def _language(asked: str | None) -> str:
    if asked in journey.LANGUAGES:
        return asked
    return "fr" if (st.context.locale or "fr").lower().startswith("fr") else "en"


def enter() -> None:
    """The whole entrypoint: page set-up, language, navigation, then the page asked for."""
    # Before the navigation: once it has run, the page's own icon would be fetched from elsewhere
    # as favicon.
    st.set_page_config(page_title="Juste Mesure", page_icon=FAVICON, layout="wide")
    begin()
    st.logo(str(ASSETS / "logo.svg"), size="large")
    known = pages()
    st.session_state[KNOWN] = known
    page = st.navigation(list(known.values()), position="top")
    st.set_page_config(page_title=f"{page.title} · Juste Mesure", page_icon=FAVICON, layout="wide")
    _run(page)


def _run(page: StreamlitPage) -> None:
    """Run a page with what every page needs around it."""
    now = journey.current()
    # The example's margin is not the visitor's: what the browser keeps is one's own.
    browser.settle(now.language, journey.own().answers, address(), page.url_path)
    st.session_state[FROM_ENTRYPOINT] = True
    page.run()


def address() -> dict[str, str]:
    """Return the query parameters that bring this journey back; never its figures or data."""
    now = journey.current()
    if now.is_example:
        return {"example": "1", "lang": now.language}
    return link.to_address(now.answers, now.language)


def guard() -> None:
    """First line of every page: a run that did not come through the entrypoint goes through it now.

    A folder named pages/ makes a fresh server run the page of the first address alone, until the
    navigation has been set up once. The page then runs the entrypoint, which sets it up and runs
    the page again, whole, in the same run: no widget loses its value and no dialog is shown.
    """
    if not st.session_state.pop(FROM_ENTRYPOINT, False):
        enter()
        st.stop()


@contextmanager
def page(name: str, where: str = "", actions: Callable[[], None] | None = None) -> Iterator[None]:
    """Centre the page at its width, under the row that says where we are and offers the
    language.
    """
    with (
        st.container(horizontal_alignment="center"),
        st.container(width=WIDTHS[name], key=f"page_{name}"),
    ):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(f":gray[{where}]" if where else "&nbsp;", width="content")
            with st.container(horizontal=True, width="content", gap="medium"):
                if actions is not None:
                    actions()
                language_switch()
        _say_unreadable()
        yield


def _say_unreadable() -> None:
    """Name the answers that a link held badly; the others are kept."""
    names = st.session_state.pop(UNREADABLE, ())
    if names:
        said = [label("question", name.split(".")[0]) for name in names]
        st.warning(t("frame.unreadable", names=listed(said)), icon=":material/link_off:")


def step_line(name: str, rest: str = "") -> str:
    """Return "Step 2 of 4", with what is known so far behind it."""
    line = t("frame.step", number=STEPS.index(name) + 1, total=4)
    return f"{line} · {rest}" if rest else line


def language_switch() -> None:
    """One quiet button naming the other language, in that language."""
    other = "en" if journey.current().language == "fr" else "fr"
    st.button(
        {"fr": "Français", "en": "English"}[other],
        icon=":material/language:",
        type="tertiary",
        key="frame_language",
        on_click=journey.speak,
        args=(other,),
    )


def ways(back: str, on: str = "", label: str = "", *, disabled: bool = False) -> None:
    """End a page: back on the left, the one primary way on at the right."""
    st.space(20)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if st.button(
            t("button.back"), icon=":material/arrow_back:", type="tertiary", key=f"{back}_back"
        ):
            go(back)
        if on and st.button(
            label,
            icon=":material/arrow_forward:",
            icon_position="right",
            type="primary",
            key=f"{on}_on",
            disabled=disabled,
        ):
            go(on)


def show_example() -> None:
    """Open the results on the ready example."""
    example.show()
    go("results")


def go(name: str) -> None:
    """Open another page of the journey, its address already whole."""
    st.switch_page(st.session_state[KNOWN][name], query_params=address())
