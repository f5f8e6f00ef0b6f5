# ruff: noqa: E501 - a table reads line by line
"""Whatever a file holds, the audit answers or says that it could not check."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from kpi.audit import Audit, audit
from kpi.brief import Brief
from kpi.catalog import rules
from kpi.facts import Facts, Quantity, Source, empty_cube
from tests.audit.shop import GOOGLE, account, campaign, ordinary
from tests.readings.cube import facts

BRIEF = Brief(goal="conversion", model="ecommerce", margin=0.4)


def changed(**figures: Any) -> Facts:
    return account(*([{**row, **figures} for row in c] for c in ordinary()))


STRANGE = {
    "nothing at all": Facts(cube=empty_cube()),
    "all zeros": changed(spend=0.0, clicks=0.0, impressions=0.0, conversions=0.0, revenue=0.0),
    "all missing": changed(spend=math.nan, clicks=math.nan, impressions=math.nan, conversions=math.nan),
    "no conversion": changed(conversions=0.0, revenue=0.0),
    "conversions without spend": changed(spend=0.0),
    "spend without dates": account(*([{**row, "date": "", "date_end": ""} for row in c] for c in ordinary())),
    "negative spend": changed(spend=-5.0),
    "negative conversions": changed(conversions=-1.0),
    "one campaign": account(campaign("Alone")),
    "one day": account(*(c[:1] for c in ordinary())),
    "one row": facts([{"campaign": "A", "spend": 10, "clicks": 3, "impressions": 90, "conversions": 1}]),
    "one huge order": account(*ordinary(3), [dict(campaign("Huge", 1)[0], revenue=1e12, conversions=1.0)]),
    "no impressions": changed(impressions=0.0),
    "more clicks than impressions": changed(impressions=1.0),
    "free until week 6": account(*([{**r, "spend": 0.0 if r["date"] < "2026-02-16" else r["spend"], "conversions": r["conversions"] * (0.5 if r["date"] < "2026-02-16" else 1)} for r in c] for c in ordinary(2))),
    "unseen until week 6": account(*([{**r, "impressions": 0.0 if r["date"] < "2026-02-16" else r["impressions"]} for r in c] for c in ordinary(2))),
    "one campaign without a result": account(*ordinary(3), [{**r, "conversions": 0.0, "revenue": 0.0} for r in campaign("Sink", spend=5_000.0, ctr=0.05)]),
    "no campaign name": changed(campaign=""),
    "two currencies": account(*ordinary(2), *([{**row, "currency": "USD"} for row in c] for c in ordinary(2))),
    "tiny numbers": changed(spend=1e-12, conversions=1e-12, clicks=1e-9, impressions=1e-8),
    "no known family": account(*ordinary(), sources=(Source(file="tidy.csv"),)),
    "no sources": Facts(cube=account(*ordinary()).cube),
    "months": facts(
        [
            {"campaign": n, "date": f"2026-{m:02d}-01", "date_end": f"2026-{m:02d}-28", "spend": 100.0 * m, "clicks": 50.0, "impressions": 999.0, "conversions": 9.0}
            for m in range(1, 9)
            for n in "abc"
        ],
        GOOGLE,
    ),
}  # fmt: skip


def numbers(value: object) -> list[float]:
    if isinstance(value, Quantity):
        return [value.value]
    if isinstance(value, tuple):
        return [number for one in value for number in numbers(one)]
    return [float(value)] if isinstance(value, int | float) else []


def every_number(a: Audit) -> list[float]:
    told = [*a.warnings, *a.hidden_performers, *a.notes]
    return [
        number
        for one in told
        for value in (*one.evidence.values(), one.money or ())
        for number in numbers(value)
    ] + [number for u in a.unchecked for value in u.values.values() for number in numbers(value)]


@pytest.mark.parametrize("name", list(STRANGE))
def test_a_strange_file_is_answered_for(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for brief in (None, BRIEF, Brief(goal="awareness", model="b2b", margin=0.0)):
            a = audit(STRANGE[name], brief)
            assert np.isfinite(every_number(a)).all()
            heard = {one.rule for one in (*a.warnings, *a.hidden_performers, *a.notes)}
            merged = {id_ for one in a.warnings for id_ in one.merged}
            told = heard | merged | set(a.checked) | {u.rule for u in a.unchecked}
            assert told == set(rules())


@pytest.mark.parametrize(
    "name", ["all zeros", "one campaign", "one day", "nothing at all", "two currencies"]
)
def test_a_strange_file_raises_no_warning(name: str) -> None:
    a = audit(STRANGE[name], BRIEF)
    assert not (a.warnings)
    assert not (a.hidden_performers)
