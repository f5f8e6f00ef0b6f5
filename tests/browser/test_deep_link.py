"""The first address asked of a fresh server may be any page: it opens, whole, without a dialog."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_a_deep_link_opened_first_on_a_fresh_server(fresh_visit: Visit) -> None:
    fresh_visit.open("/kpis?goal=loyalty&model=subscription&channels=email&lang=en")
    page = fresh_visit.page
    assert page.locator("[role=dialog]").count() == 0
    assert page.get_by_role("button", name="Français").count() == 1, "the entrypoint has run"
    fresh_visit.titled("KPI")
    fresh_visit.at("/kpis")
    fresh_visit.at("model=subscription")
    fresh_visit.no_traceback()


def test_the_link_survives_a_reload(fresh_visit: Visit) -> None:
    fresh_visit.open("/context?goal=awareness&model=b2b&lang=fr")
    fresh_visit.page.reload()
    fresh_visit.settled()
    fresh_visit.at("model=b2b")
    assert fresh_visit.page.locator("[role=dialog]").count() == 0
