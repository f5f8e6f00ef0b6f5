"""Text from a file made harmless where Markdown would wake it."""

from __future__ import annotations

import re
import unicodedata

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")
# Left-to-right and right-to-left marks, embeddings and isolates reorder the sentence around a name.
REORDERING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Streamlit draws :material/home: as an icon after Markdown is read, where a backslash no longer
# counts: a word joiner, invisible, keeps the text a text.
ICON = re.compile(r":(?=material/|streamlit:)")
WORD_JOINER = "\u2060"


def clean(text: str) -> str:
    """Return the text on one line, without control or text-direction characters."""
    one_line = " ".join(REORDERING.sub("", text).split())
    return "".join(c for c in one_line if unicodedata.category(c) not in ("Cc", "Cs"))


def escape(text: str) -> str:
    """Return a text of the user's as Markdown that shows exactly its characters.

    Applies `clean`, then puts a backslash before each character Markdown, TeX or Streamlit's
    directives could read.
    """
    return SPECIAL.sub(r"\\\1", ICON.sub(":" + WORD_JOINER, clean(text)))


def escape_money(text: str) -> str:
    """Return a sentence of ours with literal dollar signs: two of them would open a formula."""
    return text.replace("$", "\\$")
