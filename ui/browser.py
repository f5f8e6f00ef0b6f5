"""The few things that only a script in the page can do, all in one place.

It says the page's language (WCAG 3.1.1), keeps the figures of the wizard in the browser, and puts
the upload widget's own words in French: Streamlit offers no argument for them. Everything works
without it, in English.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

from ui.link import cookie_script

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

# Edits the text of nodes and never replaces them, so the page's own code is not disturbed. The
# words stand on `window`, so that a change of language reaches the one observer already there.
SCRIPT = """
<script>
document.documentElement.lang = %(language)s;
%(cookie)s;
window.justeMesureWords = %(words)s;
window.justeMesurePatterns = %(patterns)s;
(function () {
  const say = (node) => {
    const text = node.nodeValue.trim();
    if (!text) return;
    if (node.justeMesureSaid !== undefined && node.justeMesureSaid !== text) node.justeMesureWas =
    undefined; const was = node.justeMesureWas ?? text;
    let said = window.justeMesureWords[was];
    if (said === undefined) {
      for (const [pattern, form] of window.justeMesurePatterns) {
        if (new RegExp(pattern).test(was)) { said = was.replace(new RegExp(pattern), form); break; }
      }
    }
    if (said === undefined && node.justeMesureWas !== undefined) said = was;
    if (said === undefined || said === text) return;
    node.justeMesureWas = was;
    node.justeMesureSaid = said;
    node.nodeValue = node.nodeValue.replace(text, said);
  };
  const walk = (root) => {
    if (root.nodeType === 3) return say(root);
    const texts = document.createTreeWalker(root, 4);
    while (texts.nextNode()) say(texts.currentNode);
  };
  const places = '[data-testid="stFileUploader"], [data-testid="stMultiSelect"], a[href="#main"],
  a[class*="skip" i]'; const all = () => document.querySelectorAll(places).forEach(walk);
  all();
  if (!window.justeMesureObserver) {
    window.justeMesureObserver = new MutationObserver(all);
    window.justeMesureObserver.observe(document.body, {subtree: true, childList: true,
    characterData: true});
  }
})();
</script>
"""


def settle(language: str, answers: Mapping[str, Any]) -> None:
    """Tell the browser the language and the figures of this run."""
    french = language == "fr"
    filled = SCRIPT % {
        "language": json.dumps(language),
        "cookie": cookie_script(answers),
        "words": json.dumps(FRENCH if french else {}),
        "patterns": json.dumps(FRENCH_PATTERNS if french else []),
    }
    st.html(filled, unsafe_allow_javascript=True)
