"""Our look-alikes of advertising exports, in the words of each platform, give their known sums."""

from __future__ import annotations

import pytest

from kpi.intake import load
from tests.exports.ads import DAYS, EXPORTS
from tests.intake.exports import LOOK_ALIKES

# What each kind of ads table tells its days by, but for the one that covers its whole period.
DATED = [name for name in EXPORTS if name != "apple_ads_en.csv"]


@pytest.mark.parametrize("name", EXPORTS)
def test_a_report_is_recognised_and_gives_its_sums(name: str) -> None:
    made = EXPORTS[name]
    facts = load([LOOK_ALIKES / name])
    source = facts.sources[0]
    told = (source.platform, source.report, source.language, source.currency)
    assert told == (made.platform, made.report, made.language, made.currency)
    for measure, total in made.sums().items():
        assert facts.cube[measure].sum() == pytest.approx(total, abs=0.005), measure
    assert all(check.passed for check in source.checks)
    assert not facts.questions


@pytest.mark.parametrize("name", DATED)
def test_each_row_stands_on_its_day(name: str) -> None:
    assert set(load([LOOK_ALIKES / name]).cube["date"]) == {row[0] for row in DAYS}


def test_a_campaigns_own_start_is_not_the_day_of_its_figures() -> None:
    cube = load([LOOK_ALIKES / "apple_ads_en.csv"]).cube
    assert set(cube["date"]) == {"2026-03-02"}
    assert set(cube["date_end"]) == {"2026-03-15"}


def test_a_name_of_the_google_ads_api_keeps_its_unit() -> None:
    text = (
        "segments.date,campaign.name,ad_group.name,metrics.cost_micros,metrics.impressions,"
        "metrics.clicks\n2026-03-13,A,G,10500000,1000,20\n2026-03-14,A,G,20500000,2000,30\n"
    )
    facts = load([("report.csv", text.encode())])
    assert facts.sources[0].platform == "Google Ads"
    assert facts.cube["spend"].sum() == pytest.approx(31.0)
