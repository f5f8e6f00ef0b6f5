"""E-mailing: opens and clicks made by machines, a list that leaks, a list that was cleaned."""

from __future__ import annotations

from typing import Any

import pytest

from kpi.audit import Finding, audit
from kpi.facts import Facts
from tests.audit.mailing import contacts, mailing, sends, total, undated, visits


def found(whole: Facts, rule: str) -> Finding | None:
    a = audit(whole)
    return next((one for one in (*a.warnings, *a.notes) if one.rule == rule), None)


# R05: opens by machines


def test_r05_opens_rise_and_clicks_do_not_follow() -> None:
    one = found(mailing(sends(opens=1.4)), "R05_mpp")
    seen = one.evidence
    assert seen["open_rate_after"] / seen["open_rate_before"] == pytest.approx(1.4, rel=0.02)
    assert seen["click_rate_after"] == pytest.approx(seen["click_rate_before"], rel=0.05)
    assert seen["low"].value < 0 < seen["high"].value
    assert seen["sends"] == 32
    assert one.money is None
    assert one.confidence >= 0.9


@pytest.mark.parametrize(
    ("why", "how"),
    [
        ("clicks rose as well", {"opens": 1.4, "clicks": 1.3}),
        ("opens rose by less than the floor", {"opens": 1.15}),
        ("the list was cleaned: both rates rise", {"opens": 1.0, "size": 0.75}),
        ("five sends are too few", {"opens": 1.6, "weeks": 5, "turn": 3}),
    ],
)
def test_r05_is_silent_when(why: str, how: dict[str, Any]) -> None:
    assert found(mailing(sends(**how)), "R05_mpp") is None


def test_r05_falls_away_under_the_open_rate_it_names() -> None:
    limit = found(mailing(sends(opens=1.4)), "R05_mpp").evidence["open_rate_limit"]
    assert limit == pytest.approx(0.30 * 1.2, rel=0.01)
    assert found(mailing(sends(opens=limit / 0.30 - 0.01)), "R05_mpp") is None
    assert found(mailing(sends(opens=limit / 0.30 + 0.02)), "R05_mpp") is not None


def test_r05_takes_the_tools_own_count_of_machines() -> None:
    told = found(mailing(sends(machine_opens=600.0)), "R05_mpp")
    assert told.variant == "counted"
    assert told.evidence["share"] == pytest.approx(0.4, rel=0.01)
    assert told.evidence["open_rate_after"] == pytest.approx(0.18, rel=0.02)
    fewer = told.evidence["opens_fewer"] / 32
    rows = [
        {**row, "opens": row["opens"] - fewer, "machine_opens": 600.0 - fewer} for row in sends()
    ]
    rows = [{**row, "machine_opens": 600.0 - fewer} for row in rows]
    assert found(mailing(rows), "R05_mpp") is None
    assert found(mailing(sends(machine_opens=380.0)), "R05_mpp") is None


def test_r05_without_days_runs_on_the_tools_own_count_alone() -> None:
    assert found(mailing(undated(sends(machine_opens=600.0))), "R05_mpp") is not None
    a = audit(mailing(undated(sends(opens=1.4))))
    assert {one.rule: one.missing for one in a.unchecked}["R05_mpp"] == ("date",)


# R06: clicks by filters


def test_r06_far_more_clicks_than_visits() -> None:
    rows = sends()
    one = found(mailing(rows, visits(rows, 0.3)), "R06_bot_clicks")
    assert (one.kind, one.variant) == ("doubt", "visits")
    assert one.evidence["visits"] == pytest.approx(0.3 * total(rows, "email_clicks"))
    assert one.evidence["share"] == pytest.approx(0.7)
    more = one.evidence["visits_more"] / total(rows, "email_clicks")
    assert found(mailing(rows, visits(rows, 0.3 + more)), "R06_bot_clicks") is None
    assert found(mailing(rows, visits(rows, 0.3 + 0.95 * more)), "R06_bot_clicks") is not None


