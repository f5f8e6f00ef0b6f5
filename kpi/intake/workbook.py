"""Workbooks: looked over before anything is expanded, then read with the fast reader."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import python_calamine as calamine

from kpi.errors import UnreadableFile, Where
from kpi.facts import Note
from kpi.intake.container import PARTS_LIMIT, UNPACKED_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.cells import Cell

CELLS_LIMIT = 5_000_000
# A fast reader allots the whole rectangle up to the last cell: this many is a table, more is a
# stray cell.
AREA_LIMIT = 20_000_000
RATIO_LIMIT, RATIO_FLOOR = 200, 20 << 20
# Columns kept when a stray cell forces a sparse reading.
SPARSE_COLUMNS = 500
_CHUNK = 1 << 20
_REF = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_WIDE = re.compile(rb' r="[A-Z]{3}\d')
_BROAD = re.compile(rb' r="[A-Z]{2}\d')
# A formula whose result was never saved: written by a program, never opened in a spreadsheet.
_UNSAVED = (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />")
_ROW = re.compile(rb'<row [^>]*?r="(\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One visible sheet: its rows as the reader gives them, from row 1 and column A."""

    name: str
    rows: list[list[Cell]]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far a sheet's cells go, and how many they are."""

    cells: int
    last_row: int
    last_column: int
    far: str = ""


