"""Pages: a community that answers less, interactions without visits, quiet posts that bring."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kpi.audit import Finding, audit
from kpi.audit.pages import falling
from kpi.facts import Facts
from tests.audit.mailing import mailing, sends, undated
from tests.audit.posting import followers, page, posts


def found(whole: Facts, rule: str) -> Finding | None:
    a = audit(whole)
    every = (*a.warnings, *a.hidden_performers, *a.notes)
    return next((one for one in every if one.rule == rule), None)


# R04: more followers, fewer exchanges


def test_r04_followers_rise_and_fewer_react() -> None:
    one = found(page(posts(fading=0.45), followers()), "R04_followers_engagement")
    seen = one.evidence
    assert seen["followers_change"] == pytest.approx(0.3)
    assert seen["engagement_after"] < 0.8 * seen["engagement_before"]
    assert seen["engagement_limit"] == pytest.approx(0.8 * seen["engagement_before"])
    assert seen["weeks"] == 16


@pytest.mark.parametrize(
    ("why", "rows"),
    [
        ("as many react", (posts(), followers())),
        ("fewer by less than the floor", (posts(fading=0.85), followers())),
        ("nobody followed", (posts(fading=0.45), followers(growth=1.02))),
        ("ten weeks are too few", (posts(10, fading=0.45), followers(10))),
    ],
)
def test_r04_is_silent_when(why: str, rows: tuple[list[dict[str, Any]], ...]) -> None:
    assert found(page(*rows), "R04_followers_engagement") is None


def test_r04_looks_at_the_middle_post_whatever_one_of_them_did() -> None:
    viral = page(posts(fading=0.45, viral=True), followers())
    assert found(viral, "R04_followers_engagement") is not None


def test_the_chance_of_a_fall_follows_mann_and_kendall() -> None:
    # Ten values that fall at each step: S = -45, variance 125, (45 - 1) / 11.18 = 3.94.
    assert falling(np.arange(10.0, 0, -1)) == pytest.approx(4.1e-5, rel=0.02)
    assert falling(np.arange(10.0)) == 1.0


def test_r04_each_network_for_itself() -> None:
    """A network that fades beside one that lives: it is named, and the other is not mixed in."""
    other = [
        {**row, "platform": "LinkedIn Pages"} if "platform" in row else row
        for row in (*posts(), *followers(growth=1.0))
    ]
    one = found(page(posts(fading=0.45), followers(), other), "R04_followers_engagement")
    assert dict(one.entity) == {"platform": "Meta Business Suite"}
    assert one.evidence["followers_change"] == pytest.approx(0.3)


# R24: interactions without visits


def test_r24_interactions_are_multiplied_and_visits_are_not() -> None:
    one = found(page(posts(engaged=3.0)), "R24_bought_engagement")
    assert one.evidence["factor"] == pytest.approx(3.0, rel=0.05)
    assert one.evidence["visits_after"] == pytest.approx(one.evidence["visits_before"], rel=0.05)
    # So many visits more over the period, and they did follow.
    before = one.evidence["visits_before"] * 2_000 / 1_000 * 16
    enough = 1 + one.evidence["visits_more"] / before
    assert found(page(posts(engaged=3.0, visits=enough + 0.1)), "R24_bought_engagement") is None


@pytest.mark.parametrize(
    ("why", "rows"),
    [
        ("visits followed", posts(engaged=3.0, visits=2.5)),
        ("interactions rose by less than the floor", posts(engaged=1.6)),
        ("one viral post is all", posts(viral=True)),
        ("five weeks a side are too few", posts(10, turn=5, engaged=3.0)),
    ],
)
def test_r24_is_silent_when(why: str, rows: list[dict[str, Any]]) -> None:
    assert found(page(rows), "R24_bought_engagement") is None


# Hidden performers


def modest(rows: list[dict[str, Any]], name: str, **times: float) -> list[dict[str, Any]]:
    """Return the rows with one item's figures multiplied."""
    return [
        {k: v * times.get(k, 1.0) if k in times else v for k, v in row.items()}
        if name in (row.get("campaign"), row.get("ad"))
        else row
        for row in rows
    ]


def test_r31_a_send_opened_less_that_brings_more() -> None:
    rows = sends(orders=40.0, revenue=2_400.0)
    gem = modest(rows, "Send 07", opens=0.8, orders=2.5, revenue=2.5)
    one = found(mailing(gem), "R31_hidden_email")
    assert one.entity["campaign"] == "Send 07"
    assert one.evidence["value"].value == pytest.approx(2.5 * 480)
    assert one.evidence["value_others"].value == pytest.approx(480)
    assert one.evidence["value_others"].value < one.evidence["low"].value < 1_200
    limit = one.evidence["value_limit"].value
    less = modest(rows, "Send 07", opens=0.8, orders=limit / 481, revenue=limit / 481)
    assert found(mailing(less), "R31_hidden_email") is None
    # Opened more than the others, it hides nothing; one large order is no performance.
    open_ = modest(rows, "Send 07", opens=1.5, orders=2.5, revenue=2.5)
    assert found(mailing(open_), "R31_hidden_email") is None
    lucky = modest(rows, "Send 07", opens=0.8, revenue=2.5)
    assert found(mailing(lucky), "R31_hidden_email") is None


def test_r31_three_lucky_orders_make_no_champion() -> None:
    rows = sends(orders=4.0, revenue=240.0)
    lucky = modest(rows, "Send 07", opens=0.8, orders=2.5, revenue=2.5)
    assert found(mailing(lucky), "R31_hidden_email") is None


def test_r32_a_quiet_post_that_brings_visits() -> None:
    gem = modest(posts(), "Post 20", engagements=0.7, clicks=3.5)
    for rows in (gem, undated(gem)):
        one = found(page(rows), "R32_hidden_post")
        assert one.entity["ad"] == "Post 20"
        assert one.confidence < 0.9
    assert (
        found(page(modest(posts(), "Post 20", engagements=1.5, clicks=3.5)), "R32_hidden_post")
        is None
    )


@pytest.mark.parametrize("name", ["reach", "engagements", "followers", "sessions", "clicks"])
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_nothing_raises_on_figures_that_are_none(name: str, value: float) -> None:
    whole = [*posts(engaged=3.0), *followers()]
    spoilt = [{**row, name: value} if name in row else row for row in whole]
    for one in (spoilt, spoilt[:1], undated(spoilt)):
        audit(page(one))
