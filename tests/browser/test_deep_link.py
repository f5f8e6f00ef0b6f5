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
    assert "KPI" in fresh_visit.title
    assert "/kpis" in page.url
    assert "model=subscription" in page.url
    fresh_visit.no_traceback()


def test_the_link_survives_a_reload(fresh_visit: Visit) -> None:
    fresh_visit.open("/context?goal=awareness&model=b2b&lang=fr")
    fresh_visit.page.reload()
    fresh_visit.settled()
    assert "model=b2b" in fresh_visit.page.url
    assert fresh_visit.page.locator("[role=dialog]").count() == 0
