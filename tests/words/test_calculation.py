"""The formula with its numbers is an equation that holds, or the value alone."""

import pytest

from kpi.catalog import Kpi, kpi, kpis
from kpi.words import kpi_calculation

DIVISIONS = [one for one in kpis().values() if one.denominator]


@pytest.mark.parametrize(
    ("id_", "reading", "written"),
    [
        ("cpa", (18437.2, 412.0, 18437.2 / 412), "€18,437.20 ÷ 412 conversions = €44.75"),
        # A price for a thousand says so: the division alone would give €0.006.
        ("cpm", (300.0, 50000.0, 6.0), "€300.00 ÷ 50,000 impressions × 1,000 = €6.00"),
        ("ctr", (250.0, 10000.0, 0.025), "250 clicks ÷ 10,000 impressions = 2.50%"),
        ("impressions", (4229751.0, 1.0, 4229751.0), "4,229,751"),
        # A difference, a rate per post, a weighted place: more than one division of two sums.
        ("ad_recall_lift", (300.0, 1000.0, 0.05), "5 points"),
        ("engagement_rate_followers", (120.0, 40000.0, 0.003), "0.30%"),
        ("avg_position", (52000.0, 10000.0, 5.2), "5.20"),
    ],
)
def test_numbers_stand_in_the_formula(
    id_: str, reading: tuple[float, float, float], written: str
) -> None:
    assert kpi_calculation(kpi(id_), reading, "en", "EUR") == written


@pytest.mark.parametrize("one", DIVISIONS, ids=lambda one: one.id)
def test_what_is_written_as_an_equation_is_one(one: Kpi) -> None:
    """`measure` gives value = scale × numerator ÷ denominator for these; the text has all three."""
    written = kpi_calculation(one, (600.0, 2000.0, one.scale * 0.3), "en", "EUR")
    assert ("÷" in written) == ("=" in written)
    if "÷" in written:
        assert "600" in written
        assert "2,000" in written
        assert (f"× {one.scale:,.0f}" in written) == (one.scale != 1)


def test_a_missing_base_leaves_the_value_alone() -> None:
    assert kpi_calculation(kpi("cpa"), (10.0, None, None), "en", "EUR") == "–"