def test_r06_is_silent_on_an_ordinary_loss_and_on_one_that_all_clicks_share() -> None:
    rows = sends()
    assert found(mailing(rows, visits(rows, 0.8)), "R06_bot_clicks") is None
    # Behind a consent banner paid clicks lose as much: no filter needed.
    paid = [
        {**row, "source": 3, "clicks": row["email_clicks"], "channel": "paid_search"}
        for row in rows
    ]
    paid = [{k: v for k, v in row.items() if k != "email_clicks"} for row in paid]
    banner = mailing(rows, visits(rows, 0.4), visits(rows, 0.4, "paid_search"), paid)
    assert found(banner, "R06_bot_clicks") is None


def test_r06_takes_the_tools_own_count_of_machines() -> None:
    one = found(mailing(sends(machine_clicks=60.0)), "R06_bot_clicks")
    assert one.evidence["share"] == pytest.approx(0.4, rel=0.01)
    assert one.evidence["clicks_people"] == pytest.approx(total(sends(), "email_clicks") - 32 * 60)
    fewer = one.evidence["clicks_fewer"] / 32
    less = [
        {**row, "email_clicks": row["email_clicks"] - fewer, "machine_clicks": 60.0 - fewer}
        for row in sends(machine_clicks=60.0)
    ]
    assert found(mailing(less), "R06_bot_clicks") is None


def test_r06_needs_visits() -> None:
    a = audit(mailing(sends()))
    assert {one.rule: one.missing for one in a.unchecked}["R06_bot_clicks"] == ("sessions",)


# R16: a list that leaks


@pytest.mark.parametrize("dated", [True, False])
def test_r16_nearly_as_many_leave_as_join(dated: bool) -> None:
    rows = contacts(lost=65.0)
    one = found(mailing(rows if dated else undated(rows)), "R16_list_churn")
    assert one.evidence["share"] == pytest.approx(0.65, rel=0.02)
    assert one.evidence["net"] == pytest.approx(one.evidence["gained"] - one.evidence["lost"])
    assert one.dated == dated
    each = one.evidence["contacts_fewer"] / 16
    assert found(mailing(contacts(lost=65.0 - each - 0.1)), "R16_list_churn") is None


@pytest.mark.parametrize(
    ("why", "how"),
    [
        ("few leave", {"lost": 30.0}),
        ("one cleaning holds most of the losses", {"lost": 25.0, "peak": 30.0}),
        ("so few left that nothing is said", {"gained": 5.0, "lost": 3.0}),
    ],
)
def test_r16_is_silent_when(why: str, how: dict[str, Any]) -> None:
    assert found(mailing(contacts(**how)), "R16_list_churn") is None


# R29: a list that was cleaned


def test_r29_rates_rise_because_the_list_shrank() -> None:
    one = found(mailing(sends(size=0.7)), "R29_inactives_purge")
    assert one.kind == "note"
    assert one.evidence["removed"] == pytest.approx(1_500)
    assert one.evidence["click_rate_after"] > 1.3 * one.evidence["click_rate_before"]
    assert one.evidence["clickers_after"] == pytest.approx(
        one.evidence["clickers_before"], rel=0.03
    )
    assert found(mailing(sends(size=0.7, clicks=1.15)), "R29_inactives_purge") is None
    assert found(mailing(sends(size=0.9)), "R29_inactives_purge") is None


# Bad input


@pytest.mark.parametrize("name", ["delivered", "opens", "email_clicks", "sessions"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_nothing_raises_on_figures_that_are_none(name: str, value: float) -> None:
    rows = sends(machine_opens=10.0)
    whole = [*rows, *visits(rows, 0.5), *contacts()]
    spoilt = [{**row, name: value} if name in row else row for row in whole]
    for one in (spoilt, spoilt[:1], undated(spoilt)):
        audit(mailing(one))
