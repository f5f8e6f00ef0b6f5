"""Files that are not what their name says: each is read or refused by what it holds."""

from __future__ import annotations

import struct

import pytest

import kpi
from kpi.errors import NothingRead, UnreadableFile
from kpi.facts import Facts
from tests.intake.bad.bounds import bounded
from tests.intake.bad.harness import says
from tests.intake.bad.making import CLICKS, COST, CSV, HEADER, ROWS, book, saved, xls, zipped

GOOD = ("good.csv", CSV.encode())
PAGE = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEADER, *ROWS))
PAGE = f"<html><body><p>Report</p><table>{PAGE}</table></body></html>"


def refused(name: str, data: bytes) -> UnreadableFile:
    """Return why a file is refused; the good one beside it is read."""
    facts = bounded([(name, data), GOOD])
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    (problem,) = facts.problems
    assert problem.where.file == name
    assert isinstance(problem, UnreadableFile)
    assert says(problem)
    return problem


def read(name: str, data: bytes) -> Facts:
    facts = bounded([(name, data)])
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)
    assert facts.problems == ()
    assert facts.questions == ()
    assert all(says(note) for source in facts.sources for note in source.notes)
    return facts


def codes(facts: Facts) -> list[str]:
    return [note.code for source in facts.sources for note in source.notes]


def test_binary_png() -> None:
    problem = refused("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert problem.what == "binary_png"
    assert "CSV" in kpi.say(problem, "en", "fix")
    assert "XLSX" in kpi.say(problem, "en", "fix")


def test_pdf_as_csv() -> None:
    assert refused("report.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").what == "pdf_as_csv"


@pytest.mark.parametrize(
    "head", [b"", b"\xef\xbb\xbf", b"<!-- saved -->\n", b'<?xml version="1.0"?>']
)
def test_html_as_csv(head: bytes) -> None:
    page = head + b"<!DOCTYPE html><html><body><form>Sign in, please</form></body></html>"
    assert refused("export.csv", page).what == "html_as_csv"


def test_json_as_csv() -> None:
    assert refused("data.csv", b'[{"campaign": "Brand", "cost": 12}]').what == "json_as_csv"


def test_unknown_ext() -> None:
    problem = refused("sales.numbers", zipped({"Index/Document.iwa": b"x"}))
    assert problem.what == "unknown_ext"
    assert {"CSV", "XLSX"} <= set(problem.values["formats"])
    assert "Numbers" in kpi.say(problem, "fr", "fix")


def test_zip_as_xlsx() -> None:
    facts = read("export.xlsx", zipped({"march.csv": CSV.encode(), "__MACOSX/._march.csv": b"x"}))
    assert [source.file for source in facts.sources] == ["export.xlsx/march.csv"]


def test_files_of_one_name_in_two_folders_are_two_files() -> None:
    april = CSV.replace("2026-03", "2026-04").encode()
    facts = bounded(
        [("all.zip", zipped({"march/report.csv": CSV.encode(), "april/report.csv": april}))]
    )
    names = ["all.zip/march/report.csv", "all.zip/april/report.csv"]
    assert [source.file for source in facts.sources] == names
    assert facts.total("clicks") == 2 * CLICKS


def nested(depth: int) -> bytes:
    data = CSV.encode()
    for level in range(depth):
        data = zipped({f"{level}.zip": data})
    return data


def test_archives_inside_archives_are_opened_but_not_without_end() -> None:
    assert codes(read("export.zip", nested(2))) == []
    facts = bounded([("export.zip", nested(9)), GOOD])
    assert [problem.what for problem in facts.problems] == ["zip_bomb"]


def test_what_an_upload_unpacks_is_counted_over_all_its_archives() -> None:
    filler = zipped({"zeros.bin": bytes(100 << 20)})
    facts = bounded([("export.zip", zipped({f"{i}.zip": filler for i in range(20)})), GOOD])
    said = [problem.what for problem in facts.problems]
    assert said == ["blank_lines"] * 2 + ["zip_bomb"] * 18


def test_an_archive_of_too_many_members_is_refused_before_they_are_listed() -> None:
    data = zipped({"a.csv": b"a"})
    start = data.index(b"PK\1\2")
    end = data.index(b"PK\5\6")
    listed = data[start:end] * 50_000
    counts = struct.pack("<HHII", 50_000, 50_000, len(listed), start)
    assert refused(
        "many.zip", data[:start] + listed + data[end : end + 8] + counts + b"\0\0"
    ).what == ("zip_bomb")


def test_docx_as_xlsx() -> None:
    word = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
    assert refused("letter.xlsx", word).what == "docx_as_xlsx"


def test_xls_real() -> None:
    assert codes(read("report.xls", xls())) == []


def test_xls_as_xlsx() -> None:
    assert codes(read("report.xlsx", xls())) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_html_as_xls(encoding: str) -> None:
    assert codes(read("report.xls", PAGE.encode(encoding))) == ["html_as_xls"]


def test_csv_as_xlsx() -> None:
    assert codes(read("report.xlsx", CSV.encode())) == ["csv_as_xlsx"]


def test_tsv_as_xls() -> None:
    assert codes(read("report.xls", CSV.replace(",", "\t").encode("utf-16"))) == []


def test_xml2003_as_xls() -> None:
    old = (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    )
    problem = refused("report.xls", old)
    assert problem.what == "xml2003_as_xls"
    assert "XLSX" in kpi.say(problem, "en", "fix")


def test_a_cell_over_several_rows_leaves_its_neighbours_in_their_columns() -> None:
    page = """<table><tr><th rowspan="2">Date<th rowspan="2">Campaign<th colspan="2">Spend
    <th>Results<tr><th>Cost<th>CPC<th>Clicks
    <tr><td rowspan="2">2026-03-01<td>Brand<td>12<td rowspan="2">0.5<td>24
    <tr><td>Generic<td>13<td>25</table>"""
    facts = bounded([("report.html", page.encode())])
    assert [
        tuple(row) for row in facts.cube[["date", "campaign", "spend", "clicks"]].to_numpy()
    ] == [("2026-03-01", "Brand", 12, 24), ("2026-03-01", "Generic", 13, 25)]


def test_a_table_inside_a_cell_stands_apart() -> None:
    inner = "<table><tr><td>1<td>2</table>"
    page = PAGE.replace("<td>30</td>", f"<td>30{inner}</td>").encode()
    facts = bounded([("report.html", page)])
    assert (facts.total("clicks"), facts.total("spend")) == (CLICKS, COST)


def test_a_page_that_spells_out_far_more_cells_than_it_weighs_is_refused() -> None:
    page = b"<table><tr>" + b"<td rowspan=0 colspan=1000>x" * 50 + b"<tr><td>1" * 10_000
    assert refused("page.html", page).what == "zip_bomb"


@pytest.mark.parametrize("name", ["report.xlsx", "report.csv", "report"])
def test_a_workbook_is_known_by_its_content(name: str) -> None:
    assert codes(read(name, saved(book()))) == []


def test_nothing_read_is_raised_only_when_nothing_is() -> None:
    with pytest.raises(NothingRead) as caught:
        bounded([("report.csv", b"%PDF-1.7\n")])
    assert [problem.what for problem in caught.value.problems] == ["pdf_as_csv"]
