"""Bad inputs: files of text whose bytes, quotes, separators or names are odd."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

import kpi
from kpi.report import marked_workbook
from kpi.words import say, say_markdown
from tests.intake.bad.harness import (
    GOOD_SPEND,
    codes,
    noted,
    read,
    refused,
    says,
    source_of,
    weighed,
)  # fmt: skip
from tests.intake.bad.table import CAMPAIGNS, CLICKS, CSV, HEADER, ROWS, SPEND


def assert_whole(name: str, data: bytes, *notes: str) -> None:
    """The table comes back whole, and these notes are all that is said."""
    facts = read(name, data)
    assert facts.cube["spend"].sum() == pytest.approx(SPEND)
    assert facts.cube["clicks"].sum() == CLICKS
    assert set(facts.cube["campaign"]) == CAMPAIGNS
    assert facts.sources[0].columns[0].name == "Date"
    assert codes(facts.sources[0]) == list(notes)
    assert facts.questions == ()


def test_empty_file() -> None:
    problem = refused("empty.csv", b"")
    assert problem.what == "empty_file"
    assert says(problem, "empty.csv", "0")


@pytest.mark.parametrize("data", [b" \n\t\n  \r\n", b"\n" * 5000, b"\xef\xbb\xbf \r\n"])
def test_blank_lines(data: bytes) -> None:
    problem = refused("blank.csv", data)
    assert problem.what == "blank_lines"
    assert says(problem, "blank.csv")


def test_prose() -> None:
    text = "Dear team,\nplease find below, as agreed,\nthe figures we discussed.\n"
    problem = refused("letter.csv", text.encode())
    assert problem.what == "prose"
    assert says(problem, "letter.csv", "Dear team")


def test_bom_utf8() -> None:
    assert_whole("x.csv", CSV.encode("utf-8-sig"))


def test_bom_utf16le() -> None:
    assert_whole("x.csv", b"\xff\xfe" + CSV.replace(",", "\t").encode("utf-16-le"))


def test_bom_utf16be() -> None:
    assert_whole("x.csv", b"\xfe\xff" + CSV.replace(",", "\t").encode("utf-16-be"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_nobom(encoding: str) -> None:
    data = CSV.encode(encoding)
    assert_whole("x.csv", data, "utf16_nobom")
    note = noted(source_of("x.csv", data), "utf16_nobom")
    assert note.values["sample"] == "2026-03-01,Été"
    assert says(note, "x.csv", "2026-03-01,Été")


def test_cp1252() -> None:
    text = CSV.replace(",", ";").replace("Cost", "Coût (€)").replace("Été", "Été – l’Œuvre à 5 €")
    facts = read("x.csv", text.replace(".50", ",50 €").encode("cp1252"))
    assert facts.cube["spend"].sum() == pytest.approx(SPEND)
    assert set(facts.cube["campaign"]) == {f"Été – l’Œuvre à 5 € {i}" for i in range(3)}
    assert set(facts.cube["currency"]) == {"EUR"}
    assert codes(facts.sources[0]) == []


def test_macroman() -> None:
    data = CSV.encode("mac_roman")
    assert_whole("x.csv", data, "macroman")
    note = noted(source_of("x.csv", data), "macroman")
    assert note.values["options"] == ("Mac Roman", "Windows-1252")
    assert says(note, "Été", "Mac Roman")
    assert set(read("x.csv", data, {"encoding|x.csv": "mac_roman"}).cube["campaign"]) == CAMPAIGNS
    other = read("x.csv", data, {"encoding|x.csv": "cp1252"})
    assert set(other.cube["campaign"]) == {f"ƒt\u017d {i}" for i in range(3)}
    assert codes(other.sources[0]) == []


def test_mixed_encoding() -> None:
    lines = [line.encode() for line in CSV.splitlines()]
    lines[5] = CSV.splitlines()[5].encode("cp1252")
    data = b"\n".join(lines)
    assert_whole("x.csv", data, "mixed_encoding")
    note = noted(source_of("x.csv", data), "mixed_encoding")
    assert note.values["rows"] == (6,)
    assert says(note, "x.csv", "6")


def test_double_encoded() -> None:
    data = CSV.replace("Été", "Ã‰tÃ©").encode()
    source = source_of("x.csv", data)
    note = noted(source, "double_encoded")
    assert note.values == {"sample": "Ã‰tÃ© 1", "repaired": "Été 1"}
    assert says(note, "Ã‰tÃ© 1", "Été 1", "Campaign")
    # Meanwhile the groups are as they were written.
    assert len(set(read("x.csv", data).cube["campaign"])) == 3


def test_nul_bytes() -> None:
    data = CSV.replace("Été 2", "Ét\0é 2").encode()
    assert_whole("x.csv", data, "nul_bytes")
    note = noted(source_of("x.csv", data), "nul_bytes")
    assert note.values == {"count": 5, "rows": (3, 6, 9, 12, 15)}
    assert says(note, "x.csv", "5", "3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_truncated_utf8(encoding: str) -> None:
    whole = CSV.encode(encoding)
    data = whole[: whole.rindex("é 0".encode(encoding.replace("16", "16-le"))) + 1]
    source = source_of("x.csv", data)
    note = noted(source, "truncated_utf8")
    assert (note.where.row, source.rows_kept, source.rows_read) == (16, 14, 15)
    assert [(left.why, left.rows) for left in source.left_out] == [("truncated_utf8", (16,))]
    assert read("x.csv", data).cube["spend"].sum() == pytest.approx(SPEND - 15.5)
    assert says(note, "x.csv", "16")


def test_a_file_cut_in_its_first_row_has_none() -> None:
    data = f"{HEADER}\n2026-03-01,Ét".encode() + b"\xc3"
    assert refused("x.csv", data).what == "header_only"


def test_semicolon() -> None:
    data = CSV.replace(",", ";").encode()
    assert_whole("x.csv", data)
    assert len(source_of("x.csv", data).columns) == 6


@pytest.mark.parametrize("hint", ["sep=;\n", '"sep=;"\n', "SEP=;\r\n"])
def test_sep_line(hint: str) -> None:
    data = (hint + CSV.replace(",", ";")).encode()
    assert_whole("x.csv", data)
    assert source_of("x.csv", data).header_row == 2


def test_cr_only() -> None:
    assert_whole("x.csv", CSV.replace("\n", "\r").encode())


def test_unclosed_quote() -> None:
    lines = CSV.splitlines()
    lines[5] = lines[5].replace("Été", '"Été')
    facts = read("x.csv", "\n".join(lines).encode())
    source = facts.sources[0]
    assert (source.rows_kept, source.left_out) == (15, ())
    assert facts.cube["spend"].sum() == pytest.approx(SPEND)
    assert set(facts.cube["campaign"]) == CAMPAIGNS
    assert noted(source, "unclosed_quote").where.row == 6
    assert says(noted(source, "unclosed_quote"), "x.csv", "6")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_newline_in_cell(end: str) -> None:
    text = CSV.replace("\n", end).replace("Été 2", '"Été\n2"')
    assert_whole("x.csv", text.encode())


def test_huge_cell(tmp_path: Path) -> None:
    cell = b"x" * (100 << 20)
    data = HEADER.encode() + b"\n2026-03-01," + cell + b",1,1,1,1\n"
    outcome = weighed(tmp_path, "x.csv", data)
    assert outcome.problems == {"huge_cell": 2}
    assert outcome.spend == pytest.approx(GOOD_SPEND)


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "**bold** `code` $x$ :red[x]",
    "[win](http://evil.example)",
)


def test_xss() -> None:
    rows = [f'2026-03-{d:02d},"{name}",1,100,300,1' for d, name in enumerate(HOSTILE, 1)]
    facts = read("x.csv", "\n".join((HEADER, *rows)).encode())
    assert set(facts.cube["campaign"]) == set(HOSTILE)
    note = kpi.facts.Note(code="double_encoded", values={"sample": HOSTILE[3], "repaired": "x"})
    assert "\\[win\\](" in say_markdown(note, "en").replace("\\(", "(")
    assert codes(facts.sources[0]) == ["clicks_gt_impr"]


FORMULAS = ("=1+1", "+2", "-3", "@SUM(A1)", "\tTab", "\rCR", "\nLF", "＝HYPERLINK(1)")


def test_csv_injection() -> None:
    rows = [f'2026-03-{d:02d},"{name}",1,100,3,x1' for d, name in enumerate(FORMULAS, 1)]
    facts = read("x.csv", "\n".join((HEADER, *rows)).encode())
    shown = {"=1+1", "+2", "-3", "@SUM(A1)", "Tab", "CR", "LF", "=HYPERLINK(1)"}
    assert set(facts.cube["campaign"]) == shown
    book = load_workbook(io.BytesIO(marked_workbook(facts, 0, "en")))
    column = [cell for cell in book.worksheets[0]["C"][1:] if cell.value is not None]
    assert {cell.data_type for cell in column} == {"s"}


def test_rtl_emoji_zw() -> None:
    names = ["حملة", "\u202eevil", "🚀 Go", "Brand\u200b", "Café", "Cafe\u0301", "Brand ", "Brand"]
    rows = [f"2026-03-{d:02d},{name},1,100,3,1" for d, name in enumerate(names, 1)]
    facts = read("x.csv", "\n".join((HEADER, *rows)).encode())
    assert set(facts.cube["campaign"]) == {"حملة", "evil", "🚀 Go", "Brand", "Café"}
    note = noted(facts.sources[0], "rtl_emoji_zw")
    assert note.values["names"] == ("Brand", "Café")
    assert says(note, "Brand", "Café", "Campaign")


def test_long_names() -> None:
    long = "L" * 3600
    facts = read("x.csv", CSV.replace("Été 2", long).encode())
    assert set(facts.cube["campaign"]) == {"Été 0", "Été 1", long}
    assert codes(facts.sources[0]) == []


@pytest.mark.parametrize(
    "name", ["../../<b>x</b>.csv", "..\\..\\x.csv", "a\u202evsc.csv", "C:x.csv"]
)
def test_evil_filename(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_whole(name, CSV.encode())
    assert list(tmp_path.iterdir()) == []
    problem = refused(name, b"")
    assert "<b>" not in say_markdown(problem, "en").replace("\\<b\\>", "")
    assert "\u202e" not in say(problem, "en")


def test_rows_are_the_same_whatever_the_dress() -> None:
    facts = read("x.csv", CSV.encode())
    assert len(facts.rows()) == len(ROWS)
