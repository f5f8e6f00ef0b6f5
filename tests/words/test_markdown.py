"""Names from files shown in Markdown: exactly their characters, nothing woken."""

import pytest

from kpi.words import clean, escape
from kpi.words.markdown import WORD_JOINER

# The characters that Markdown, TeX and Streamlit's directives can read.
SPECIAL = r"\`*_{}[]()#+-.!|<>$:~&"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Été 2026", "Été 2026"),
        ("[lien](http://x)", r"\[lien\]\(http\://x\)"),
        ("**gras** _et_ ~barré~", r"\*\*gras\*\* \_et\_ \~barré\~"),
        ("$5 contre $10", r"\$5 contre \$10"),
        ("<script>alert(1)</script>", r"\<script\>alert\(1\)\</script\>"),
        (":red[rouge]", r"\:red\[rouge\]"),
        ("a&nbsp;b", r"a\&nbsp;b"),
        ("| colonne |", r"\| colonne \|"),
    ],
)
def test_what_markdown_would_read_is_kept_as_text(name: str, shown: str) -> None:
    assert escape(name) == shown


@pytest.mark.parametrize("character", SPECIAL)
def test_every_special_character_is_escaped(character: str) -> None:
    assert escape(f"a{character}b") == f"a\\{character}b"


def test_an_icon_s_name_stays_a_text() -> None:
    assert WORD_JOINER in escape(":material/home:")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ligne\nsuivante", "ligne suivante"),
        ("tab\tulation", "tab ulation"),
        ("nul\x00le", "nulle"),
        ("a\u202eb\u2066c", "abc"),
        ("  bords  ", "bords"),
        ("👩‍🎨 atelier", "👩‍🎨 atelier"),
    ],
)
def test_control_and_direction_characters_go(text: str, kept: str) -> None:
    assert clean(text) == kept
