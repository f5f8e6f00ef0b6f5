"""One file as a card: what was recognised, the proofs, what was left out, each column, and what to
correct.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

import kpi
from kpi import words
from kpi.catalog.platforms import is_seen
from kpi.facts import DIMENSIONS, MEASURES, Column, Source
from ui import file_tools, journey, upload
from ui.frame import t
from ui.labels import label

FIXED = ("source", "date_end")
# Above it, one guess in fifty is wrong (docs/method-reading.md): below it, we ask for a look.
SURE = 0.8


def headline(now: journey.Journey) -> str:
    """Return the page's title: what was read, and whether something is asked."""
    if now.facts is None or not now.facts.sources:
        return t("data.empty_title")
    files = len({one.file for one in now.facts.sources})
    asked = len(now.facts.questions)
    read = t("data.files_read", count=files)
    return f"{read}, {t('data.questions_asked', count=asked)}" if asked else read


def questions(now: journey.Journey) -> None:
    """What the reader will not guess, first."""
    if now.facts is None or not now.facts.questions:
        return
    st.space(12)
    st.header(t("data.to_settle"), anchor=False)
    for question in now.facts.questions:
        with st.container(border=True):
            st.subheader(words.escape(question.where.file), anchor=False)
            _ask(question, now)


def _ask(question: kpi.Question, now: journey.Journey) -> None:
    language = now.language
    options = [option.id for option in question.options]
    given = now.corrections.get(question.id, question.default)
    captions = [words.option_effect(question, option, language) for option in question.options]
    key = f"ask_{question.id}_{language}"
    st.radio(
        words.say(question, language, markdown=True),
        options,
        index=options.index(given) if given in options else None,
        format_func=lambda id_: words.option_name(question, id_, language),
        captions=captions if any(captions) else None,
        key=key,
        on_change=_settle,
        args=(question.id, key),
    )


def _settle(question: str, key: str) -> None:
    journey.correct(question, st.session_state[key])


def sources(now: journey.Journey) -> None:
    """Every table read, with what it became."""
    assert now.facts is not None
    st.space(12)
    st.header(t("data.read"), anchor=False)
    for index, source in enumerate(now.facts.sources):
        with st.container(border=True):
            _card(source, index, now)
    if now.corrections:
        st.button(
            t("data.undo"),
            icon=":material/undo:",
            type="tertiary",
            on_click=journey.undo_corrections,
        )


def _card(source: Source, index: int, now: journey.Journey) -> None:
    language = now.language
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        name = label("platform", source.platform) if source.platform else t("data.unknown_platform")
        st.subheader(words.escape(name), anchor=False, width="content")
        with st.container(horizontal=True, width="content"):
            _documented(source)
            _badge(source)
    st.markdown(f":gray[{words.escape(_line(source, index, language))}]")
    _rates(source, language)
    for check in source.checks:
        if check.id == "rates" and check.passed:
            continue
        icon = ":green[:material/check:]" if check.passed else ":orange[:material/info:]"
        st.markdown(f"{icon} {words.say(check, language, markdown=True)}")
    for note in source.notes:
        st.markdown(f":gray[:material/info: {words.say(note, language, markdown=True)}]")
    for left in source.left_out:
        st.markdown(f":gray[:material/remove_circle: {words.say(left, language, markdown=True)}]")
    _unsure(source)
    file_tools.vat(source, index, now)
    file_tools.alphabet(source, index, now)
    file_tools.doubts(index, now)
    _columns(source, index, language)
    if not now.is_example and st.button(
        t("data.remove", name=words.escape(source.file)),
        icon=":material/delete:",
        type="tertiary",
        key=f"remove_{index}",
    ):
        upload.remove(source.file)
        st.rerun()


def _unsure(source: Source) -> None:
    """Name the columns whose reading is likely rather than certain: they enter the sums."""
    names = [c.name for c in source.columns if c.field and c.confidence < SURE]
    if names:
        said = words.listing([words.escape(name) for name in names], journey.current().language)
        st.markdown(f":violet[:material/help: {t('data.unsure', count=len(names), names=said)}]")


