"""Workbooks: looked over before anything is expanded, then read with the fast reader."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import python_calamine as calamine

from kpi.errors import UnreadableFile, Where
from kpi.facts import Note
from kpi.intake.cell_notes import NAMED
from kpi.intake.extent import CELLS_LIMIT, Extent
from kpi.intake.header import letters
from kpi.intake.merged import fill_down
from kpi.intake.precheck import look_over, refuse_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.cells import Cell
    from kpi.intake.lines import Rows

# Columns kept when a stray cell forces a sparse reading.
SPARSE_COLUMNS = 500
# Cells out there that are strays, and no wide table.
FEW = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its rows as the reader gives them, from row 1 and column A.

    `extent` tells what the reader lost of them, when that is known.
    """

    name: str
    rows: Rows
    notes: tuple[Note, ...] = ()
    extent: Extent | None = None


def sheets(file: str, data: bytes, *, hidden: bool = False) -> Iterator[Sheet]:
    """Yield the visible sheets of a workbook (xlsx, xls, ods) that hold a cell, or all of them.

    Raises UnreadableFile for what is encrypted, damaged, unsafe, or too big once opened.
    """
    extents = look_over(file, data) if data.startswith(b"PK") else {}
    book = _opened(file, data)
    given = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    shown = [m.name for m in given if hidden or m.visible == calamine.SheetVisibleEnum.Visible]
    aside = tuple(m.name for m in given if m.name not in shown and _is_filled(extents.get(m.name)))
    found = False
    for name in shown:
        sheet = _sheet(file, data, book, name, extents.get(name))
        if not sheet.rows:
            continue
        if aside:
            place = Where(file=file, sheet=shown[0])
            note = Note(code="hidden_sheets", where=place, values={"names": aside})
            sheet = replace(sheet, notes=(*sheet.notes, note))
        found = True
        yield sheet
    if not found:
        raise UnreadableFile("empty_workbook", Where(file=file), values={"names": tuple(shown)})


def _is_filled(extent: Extent | None) -> bool:
    return extent is None or extent.cells > 0


@contextmanager
def _refused(what: str, where: Where) -> Iterator[None]:
    """Turn what the fast reader raises into a refusal; its panics are no Exception."""
    try:
        yield
    except calamine.PasswordError as error:
        raise UnreadableFile("xlsx_encrypted", where) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(what, where) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(what, where) from error


def _opened(file: str, data: bytes) -> calamine.CalamineWorkbook:
    with _refused("xlsx_missing_part", Where(file=file)):
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))


def _sheet(
    file: str, data: bytes, book: calamine.CalamineWorkbook, name: str, extent: Extent | None
) -> Sheet:
    where = Where(file=file, sheet=name)
    if extent is not None:
        refuse_cells(where, extent.cells, CELLS_LIMIT)
    if extent is not None and extent.far:
        note = Note(code="far_cell", where=where, values={"cells": (extent.far,)})
        notes = (note, *_lost(where, extent))
        return Sheet(name=name, rows=_sparse(where, data), notes=notes, extent=extent)
    with _refused("xlsx_corrupt_xml", where):
        read = book.get_sheet_by_name(name)
        rows: list[list[Cell]] = list(read.to_python(skip_empty_area=False))  # type: ignore[arg-type]
        fill_down(rows, read.merged_cell_ranges or ())
    rows, strays = _without_strays(where, rows)
    return Sheet(name=name, rows=rows, notes=(*strays, *_lost(where, extent)), extent=extent)


def _without_strays(
    where: Where, rows: list[list[Cell]]
) -> tuple[list[list[Cell]], tuple[Note, ...]]:
    """Return rows without the few cells that stand beyond any table's width, and what is said of
    them.
    """
    if not rows or len(rows[0]) <= SPARSE_COLUMNS:
        return rows, ()
    strays = [
        f"{letters(j)}{i + 1}"
        for i, row in enumerate(rows)
        for j in range(SPARSE_COLUMNS, len(row))
        if row[j] not in ("", None)
    ]
    if len(strays) > FEW:
        return rows, ()
    note = Note(code="far_cell", where=where, values={"cells": tuple(strays)})
    return [row[:SPARSE_COLUMNS] for row in rows], (note,)


def _lost(where: Where, extent: Extent | None) -> Iterator[Note]:
    """Yield what the reader does not tell: cells that show an error, rows and columns hidden."""
    if extent is None:
        return
    kinds: dict[str, list[str]] = {}
    for address, shown in extent.errors.items():
        kinds.setdefault(shown, []).append(address)
    for shown, cells in kinds.items():
        values: dict[str, object] = {
            "sample": shown,
            "count": len(cells),
            "cells": tuple(cells[:NAMED]),
        }
        yield Note(code="error_cells", where=where, values=values)
    names = (*extent.hidden_columns, *map(str, sorted(extent.hidden_rows)))
    if names:
        values = {"count": len(names), "names": names[:NAMED]}
        yield Note(code="hidden_rows", where=where, values=values)


def _sparse(where: Where, data: bytes) -> list[list[Cell]]:
    """Return a sheet's rows without what stands beyond any table's width; blank tails are
    dropped.
    """
    import openpyxl

    rows: list[list[Cell]] = []
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book[where.sheet]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=SPARSE_COLUMNS, values_only=True)):
            if any(cell is not None for cell in cells):
                rows += [[] for _ in range(min(number - len(rows), 1000))]
                rows.append(["" if cell is None else cell for cell in cells])
            elif number - len(rows) > 1000:
                break
    except Exception as error:
        # This reader lets whatever its parts raise come through.
        raise UnreadableFile("xlsx_corrupt_xml", where) from error
    return _squared(rows)


def _squared(rows: list[list[Cell]]) -> list[list[Cell]]:
    width = max((i + 1 for row in rows for i, cell in enumerate(row) if cell != ""), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in rows]
