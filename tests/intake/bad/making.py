"""Makes the workbooks and archives that these tests read: a good one, and ways to spoil it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

import openpyxl

HEADER = ("Date", "Campaign", "Impressions", "Clicks", "Cost")
ROWS = tuple(
    ((date(2026, 3, 1) + timedelta(days=i)).isoformat(), "Brand", 1000 + i, 30 + i, 10.0 + i)
    for i in range(15)
)
CLICKS, COST = 555.0, 255.0
CSV = "\n".join(",".join(map(str, row)) for row in (HEADER, *ROWS)) + "\n"
SHEET = "xl/worksheets/sheet1.xml"


def book(rows: Iterable[Iterable[object]] = (HEADER, *ROWS)) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """Return a workbook with one of its parts changed; None takes it away."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if change is None:
        del members[part]
    else:
        members[part] = change(members[part])
    return zipped(members)


def with_rows(xml: bytes, data: bytes | None = None) -> bytes:
    """Return a workbook with more rows of XML after its last."""
    return rewritten(
        data or saved(book()),
        SHEET,
        lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"),
    )


def ods(rows: str) -> bytes:
    """Return an OpenDocument workbook of one sheet, from the XML of its rows."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Report">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        {"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest}
    )


def ods_row(cells: Iterable[object], times: int = 1, *, more: str = "") -> str:
    """Return a row of an OpenDocument sheet, written `times` times; `more` follows its cells."""
    written = "".join(map(_ods_cell, cells))
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{written}{more}</table:table-row>'
    )


def ods_blank(times: int) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def _ods_cell(value: object) -> str:
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def xls(rows: Iterable[Iterable[object]] = (HEADER, *ROWS), *, column: int = 0) -> bytes:
    """Return a workbook of Excel 97: its records, in the compound file that holds them.

    `column` moves the first column of the last row to the right.
    """
    given = [list(row) for row in rows]
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for i, row in enumerate(given):
        start = column if i == len(given) - 1 else 0
        sheet += b"".join(_xls_cell(i, start + j, value) for j, value in enumerate(row))
    sheet += _record(0x0A, b"")
    name = b"\x06\0" + b"Report"
    opening = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    place = len(opening) + 4 + 6 + len(name) + 4
    listed = _record(0x85, struct.pack("<IH", place, 0) + name)
    return _compound("Workbook", opening + listed + _record(0x0A, b"") + sheet)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, int | float):
        return _record(0x203, place + struct.pack("<d", value))
    text = str(value).encode("latin-1")
    return _record(0x204, place + struct.pack("<HB", len(text), 0) + text)


def _compound(name: str, stream: bytes) -> bytes:
    """Return a compound file of one stream: header, sectors of the stream, directory, table."""
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    count = len(stream) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [*range(1, count), end, end, 0xFFFFFFFD]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    entries = _entry("Root Entry", 5, end, 0, child=1) + _entry(name, 2, 0, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, count, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", count + 1, *[free] * 108)
    return header + stream + entries.ljust(512, b"\0") + table


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, none, none, child)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
    )