def _rates(source: Source, language: str) -> None:
    """One line for all the file's own rates that our sums give again."""
    found = [c for c in source.checks if c.id == "rates" and c.passed]
    if found:
        names = [words.label(str(check.values["rate"]), language) for check in found]
        st.markdown(
            f":green[:material/check:] {t('data.rates_hold', names=words.listing(names, language))}"
        )


def _badge(source: Source) -> None:
    doubts = [check for check in source.checks if not check.passed]
    if doubts:
        st.badge(t("data.badge_note"), icon=":material/info:", color="orange")
    elif source.checks:
        st.badge(t("data.badge_ok"), icon=":material/check:", color="green")
    else:
        st.badge(t("data.badge_read"), icon=":material/check:", color="gray")


def _documented(source: Source) -> None:
    """Say of a platform that no real file of it was met yet."""
    if source.platform and not is_seen(source.platform):
        st.badge(t("data.badge_documented"), icon=":material/menu_book:", color="gray")


def _line(source: Source, index: int, language: str) -> str:
    """File, sheet, report, period, rows: what was recognised, in one line."""
    parts = [source.file, source.sheet, words.report(source, language)]
    if source.period is not None:
        parts.append(words.period(source.period, language))
    parts.append(words.count(source.rows_kept, "rows", language))
    spent = [words.money(sum_, code or None, language, exact=True) for code, sum_ in _spent(index)]
    parts += spent or [source.currency]
    return " · ".join(part for part in parts if part)


def _spent(index: int) -> list[tuple[str, float]]:
    """What this source says was spent, currency by currency; nothing without such a column."""
    facts = journey.current().facts
    if facts is None or "spend" not in facts.cube:
        return []
    rows = facts.cube[(facts.cube["source"] == index) & facts.cube["spend"].notna()]
    sums = rows.groupby(rows["currency"].astype(str))["spend"].sum()
    return [(str(code), float(spent)) for code, spent in sums.items()]


def _columns(source: Source, index: int, language: str) -> None:
    """Each column's reading in one table to correct; drawn only once it is opened."""
    used = sum(bool(column.field) for column in source.columns)
    title = t("data.columns", count=used, total=len(source.columns))
    box = st.expander(title, type="compact", key=f"columns_{index}_{language}", on_change="rerun")
    if not box.open:
        return
    with box:
        st.markdown(f":small[:gray[{t('data.columns_text')}]]")
        names = {label(_kind(code), code): code for code in _fields()}
        shown = pd.DataFrame(
            {
                "name": [column.name for column in source.columns],
                "samples": [" · ".join(column.samples[:3]) for column in source.columns],
                "becomes": [_reading(column) for column in source.columns],
                "why": [words.why_unused(column, language) for column in source.columns],
                "sure": [column.confidence if column.field else None for column in source.columns],
            }
        )
        key = f"mapping_{index}_{language}_{journey.current().reading}"
        st.data_editor(
            shown,
            key=key,
            hide_index=True,
            num_rows="fixed",
            disabled=["name", "samples", "why", "sure"],
            column_config={
                "name": t("data.column_name"),
                "samples": t("data.column_samples"),
                "becomes": st.column_config.SelectboxColumn(
                    t("data.column_becomes"), options=[t("data.unused"), *names]
                ),
                "why": t("data.column_why"),
                "sure": st.column_config.ProgressColumn(
                    t("data.column_sure"), min_value=0, max_value=1, format="percent"
                ),
            },
            on_change=_remap,
            args=(source, key, names),
        )


def _fields() -> list[str]:
    return [*(name for name in DIMENSIONS if name not in FIXED), *MEASURES]


def _kind(code: str) -> str:
    return "dimension" if code in DIMENSIONS else "field"


def _reading(column: Column) -> str:
    return label(_kind(column.field), column.field) if column.field else t("data.unused")


def _remap(source: Source, key: str, names: dict[str, str]) -> None:
    """Apply what was changed in the table of columns."""
    for row, change in st.session_state[key]["edited_rows"].items():
        if "becomes" in change:
            column = source.columns[int(row)]
            field = names.get(change["becomes"], "")
            journey.correct(f"column|{source.file}|{source.sheet}|{column.name}", field)
