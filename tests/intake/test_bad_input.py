"""Inputs that are not what they seem: what is said, and that the other files are read all the
same."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from kpi.errors import NothingRead, UnreadableFile
from kpi.facts import Facts
from kpi.intake import load
from tests.intake.exports import LOOK_ALIKES

GOOD = LOOK_ALIKES / "google_ads_fr.csv"
TABLE = (
    ("Date", "Campaign", "Cost", "Clicks"),
    ("2026-03-02", "Brand", 12.5, 30),
    ("2026-03-03", "Brand", 14.0, 31),
)


def workbook(rows: object = TABLE) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:  # type: ignore[attr-defined]
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(data: bytes, part: str, change: object) -> bytes:
    """Return a workbook with one of its parts changed; None takes it away."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                if change is None:
                    continue
                content = change(content)  # type: ignore[operator]
            new.writestr(info.filename, content)
    return out.getvalue()


def encrypted() -> bytes:
    """Return the opening of a workbook that a password protects, as its container looks."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 512
    )


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(list(row))
    book.active["XFD1048576"] = "x"
    return saved(book)


SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///nowhere">]>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a ['
    + b"".join(b'<!ENTITY l%d "&l;&l;">' % i for i in range(9))
    + b"]>"
)


def with_head(head: bytes) -> bytes:
    return rewritten(workbook(), SHEET, lambda xml: head + xml.partition(b"?>")[2])


def bomb() -> bytes:
    filler = b"<row>" + b"<c><v>0</v></c>" * 40 + b"</row>"
    return rewritten(
        workbook(),
        SHEET,
        lambda xml: xml.replace(b"</sheetData>", filler * 560_000 + b"</sheetData>"),
    )


def formulas() -> bytes:
    return workbook([*TABLE, *(("2026-03-04", "Brand", f"=C{i}*2", f"=D{i}") for i in (2, 3))])


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


# file, bytes, what is said
REFUSED = [
    ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary_png"),
    ("report.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf_as_csv"),
    ("login.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "html_as_csv"),
    ("data.csv", b'[{"campaign": "Brand", "cost": 12}]', "json_as_csv"),
    ("numbers.csv", zipped({"Index/Document.iwa": b"x"}), "unknown_ext"),
    ("words.csv", b"Colour,Shape,Weather\nred,round,rain\nblue,square,sun\n", "no_known_column"),
    ("cut.xlsx", workbook()[:3000], "xlsx_truncated"),
    ("locked.xlsx", encrypted(), "xlsx_encrypted"),
    ("letter.xlsx", zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}),
     "docx_as_xlsx"),
    ("part.xlsx", rewritten(workbook(), "xl/workbook.xml", None), "xlsx_missing_part"),
    ("torn.xlsx", rewritten(workbook(), SHEET, lambda xml: xml[: len(xml) // 2]),
     "xlsx_corrupt_xml"),
    ("entity.xlsx", with_head(DOCTYPE), "xxe"),
    ("laughs.xlsx", with_head(LAUGHS), "billion_laughs"),
    ("bomb.xlsx", bomb(), "zip_bomb"),
    ("formulas.xlsx", formulas(), "formulas_nocache"),
    ("nothing.xlsx", workbook([]), "empty_workbook"),
    ("old.xls",
     b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
     "xml2003_as_xls"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "what"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_a_file_that_cannot_be_read_is_said_and_the_others_are_read(
    name: str, data: bytes, what: str
) -> None:
    facts = load([(name, data), GOOD])
    assert [(p.what, p.where.file) for p in facts.problems] == [(what, name)]
    assert isinstance(facts.problems[0], UnreadableFile)
    assert facts.total("spend") == pytest.approx(4_544.15)


@pytest.mark.parametrize(
    ("name", "data", "what"), REFUSED[:4], ids=[name for name, *_ in REFUSED[:4]]
)
def test_nothing_read_is_raised_only_when_nothing_is(name: str, data: bytes, what: str) -> None:
    with pytest.raises(NothingRead) as caught:
        load([(name, data)])
    assert [p.what for p in caught.value.problems] == [what]


def test_a_stray_far_cell_is_left_out_and_said() -> None:
    facts = load([("far.xlsx", far_cell())])
    assert facts.cube["spend"].sum() == pytest.approx(26.5)
    note = next(n for n in facts.sources[0].notes if n.code == "far_cell")
    assert note.values["cells"] == ("XFD1048576",)


def read(name: str, data: bytes) -> Facts:
    facts = load([(name, data)])
    assert not facts.problems
    return facts


CSV = "Date,Campagne,Coût,Clics\n2026-03-02,Été,12.5,30\n2026-03-03,Été,14.0,31\n"

PAGE = "".join(
    f"<tr>{''.join(f'<td>{cell}' for cell in line.split(','))}</tr>" for line in CSV.splitlines()
)
PAGE = f"<html><body><table>{PAGE}</table></body></html>"

# file, bytes, codes of notes
READ = [
    ("csv.xlsx", CSV.encode(), ["csv_as_xlsx"]),
    ("page.xls", PAGE.encode(), ["html_as_xls"]),
    ("zip.xlsx", zipped({"a.csv": CSV.encode(), "__MACOSX/._a.csv": b"x"}), []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "codes"), READ, ids=[name for name, *_ in READ])
def test_the_same_table_in_many_clothes(name: str, data: bytes, codes: list[str]) -> None:
    facts = read(name, data)
    assert facts.cube["spend"].sum() == pytest.approx(26.5)
    assert facts.cube["clicks"].sum() == 61
    assert set(facts.cube["campaign"]) <= {"Été", "Été, bis"}
    assert [n.code for n in facts.sources[0].notes] == codes


def test_an_archive_is_read_member_by_member() -> None:
    archive = zipped({"a.csv": CSV.encode(), "picture.png": b"\x89PNG\r\n"})
    facts = load([("all.zip", archive)])
    assert [s.file for s in facts.sources] == ["all.zip/a.csv"]
    assert [p.where.file for p in facts.problems] == ["all.zip/picture.png"]


def test_ambiguous_dates_are_asked_and_the_answer_is_followed() -> None:
    data = b"Date,Campaign,Cost\n03/04/2026,Brand,12\n"
    asked = read("x.csv", data).questions[0]
    assert asked.code == "ambiguous_dates"
    days = {o.id: load([("x.csv", data)], {asked.id: o.id}).cube["date"][0] for o in asked.options}
    assert days == {"dmy": "2026-04-03", "mdy": "2026-03-04"}


def test_two_ways_of_writing_numbers_are_asked() -> None:
    data = b'Date,Campaign,Cost\n2026-03-01,A,"1,234.56"\n2026-03-02,A,"1.234,56"\n'
    asked = read("x.csv", data).questions[0]
    assert (asked.code, asked.id) == ("thousand_mixed", "decimal|x.csv||Cost")


def test_currencies_of_one_column_stay_apart() -> None:
    data = "Date,Campaign,Cost\n2026-03-01,A,€10\n2026-03-02,A,£20\n".encode()
    facts = read("x.csv", data)
    assert dict(zip(facts.cube["currency"], facts.cube["spend"], strict=True)) == {
        "EUR": 10,
        "GBP": 20,
    }
    assert [(q.code, q.default) for q in facts.questions] == [("mixed_currency", "")]


def test_what_is_odd_is_kept_and_said() -> None:
    data = (
        b"Date,Campaign,Impressions,Clicks,Cost\n2026-03-01,A,100,250,10\n2026-03-02,A,100,3,-50\n"
    )
    notes = {n.code for n in read("x.csv", data).sources[0].notes}
    assert notes == {"clicks_gt_impr", "neg_spend"}


def test_dates_that_do_not_exist_are_set_aside() -> None:
    rows = [f"2026-03-{d:02d},A,1" for d in range(1, 9)]
    data = "\n".join(["Date,Campaign,Cost", "30/02/2026,A,100", *rows]).encode()
    source = read("x.csv", data).sources[0]
    assert [(left.why, left.rows) for left in source.left_out] == [("impossible_dates", (2,))]
    assert source.rows_kept == 8


def test_spans_that_cross_are_not_added_up() -> None:
    data = b"Date,Campaign,Cost\n2026-03-01,A,1\n2026-03-02,A,2\nmars 2026,A,50\n"
    facts = read("x.csv", data)
    assert facts.cube["spend"].sum() == 3
    asked = facts.questions[0]
    assert (asked.code, asked.default, asked.values["grains"]) == (
        "weeks_months", "day", ("day", "month"),
    )  # fmt: skip
    assert load([("x.csv", data)], {asked.id: "month"}).cube["spend"].sum() == 50


def test_what_the_cells_show_is_counted_once_a_column() -> None:
    rows = ["(12),1.2k", "--,x1", "5,900", "5,900"]
    lines = [f"2026-03-0{day},A,{cells}" for day, cells in enumerate(rows, 1)]
    data = "\n".join(["Date,Campaign,Cost,Impressions", *lines]).encode()
    notes = {
        (n.code, n.where.column): n.values["count"]
        for n in read("x.csv", data).sources[0].notes
        if n.where.column
    }
    assert notes == {
        ("parens_neg", "Cost"): 1,
        ("placeholders", "Cost"): 1,
        ("suffixes", "Impressions"): 1,
        ("nan_inf", "Impressions"): 1,
    }


def test_two_header_lines_are_joined() -> None:
    rows = [
        ["", "", "Spend", "", "Results"],
        ["Date", "Campaign", "Cost", "CPC", "Clicks"],
        ["2026-03-01", "A", 1, 2, 3],
    ]
    source = read("x.xlsx", workbook(rows)).sources[0]
    assert source.columns[2].name == "Spend - Cost"
    assert {c.name: c.field for c in source.columns}["Results - Clicks"] == "clicks"
