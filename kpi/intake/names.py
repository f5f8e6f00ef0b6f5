"""Names of campaigns, ads and places, as they enter the cube."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kpi.catalog.headings import unmangled
from kpi.facts import Note

if TYPE_CHECKING:
    from kpi.errors import Where
    from kpi.intake.cells import Coded

# Marks that print nothing, or turn the text around them.
_ODD = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF, 0xAD]
)
# More digits than a figure of an export has: an identifier.
_ROUNDED = re.compile(r"^\d[.,]?\d*[eE]\+?(1[1-9]|[2-9]\d)$")
# Names quoted in one note.
QUOTED = 5


def is_rounded_id(text: str) -> bool:
    """Return whether a text is a long number as a spreadsheet rounds it ("2.38512E+19")."""
    return bool(_ROUNDED.match(text.strip()))


def cleaned(name: str) -> str:
    """Return a name with composed accents, single spaces and nothing invisible; "--" is no name."""
    if name[:1] == '"' and name.count('"') == 1:
        # A quote that is opened and never closed is no part of a name.
        name = name[1:]
    if name.isascii() and name == name.strip():
        return "" if name in ("--", "-") else name
    text = unicodedata.normalize("NFKC", name).translate(_ODD)
    text = " ".join(text.split())
    return "" if text in ("--", "-") else text


def name_notes(where: Where, column: Coded) -> Iterator[Note]:
    """Yield what cleaning a column's names changes: look-alikes made one, damaged accents."""
    counts = Counter(cleaned(text) for text in column.values if cleaned(text))
    merged = sorted(name for name, count in counts.items() if count > 1)
    if merged:
        yield Note(code="rtl_emoji_zw", where=where, values={"names": tuple(merged[:QUOTED])})
    damaged = next((text for text in column.values if unmangled(text) != text), "")
    if damaged:
        values = {"sample": damaged, "repaired": unmangled(damaged)}
        yield Note(code="double_encoded", where=where, values=values)
