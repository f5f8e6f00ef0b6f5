"""Take the README's pictures of the ready example, in a real browser: python -m
tests.browser.screens.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.conftest import Server, Visit

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"
# name, language, width and height of the window, scheme, what to press first
SHOTS = (
    ("home", "fr-FR", (1280, 800), "light", ()),
    ("results", "fr-FR", (1280, 1180), "light", ("Voir l’exemple",)),
    ("results-en-dark", "en-GB", (1280, 1180), "dark", ("See the example",)),
    ("kpis", "fr-FR", (1280, 1000), "light", ("Voir l’exemple", "Voir mes KPI")),
    ("phone", "fr-FR", (390, 1180), "light", ("Voir l’exemple",)),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    server = Server()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.installed(), args=chromium.arguments()
        )
        for name, locale, (width, height), scheme, presses in SHOTS:
            context = browser.new_context(
                locale=locale,
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            visit = Visit(context.new_page(), server.url).open("/")
            for press in presses:
                visit.press(press)
            visit.page.wait_for_timeout(1200)
            picture = Image.open(io.BytesIO(visit.page.screenshot()))
            # A palette keeps flat interfaces sharp at a fifth of the weight.
            small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
            small.save(FOLDER / f"{name}.png", optimize=True)
            context.close()
        browser.close()
    server.stop()


if __name__ == "__main__":
    main()
