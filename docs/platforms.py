"""Writes docs/platforms.md, and the README's table, from the platforms' cards.

python -m docs.platforms
"""

from __future__ import annotations

from pathlib import Path

from kpi.catalog.platforms import Card, platforms
from kpi.facts import MEASURES

PAGE = Path(__file__).with_suffix(".md")
LANGUAGES = {
    "en": "English", "fr": "French", "de": "German", "es": "Spanish", "pt": "Portuguese",
    "it": "Italian", "id": "Indonesian",
}  # fmt: skip

OPENING = """# Exports that are recognised

Written by `python -m docs.platforms` from `kpi/catalog/platforms/*.toml`; a test keeps it current.
A new platform is a new card there, and a sample in `tests/exports`.

“Seen” languages were met in real files; “documented” ones come from help pages and from the
importers of others. A platform never seen is read all the same, with that caution. Any other file
whose column names say what they hold, in English, French, German, Spanish or Portuguese, is read
too (`any.toml`).

| platform | seen | documented | figures read | how to export | mind |
| --- | --- | --- | --- | --- | --- |
"""


README = PAGE.parent.parent / "README.md"
TABLE = "| platform | seen | documented |\n| --- | --- | --- |\n"
START, END = "<!-- platforms -->\n", "<!-- /platforms -->\n"


def readme() -> str:
    """Return the README with its table of platforms as the cards are now."""
    text = README.read_text(encoding="utf-8")
    before, after = text.split(START)[0], text.split(END)[1]
    rows = (
        f"| {card.name} | {' '.join(card.seen) or '–'} | {' '.join(card.documented)} |\n"
        for card in _sorted()
    )
    return before + START + TABLE + "".join(rows) + END + after


def _sorted() -> list[Card]:
    named = (card for card in platforms().values() if card.name)
    return sorted(named, key=lambda card: card.name.casefold())


def page() -> str:
    """Return the page: one row a platform, in the order of their names."""
    return OPENING + "".join(_row(card) for card in _sorted())


def _row(card: Card) -> str:
    cells = (
        card.name,
        _languages(card.seen) or "not yet",
        _languages(card.documented),
        ", ".join(_figures(card)),
        card.export["en"],
        card.trap["en"],
    )
    return "| " + " | ".join(cells) + " |\n"


def _languages(codes: tuple[str, ...]) -> str:
    return ", ".join(LANGUAGES[code] for code in codes)


def _figures(card: Card) -> list[str]:
    held = {m.name for m in card.meanings.values() if m.kind in ("measure", "part")}
    if any(m.name == "primary" for m in card.meanings.values()):
        held |= set(card.titles.values())
    if any(m.name == "deal_stage" for m in card.meanings.values()):
        held |= {"leads", "won", "revenue"}
    if card.family == "shop":
        held.add("orders")
    return [name.replace("_", " ") for name in MEASURES if name in held]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    README.write_text(readme(), encoding="utf-8")
