"""The whole path in a real browser: from the landing page to a warning read in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import planted
from tests.browser.conftest import PHONE, Visit

pytestmark = pytest.mark.browser

MARGIN = "[class*=st-key-context_margin] input[type=number]"


def test_goal_then_two_exports_then_a_named_warning_and_a_named_hidden_performer(
    visit: Visit,
) -> None:
    visit.open("/")
    visit.titled("Les bons chiffres, pas les beaux.")
    visit.press("Choisir mes KPI pas à pas")
    visit.press("Trouver de nouveaux clients")
    visit.press("Continuer vers le contexte")
    visit.press("Voir mes KPI")
    visit.reads("KPI phare")
    visit.press("Continuer vers les données")
    visit.upload(
        ("rapport_campagnes.csv", planted.google_french()), ("meta.csv", planted.meta_english())
    )
    visit.titled("2 fichiers lus")
    visit.press("Voir les résultats")
    visit.reads(f"« {planted.CLICKBAIT} » fait cliquer, mais", "Une pépite : modeste et efficace")
    visit.press("English")
    visit.reads(
        f"“{planted.CLICKBAIT}” draws clicks, but",
        "A hidden performer: modest and efficient",
        f"“{planted.GEM}”: modest, yet",
    )
    visit.no_traceback()


def test_own_file_to_results_is_an_upload_and_one_click(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("rapport_campagnes.csv", planted.google_french()))
    visit.press("Voir les résultats")
    visit.reads(planted.CLICKBAIT)
    visit.reads("(supposé)")


def test_landing_page_to_the_example_is_one_click(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    visit.at("/results")
    visit.reads("À faire")
    expect(visit.page.locator("[data-testid=stVegaLiteChart]").nth(4)).to_be_attached(
        timeout=30_000
    )


def test_the_example_survives_a_reload(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    visit.page.reload()
    visit.settled()
    visit.reads("Exemple")
    visit.reads("À faire")


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
    visit.reads("Objectif : 12,00 €")


def test_a_link_with_a_bad_answer_keeps_the_others_and_says_so(visit: Visit) -> None:
    visit.open("/context?goal=loyalty&model=spaceship&lang=fr")
    visit.reads("Ce lien est incomplet")
    visit.at("goal=loyalty")
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
    expect(page.locator(MARGIN)).to_have_value("37", timeout=30_000)
    visit.at("goal=loyalty")
    visit.press("English")
    expect(page.locator(MARGIN)).to_have_value("37", timeout=30_000)
    visit.at("goal=loyalty")
    visit.at("channels=email")
    visit.press("Back")
    visit.press("Continue to context")
    expect(page.locator(MARGIN)).to_have_value("37", timeout=30_000)
    assert "margin" not in page.url, "a figure enters a link on request only"


def test_the_address_follows_every_page_and_back_is_one_press(visit: Visit) -> None:
    visit.open("/goal")
    visit.press("Faire revenir vos clients")
    visit.press("Continuer vers le contexte")
    visit.at("/context", "goal=loyalty")
    visit.press("Voir mes KPI")
    visit.at("/kpis", "goal=loyalty")
    visit.page.go_back()
    visit.at("/context", "goal=loyalty")
    visit.page.go_back()
    visit.at("/goal", "goal=loyalty")


def test_the_browsers_language_decides_the_first_time(visit_en: Visit) -> None:
    visit_en.open("/")
    visit_en.titled("The right figures, not the pretty ones.")
    assert visit_en.page.evaluate("document.documentElement.lang") == "en"


# What reaches past the right edge, but for what scrolls inside its own frame.
SPILT = """() => {
  const framed = (one) => {
    for (let e = one; e && e.dataset.testid !== "stMain"; e = e.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(e).overflowX)) return true;
    return false;
  };
  return [...document.querySelectorAll("[data-testid=stMain] *")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !framed(e))
    .map((e) => e.textContent.slice(0, 60) || e.tagName);
}"""


@pytest.mark.parametrize(
    "path",
    ["/", "/goal", "/context", "/kpis", "/data", "/data?example=1", "/results?example=1"],
)
def test_a_page_fits_a_phone(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visit.open(path)
    visit.settled()
    assert visit.page.evaluate(SPILT) == []
    visit.page.add_style_tag(content="[data-testid=stMain] h1 { width: 500px }")
    assert visit.page.evaluate(SPILT) != [], "a title made too wide is seen"
    visit.no_traceback()


def test_nothing_is_fetched_from_elsewhere(visit: Visit) -> None:
    visit.open("/")
    visit.press("Voir l’exemple")
    elsewhere = [
        url for url in visit.requested if not url.startswith((visit.url, "data:", "blob:"))
    ]
    assert elsewhere == []