def sheets(file: str, data: bytes) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook (xlsx, xls, ods) that hold a cell.

    Raises UnreadableFile for what is encrypted, damaged, unsafe, or too big once opened.
    """
    extents = look_over(file, data) if data.startswith(b"PK") else {}
    book = _opened(file, data)
    visible = [m for m in book.sheets_metadata if m.visible == calamine.SheetVisibleEnum.Visible]
    hidden = tuple(m.name for m in book.sheets_metadata if m not in visible)
    worksheets = [m for m in visible if m.typ == calamine.SheetTypeEnum.WorkSheet]
    found = False
    for meta in worksheets:
        sheet = _sheet(file, data, book, meta.name, extents.get(meta.name))
        if not sheet.rows:
            continue
        if hidden and not found:
            place = Where(file=file, sheet=meta.name)
            note = Note(code="hidden_sheets", where=place, values={"names": hidden})
            sheet = Sheet(name=sheet.name, rows=sheet.rows, notes=(*sheet.notes, note))
        found = True
        yield sheet
    if not found:
        names = tuple(m.name for m in visible)
        raise UnreadableFile("empty_workbook", Where(file=file), values={"names": names})


def _opened(file: str, data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise UnreadableFile("xlsx_encrypted", Where(file=file)) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile("xlsx_missing_part", Where(file=file)) from error


def _sheet(
    file: str, data: bytes, book: calamine.CalamineWorkbook, name: str, extent: _Extent | None
) -> Sheet:
    if extent is not None and extent.far:
        note = Note(
            code="far_cell", where=Where(file=file, sheet=name), values={"cells": (extent.far,)}
        )
        return Sheet(name=name, rows=_sparse(data, name), notes=(note,))
    try:
        read = book.get_sheet_by_name(name)
        rows: list[list[Cell]] = list(read.to_python(skip_empty_area=False))  # type: ignore[arg-type]
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile("xlsx_corrupt_xml", Where(file=file, sheet=name)) from error
    return Sheet(name=name, rows=rows)


def _sparse(data: bytes, name: str) -> list[list[Cell]]:
    """Return a sheet's rows without what stands beyond any table's width; blank tails are
    dropped.
    """
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheet = book[name]
    sheet.reset_dimensions()
    rows: list[list[Cell]] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=SPARSE_COLUMNS, values_only=True)):
        if any(cell is not None for cell in cells):
            rows += [[] for _ in range(min(number - len(rows), 1000))]
            rows.append(["" if cell is None else cell for cell in cells])
        elif number - len(rows) > 1000:
            break
    book.close()
    return _squared(rows)


def _squared(rows: list[list[Cell]]) -> list[list[Cell]]:
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell != ""), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]


def look_over(file: str, data: bytes) -> dict[str, _Extent]:
    """Return each sheet's extent, sheet name → extent, having refused what is unsafe to open.

    Order: the archive's own list (count, sizes, encryption), then each part streamed: no DOCTYPE,
    no more
    bytes than declared, cells counted as they pass.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_sizes(file, archive.infolist())
            names = _sheet_names(file, archive)
            return {
                name: _extent(file, archive, part, name)
                for part, name in names.items()
                if part in archive.NameToInfo
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise UnreadableFile("xlsx_truncated", Where(file=file)) from error


def _refuse_sizes(file: str, infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableFile("xlsx_encrypted", Where(file=file))
    size = sum(info.file_size for info in infos)
    dense = any(
        i.file_size > RATIO_FLOOR and i.file_size > RATIO_LIMIT * max(i.compress_size, 1)
        for i in infos
    )
    if size > UNPACKED_LIMIT or len(infos) > PARTS_LIMIT or dense:
        raise UnreadableFile(
            "zip_bomb", Where(file=file), values={"size": size, "limit": UNPACKED_LIMIT}
        )


def _sheet_names(file: str, archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet → its name, read from the workbook's own list."""
    if "content.xml" in archive.NameToInfo:
        _refuse_doctype(file, archive.read("content.xml")[:4096])
        return {}
    if "xl/workbook.xml" not in archive.NameToInfo:
        if "xl/workbook.bin" in archive.NameToInfo:
            return {}
        raise UnreadableFile("xlsx_missing_part", Where(file=file))
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            with archive.open(info) as stream:
                _refuse_doctype(file, stream.read(4096))
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = "xl/_rels/workbook.xml.rels"
    rels = archive.read(links).decode("utf-8", "replace") if links in archive.NameToInfo else ""
    return _named_parts(book, rels)


def _named_parts(book: str, rels: str) -> dict[str, str]:
    from html import unescape

    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", rels):
        ids, target = re.search(r'\bId="([^"]*)"', tag), re.search(r'\bTarget="([^"]*)"', tag)
        if ids and target:
            path = target[1].lstrip("/")
            targets[ids[1]] = path if path.startswith("xl/") else f"xl/{path}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, id_ = re.search(r'\bname="([^"]*)"', tag), re.search(r'\b\w+:id="([^"]*)"', tag)
        if name and id_ and id_[1] in targets:
            found[targets[id_[1]]] = unescape(name[1])
    return found


def _refuse_doctype(file: str, head: bytes) -> None:
    """No writer of workbooks emits a DOCTYPE: one is there to open something else or to swell."""
    plain = head.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        nested = plain.count(b"<!ENTITY") > 2
        raise UnreadableFile("billion_laughs" if nested else "xxe", Where(file=file))


def _extent(file: str, archive: zipfile.ZipFile, part: str, name: str) -> _Extent:
    """Return how far a sheet goes; a stray cell is found by an area far above the count of
    cells.
    """
    info = archive.NameToInfo[part]
    cells, read, wide, last_row, unsaved = 0, 0, 26, 0, 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            cells += chunk.count(b"<c ") + chunk.count(b"<c>")
            unsaved += sum(map(chunk.count, _UNSAVED))
            if read > info.file_size or cells > CELLS_LIMIT:
                raise UnreadableFile(
                    "zip_bomb",
                    Where(file=file, sheet=name),
                    values={"size": read, "limit": CELLS_LIMIT},
                )
            if wide < 16_384:
                wide = 16_384 if _WIDE.search(chunk) else 702 if _BROAD.search(chunk) else wide
            for row in _last(_ROW, chunk):
                last_row = max(last_row, row)
    if unsaved > 1:
        raise UnreadableFile("formulas_nocache", Where(file=file, sheet=name))
    # Rows without numbers follow one another: their count is the last one's number.
    area = max(last_row, 1) * wide
    if area > AREA_LIMIT and area > 50 * max(cells, 1):
        return _exact(archive, part, cells)
    return _Extent(cells, last_row, wide)


def _last(pattern: re.Pattern[bytes], chunk: bytes) -> list[int]:
    """Return the row numbers of a chunk's last rows, enough to know the highest without reading
    them all.
    """
    tail = chunk[-65_536:] if len(chunk) > 65_536 else chunk
    found = [int(n) for n in pattern.findall(tail)]
    return [max(found)] if found else [int(n) for n in pattern.findall(chunk)][-1:]


def _exact(archive: zipfile.ZipFile, part: str, cells: int) -> _Extent:
    """Return a suspicious sheet's true extent, and the address of its farthest cell when it
    strays.
    """
    last_row = last_column = 0
    far, kept = "", b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            for letters, digits in _REF.findall(kept + chunk):
                row, column = int(digits), _column_number(letters)
                if row * column > max(last_row, 1) * max(last_column, 1):
                    far = f"{letters.decode()}{row}"
                last_row, last_column = max(last_row, row), max(last_column, column)
            kept = chunk[-200:]
    strays = last_row * last_column > AREA_LIMIT
    return _Extent(cells, last_row, last_column, far if strays else "")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
