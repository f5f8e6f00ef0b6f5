"""The few things that only a script in the page can do, all in one place.

It says the page's language (WCAG 3.1.1), keeps the figures of the wizard in the browser, and puts
the upload widget's own words in French: Streamlit offers no argument for them. Everything works
without it, in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from ui.link import cookie

FRENCH = {
    "Upload": "Choisir des fichiers",
    "Browse files": "Choisir des fichiers",
    "Drag and drop files here": "Déposez vos fichiers ici",
    "Drag and drop file here": "Déposez votre fichier ici",
    "Skip to main content": "Aller au contenu",
    "Choose options": "Choisir",
    "Choose an option": "Choisir",
    "No results": "Aucun résultat",
}
# Patterns keep the figures: "200MB per file • CSV, XLSX".
FRENCH_PATTERNS = [
    [r"^(\d+)MB per file", "$1 Mo par fichier"],
    [r"^Limit (\d+)MB per file", "Limite : $1 Mo par fichier"],
    [r"File must be ([\d.]+)MB or smaller\.", "Le fichier doit peser $1 Mo au plus."],
    [r"^(.*) files are not allowed\.", "Ce type de fichier ne peut pas être lu ici."],
]

SCRIPT = (Path(__file__).parent / "assets" / "page.js").read_text(encoding="utf-8")


def settle(
    language: str, answers: Mapping[str, Any], address: Mapping[str, str], page: str
) -> None:
    """Tell the browser the language, the figures and the address of this run."""
    french = language == "fr"
    told = {
        "language": language,
        # A script runs again only when its text changes: on another page it has to.
        "page": page,
        "cookie": cookie(answers),
        "address": f"?{urlencode(address)}",
        "words": FRENCH if french else {},
        "patterns": FRENCH_PATTERNS if french else [],
    }
    # "<" in a text could end the script early.
    said = json.dumps(told).replace("<", "\\u003c")
    st.html(
        f"<script>window.justeMesure = {said};\n{SCRIPT}</script>", unsafe_allow_javascript=True
    )
