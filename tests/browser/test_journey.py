"""The whole path in a real browser: from the landing page to a warning read in both languages."""

from __future__ import annotations

import pytest

from tests.browser import planted
from tests.browser.conftest import PHONE, Visit

pytestmark = pytest.mark.browser

MARGIN = "[class*=st-key-context_margin] input[type=number]"


def test_goal_then_two_exports_then_a_named_warning_and_a_named_hidden_performer(
    visit: Visit,
) -> None:
    visit.open("/")
    assert visit.title == "Les bons chiffres, pas les beaux."
    visit.press("Choisir mes KPI pas à pas")
    visit.press("Trouver de nouveaux clients")
    visit.press("Continuer vers le contexte")
    visit.press("Voir mes KPI")
    assert "KPI phare" in visit.text
    visit.press("Continuer vers les données")
    visit.upload(
        ("rapport_campagnes.csv", planted.google_french()), ("meta.csv", planted.meta_english())
    )
    assert "2 fichiers lus" in visit.title
    visit.press("Voir les résultats")
    french = visit.text
    assert f"« {planted.CLICKBAIT} » fait cliquer, mais" in french
    assert "Une pépite : modeste et efficace" in french
    visit.press("English")
    english = visit.text
    assert f"“{planted.CLICKBAIT}” draws clicks, but" in english
    assert f"“{planted.GEM}”: modest, yet" in english
    assert "A hidden performer: modest and efficient" in english
    visit.no_traceback()


def test_own_file_to_results_is_an_upload_and_one_click(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("rapport_campagnes.csv", planted.google_french()))
    visit.press("Voir les résultats")
    assert planted.CLICKBAIT in visit.text
    assert "(supposé)" in visit.text, "what was inferred is shown"


def test_landing_page_to_the_example_is_one_click(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    assert "/results" in visit.page.url
    assert "À faire" in visit.text
    assert visit.page.locator("canvas, svg.marks, [data-testid=stVegaLiteChart]").count() > 2


def test_the_example_survives_a_reload(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    visit.page.reload()
    visit.settled()
    assert "Exemple" in visit.text
    assert "À faire" in visit.text


def test_a_target_is_kept_and_judged(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    visit.press("Voir mes KPI")
    visit.page.get_by_text("Fixer un objectif chiffré").first.click()
    field = visit.page.locator("[class*=st-key-target_cac] input[type=number]")
    field.fill("12")
    field.press("Enter")
    visit.settled()
    visit.press("Continuer vers les données")
    visit.press("Voir les résultats")
    assert "Objectif : 12,00 €" in visit.text


def test_a_link_with_a_bad_answer_keeps_the_others_and_says_so(visit: Visit) -> None:
    visit.open("/context?goal=loyalty&model=spaceship&lang=fr")
    assert "Ce lien est incomplet" in visit.text
    assert "goal=loyalty" in visit.page.url
    visit.no_traceback()


def test_answers_survive_pages_reload_and_language(visit: Visit) -> None:
    visit.open("/goal")
    visit.press("Faire revenir vos clients")
    visit.press("Continuer vers le contexte")
    page = visit.page
    margin = page.locator(MARGIN)
    margin.fill("37")
    margin.press("Enter")
    visit.settled()
    page.get_by_role("button", name="E-mail").first.click()
    visit.settled()
    page.reload()
    visit.settled()
    assert page.locator(MARGIN).input_value() == "37"
    assert "goal=loyalty" in page.url
    visit.press("English")
    assert page.locator(MARGIN).input_value() == "37"
    assert "goal=loyalty" in page.url
    assert "channels=email" in page.url
    visit.press("Back")
    visit.press("Continue to context")
    assert page.locator(MARGIN).input_value() == "37"
    assert "margin" not in page.url, "a figure enters a link on request only"


def test_the_browsers_language_decides_the_first_time(visit_en: Visit) -> None:
    visit_en.open("/")
    assert visit_en.title == "The right figures, not the pretty ones."
    assert visit_en.page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("path", ["/", "/goal", "/context", "/kpis", "/data"])
def test_a_page_fits_a_phone(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visit.open(path)
    wide = visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"] + 1
    visit.no_traceback()


def test_nothing_is_fetched_from_elsewhere(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    elsewhere = [
        url for url in visit.requested if not url.startswith((visit.url, "data:", "blob:"))
    ]
    assert elsewhere == []
