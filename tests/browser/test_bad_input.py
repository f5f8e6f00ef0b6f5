"""Bad input is normal input: a sentence that says what, where and what to do, and the other files
still read.
"""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from openpyxl import Workbook

from tests.browser import planted
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\x00" * 200
# The opening of an OLE file whose directory names an encrypted package: what Excel writes with a
# password.
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + b"\x00" * 504
    + "EncryptedPackage".encode("utf-16-le")
    + b"\x00" * 512
)


def workbook(cells: dict[str, object]) -> bytes:
    book = Workbook()
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLE = {
    "A1": "Campaign", "B1": "Day", "C1": "Cost", "D1": "Clicks", "E1": "Impressions",
    "A2": "Brand", "B2": "2026-03-02", "C2": 12.5, "D2": 30, "E2": 900,
    "A3": "Sofas", "B3": "2026-03-03", "C3": 10.0, "D3": 25, "E3": 800,
}  # fmt: skip


def far_cell() -> bytes:
    """A good small table with one stray cell at the very end of the sheet."""
    good = workbook(TABLE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                stray = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                text = text.replace(b"</sheetData>", stray)
            new.writestr(part, text)
    return out.getvalue()


CASES = {
    "empty file": ("vide.csv", b"", "Ce fichier est vide"),
    "picture renamed": ("photo.csv", PNG, "Ce fichier est une image"),
    "protected workbook": ("secret.xlsx", ENCRYPTED, "mot de passe"),
    "truncated workbook": ("coupe.xlsx", workbook(TABLE)[:3000], "incomplet"),
    "no known column": ("notes.csv", b"zig,zag\nfoo,bar\nfoo,baz\n", "colonne"),
}


@pytest.mark.parametrize(("name", "data", "said"), CASES.values(), ids=CASES)
def test_a_bad_file_is_named_and_the_others_are_read(
    visit: Visit, name: str, data: bytes, said: str
) -> None:
    visit.open("/data")
    visit.upload((name, data), ("rapport_campagnes.csv", planted.google_french()))
    visit.reads(said)
    visit.reads(name)
    visit.titled("1 fichier lu")
    visit.no_traceback()


def test_a_bad_file_alone_leaves_the_way_open(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("vide.csv", b""))
    visit.reads("Ce fichier est vide")
    assert visit.page.locator("input[type=file]").count() == 1
    visit.no_traceback()


def test_a_stray_far_cell_is_said_and_the_table_is_read(visit: Visit) -> None:
    visit.open("/data")
    visit.upload(("loin.xlsx", far_cell()))
    visit.titled("1 fichier lu")
    visit.reads("XFD1048576")
    visit.no_traceback()


def test_the_words_follow_the_language(visit_en: Visit) -> None:
    visit_en.open("/data")
    visit_en.upload(("empty.csv", b""))
    visit_en.reads("This file is empty")
