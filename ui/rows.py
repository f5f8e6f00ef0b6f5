"""The original rows behind a figure, as they stand in the file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import kpi
from kpi import words
from ui import journey
from ui.frame import t

MOST = 500


def button(finding: kpi.Finding) -> None:
    """Offer the rows behind a finding, when the files are still at hand."""
    if not finding.rows:
        return
    name = "_".join([finding.rule, *finding.entity.values()])
    if st.button(
        t("finding.rows"), icon=":material/table_rows:", type="tertiary", key=f"rows_{name}"
    ):
        _dialog(finding)


def _behind(rows: pd.DataFrame, finding: kpi.Finding) -> pd.DataFrame:
    """The rows that the finding's figures are the sums of, among those about the same thing."""
    places = {(one.file, one.sheet, number) for one in finding.rows for number in one.numbers}
    listed = zip(rows["file"], rows["sheet"], rows["row"], strict=True)
    return rows[[place in places for place in listed]]


def _dialog(finding: kpi.Finding) -> None:
    language = journey.current().language

    @st.dialog(t("rows.title"), width="large", icon=":material/table_rows:")
    def show() -> None:
        facts = journey.current().facts
        if facts is None:
            return
        found = _behind(facts.rows(**dict(finding.entity)), finding)
        st.markdown(t("rows.count", rows=words.count(len(found), "rows", language)))
        names = {"file": t("rows.file"), "sheet": t("rows.sheet"), "row": t("rows.row")}
        shown = found.head(MOST).rename(columns=names)
        shown = shown.loc[:, (shown.astype(str) != "").any()]
        st.dataframe(shown, hide_index=True, alt=t("rows.title"))
        if len(found) > MOST:
            st.markdown(f":gray[{t('rows.first', count=MOST)}]")

    show()
