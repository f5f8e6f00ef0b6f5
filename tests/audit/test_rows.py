"""The rows listed behind a finding are those that its figures are the sums of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from kpi.audit import Audit, Finding, audit
from kpi.facts import DIMENSIONS, Facts, OriginalRows
from tests.audit.shop import account, campaign, ordinary
from tests.audit.test_rules import BAIT, MARGIN, devices, emptier


def with_originals(given: Facts) -> Facts:
    """The same facts with each row of the cube as its own row of the file, from row 2 on."""
    rows = given.cube.reset_index(drop=True)
    kept = OriginalRows(
        dimensions=rows[list(DIMENSIONS)].drop(columns="source"),
        cells=rows.astype(str),
        numbers=tuple(range(2, len(rows) + 2)),
    )
    return replace(given, originals=(kept,))


def listed(given: Facts, one: Finding) -> pd.DataFrame:
    (rows,) = one.rows
    return given.cube.iloc[[number - 2 for number in rows.numbers]]


def judged(*campaigns: Iterable[Mapping[str, Any]]) -> tuple[Facts, Audit]:
    given = with_originals(account(*campaigns))
    return given, audit(given, MARGIN)


@cache
def told() -> tuple[Facts, Audit]:
    both = (
        campaign("Both", spend=2_500, **BAIT),
        campaign("Both", spend=300, result="Lead"),
        [{**row, "currency": "USD"} for row in campaign("Both", spend=500)],
    )
    return judged(*ordinary(basket=30.0), *both)


def test_the_rows_of_a_campaign_add_up_to_its_figures() -> None:
    given, a = told()
    one = next(one for one in a.warnings if one.entity.get("campaign") == "Both")
    rows = listed(given, one)
    assert rows["spend"].sum() == pytest.approx(one.evidence["spend"])
    assert rows["conversions"].sum() == pytest.approx(one.evidence["conversions"])
    assert set(rows["result"]) == {"Purchase"}
    assert set(rows["currency"]) == {"EUR"}
    # The last week is not all in.
    assert len(rows) == 11 * 7


def test_the_rows_of_a_platform_add_up_to_its_figures() -> None:
    given, a = told()
    one = next(one for one in a.warnings if one.rule == "R07_roas_margin")
    rows = listed(given, one)
    assert rows["spend"].sum() == pytest.approx(one.evidence["spend"])
    assert rows["revenue"].sum() == pytest.approx(one.evidence["revenue"])


def test_the_rows_of_two_periods_are_both() -> None:
    given = with_originals(emptier(1.8))
    (one,) = audit(given).warnings
    rows = listed(given, one)
    for period, name in ((one.before, "conversions_before"), (one.period, "conversions_after")):
        inside = rows["date"].between(period.first.isoformat(), period.last.isoformat())
        assert rows.loc[inside, "conversions"].sum() == pytest.approx(one.evidence[name])


def test_the_rows_of_a_breakdown_are_its_parts() -> None:
    given = with_originals(devices((0.8, 0.4), (0.01, 0.04), 0.8))
    (one,) = audit(given).warnings
    rows = listed(given, one)
    after = rows["date"] >= one.period.first.isoformat()
    rate = rows.loc[after, "conversions"].sum() / rows.loc[after, "clicks"].sum()
    assert rate == pytest.approx(one.evidence["after"].value)


def test_the_parts_own_move_is_what_is_at_stake() -> None:
    given = devices((0.8, 0.4), (0.01, 0.04), 0.8)
    assert audit(given).warnings[0].money is None
    cube = given.cube.assign(revenue=given.cube["conversions"] * 60.0)
    (one,) = audit(Facts(cube=cube, sources=given.sources)).warnings
    after = cube[
        (cube["date"] >= one.period.first.isoformat())
        & (cube["date"] <= one.period.last.isoformat())
    ]
    low, mid, high = one.money
    assert mid == pytest.approx(-one.evidence["rate_effect"] * after["clicks"].sum() * 60.0)
    assert 0 < low < mid < high


def test_without_raw_rows_none_are_listed() -> None:
    _, a = told()
    assert a.warnings[0].rows
    assert audit(account(*ordinary(basket=30.0)), MARGIN).warnings[0].rows == ()


def test_a_file_whose_rows_were_all_set_aside_has_none_behind_a_finding() -> None:
    given, _ = judged(*ordinary(basket=30.0))
    none = OriginalRows(
        dimensions=given.originals[0].dimensions.iloc[:0], cells=pd.DataFrame(), numbers=()
    )
    source = replace(given.sources[0], file="twin.csv")
    both = replace(given, sources=(*given.sources, source), originals=(*given.originals, none))
    found = audit(both, MARGIN).warnings
    assert {rows.file for one in found for rows in one.rows} == {given.sources[0].file}
