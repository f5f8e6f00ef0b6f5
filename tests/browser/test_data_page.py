"""The data page: a reading is shown, corrected, undone; a table is pasted; roles are set."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import planted
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

TIDY = b"Jour;Campagne;Co\xc3\xbbt;Clics;Impressions;Conversions\n" + b"".join(
    f"{day:02d}/09/2026;Tapis;{10 + day},50;{20 + day};900;2\n".encode() for day in range(1, 29)
)


def test_a_card_says_what_was_read_and_what_was_spent(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("suivi.csv", TIDY))
    visit.reads("suivi.csv", "28 lignes", "700,00")


def test_a_pasted_table_is_read_like_a_file(visit: Visit) -> None:
    visit.open("/data")
    visit.page.get_by_text("Saisir ou coller un tableau").first.click()
    area = visit.page.locator("textarea").first
    area.fill(TIDY.decode())
    area.press("Control+Enter")
    visit.settled()
    visit.press("Lire ce tableau")
    visit.titled("1 fichier lu")


def test_the_export_path_of_a_platform_is_shown(visit: Visit) -> None:
    visit.open("/data")
    visit.page.get_by_text("Montrez-moi comment exporter").first.click()
    platforms = visit.page.locator("[class*=st-key-export_] input")
    platforms.click()
    platforms.fill("Meta Ads")
    visit.page.wait_for_timeout(800)
    platforms.press("ArrowDown")
    platforms.press("Enter")
    visit.settled()
    visit.reads("Exporter les données du tableau")


def test_a_file_can_be_taken_away(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("rapport.csv", planted.google_french()), ("meta.csv", planted.meta_english()))
    visit.titled("2 fichiers lus")
    visit.press("Retirer « meta.csv »", exact=False)
    visit.titled("1 fichier lu")
    visit.no_traceback()


def test_roles_stand_in_one_table(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("rapport.csv", planted.google_french()))
    visit.page.get_by_text("Le rôle de chaque campagne").first.click()
    visit.settled()
    expect(visit.page.locator("[data-testid=stDataFrame]").first).to_be_visible(timeout=30_000)
    visit.no_traceback()
