"""What helps before and beside a file: where to export it, a workbook to fill, a table to paste,
roles.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from kpi import report, words
from kpi.catalog.platforms import cards, is_seen
from kpi.facts import ROLES, Source
from kpi.intake.text import ALPHABETS
from ui import journey
from ui.frame import t
from ui.labels import label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASTED = "table.csv"
VAT = ("excl", "incl_20", "incl_10", "incl_5.5", "incl_21", "incl_19")


def export_help() -> None:
    """Say, platform by platform, where its export is."""
    language = journey.current().language
    with st.expander(t("data.how_to_export"), icon=":material/download:"):
        known = {card.name: card for card in cards().values() if card.name}
        name = st.selectbox(
            t("data.which_platform"), list(known), key=f"export_{language}", index=None,
            placeholder=t("data.choose_platform"),
        )  # fmt: skip
        if name:
            st.markdown(words.escape(known[name].export[language]))
            if not is_seen(name):
                st.badge(t("data.badge_documented"), icon=":material/menu_book:", color="gray")


def by_hand() -> None:
    """Offer the template workbook and a place to paste a table."""
    now = journey.current()
    with st.expander(t("data.by_hand"), icon=":material/edit_note:"):
        st.markdown(t("data.template_text"))
        st.download_button(
            t("data.template"),
            data=lambda: report.template_workbook(
                now.language, datetime.now(UTC).astimezone().date()
            ),
            file_name="juste-mesure.xlsx",
            mime=XLSX,
            icon=":material/download:",
            on_click="ignore",
            key="template_download",
        )
        pasted = st.text_area(
            t("data.paste"), key=f"paste_{now.language}_{now.reading}", height=160
        )
        if st.button(t("data.paste_read"), key="paste_read", disabled=not pasted.strip()):
            taken = journey.own().files
            names = {name for name, _ in taken}
            name = next(n for n in _names() if n not in names)
            journey.take_files((*taken, (name, pasted.encode())))
            st.rerun()


def _names() -> list[str]:
    stem, _, ending = PASTED.rpartition(".")
    return [PASTED, *(f"{stem} {number}.{ending}" for number in range(2, 1000))]


def roles(now: journey.Journey) -> None:
    """Show each campaign's role as its name tells it, to correct in one table."""
    assert now.facts is not None
    cube = now.facts.cube
    named = cube[cube["campaign"] != ""]
    if named.empty or "spend" not in named or named["spend"].isna().all():
        return
    box = st.expander(
        t("data.roles"), icon=":material/label:", key=f"roles_{now.language}", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        st.markdown(f":small[:gray[{t('data.roles_text')}]]")
        shown = (
            named.groupby(["campaign", "campaign_role"], observed=True)["spend"].sum()
            .reset_index()
            .sort_values("spend", ascending=False)
        )  # fmt: skip
        codes = {t("data.role_none"): "", **{label("role", role): role for role in ROLES}}
        of_code = {code: name for name, code in codes.items()}
        key = f"roles_table_{now.language}_{now.reading}"
        campaigns = [str(name) for name in shown["campaign"]]
        st.data_editor(
            pd.DataFrame(
                {
                    "campaign": campaigns,
                    "role": [of_code.get(str(role), "") for role in shown["campaign_role"]],
                }
            ),
            key=key,
            hide_index=True,
            num_rows="fixed",
            disabled=["campaign"],
            column_config={
                "campaign": label("dimension", "campaign"),
                "role": st.column_config.SelectboxColumn(
                    label("dimension", "campaign_role"), options=list(codes), required=True
                ),
            },
            on_change=_set_roles,
            args=(key, campaigns, codes),
        )


def _set_roles(key: str, campaigns: list[str], codes: dict[str, str]) -> None:
    for row, change in st.session_state[key]["edited_rows"].items():
        if "role" in change:
            journey.correct(f"role|{campaigns[int(row)]}", codes[change["role"]])


def vat(source: Source, index: int, now: journey.Journey) -> None:
    """Ask once, for a shop's revenue, whether tax is in it: a fifth moves every break-even."""
    if source.family != "shop" or not any(c.field == "revenue" for c in source.columns):
        return
    key = f"vat|{source.file}|{source.sheet}"
    names = {"": t("button.dont_know")}
    names |= {code: t(f"data.vat_{code.replace('.', '_')}") for code in VAT}
    _choice(t("data.vat"), names, key, f"vat_{index}_{now.language}", now)


def alphabet(source: Source, index: int, now: journey.Journey) -> None:
    """Let the accents be read another way, where the file leaves them in doubt."""
    key = f"encoding|{source.file}"
    if key not in now.corrections and not any(note.code == "macroman" for note in source.notes):
        return
    _choice(t("data.accents"), ALPHABETS, key, f"encoding_{index}_{now.language}", now)


def _choice(
    title: str, names: Mapping[str, str], key: str, field: str, now: journey.Journey
) -> None:
    """Offer one correction's values by their names; the first one stands until another is said."""
    options = list(names)
    given = now.corrections.get(key, "")
    st.selectbox(
        title,
        options,
        index=options.index(given) if given in options else 0,
        format_func=names.__getitem__,
        key=field,
        on_change=lambda: journey.correct(key, st.session_state[field]),
    )


def doubts(index: int, now: journey.Journey) -> None:
    """List the cells in doubt of one source, with the workbook that marks them."""
    assert now.facts is not None
    source = now.facts.sources[index]
    found = report.cells_in_doubt(source)
    if not found:
        return
    facts, language = now.facts, now.language
    with st.expander(t("data.doubts", count=len(found)), type="compact", key=f"doubts_{index}"):
        said = {note.code: words.say(note, language, "what") for note in source.notes}
        said |= {left.why: words.say(left, language, "what") for left in source.left_out}
        st.dataframe(
            pd.DataFrame(
                {
                    t("rows.row"): [cell.row for cell in found],
                    t("rows.column"): [cell.column for cell in found],
                    t("rows.why"): [said.get(cell.code, "") for cell in found],
                }
            ),
            hide_index=True,
            alt=t("data.doubts", count=len(found)),
        )
        st.download_button(
            t("data.marked"),
            data=lambda: report.marked_workbook(facts, index, language),
            file_name="lignes.xlsx" if language == "fr" else "rows.xlsx",
            mime=XLSX,
            icon=":material/download:",
            on_click="ignore",
            key=f"marked_{index}",
        )
