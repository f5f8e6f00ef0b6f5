"""How far the cells of a sheet go, and what a fast reader would lose of it, found without reading
it.

The sheet's bytes pass once, a few rows at a time; most answers are a count or a search in them.
Only what looks strange is looked at cell by cell. Any prefix, quote and blank that XML allows will
do: a reader that allots the whole rectangle must not be led past this by another spelling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kpi.intake.header import letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A fast reader allots the whole rectangle up to the last cell: this many is a table, more is a
# stray cell.
AREA_LIMIT = 20_000_000
CELLS_LIMIT = 5_000_000
# Cells written in a strange way are looked at one by one when they are more than this.
_STRANGE = 64
_CHUNK, _BLOCK = 1 << 20, 1 << 22
# Every letter as A, every digit as 0, one kind of quote: a far address is then a fixed text.
_SHAPES = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789'",
    b"A" * 51 + b"0" * 9 + b'"',
)
# The most columns, or rows, that an address of such a shape may name; the farthest first.
_COLUMNS = ((b'"AAA0', 16_384), (b'"AA0', 702))
_ROWS = ((b'0000000"', 1 << 32), (b'000000"', 999_999), (b'00000"', 99_999))
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(\s*</)?")
_CELL = re.compile(rb'<c r="([A-Za-z]+)(\d+)"[^>]*(?<!/)>(?!\s*</)')
_REF = re.compile(rb"(?<![\w:])r\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_HIDDEN = re.compile(rb"(?<![\w:])hidden\s*=\s*[\"'](?:1|true)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
_COL = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_BOUNDS = re.compile(rb"(?<![\w:])(min|max)\s*=\s*[\"'](\d+)[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s([^<>]{0,300}\bt\s*=\s*[\"']e[\"'][^<>]{0,300})>"
    rb"(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</[\w:]*>))?\s*<(?:\w+:)?v>([^<]*)<"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)"
    rb"\s*(<(?:\w+:)?v\s*(?:/>|>\s*</)|</(?:\w+:)?c>)"
)
_TEXT_RESULT = re.compile(rb"(?<![\w:])t\s*=\s*[\"']str[\"']")


@dataclass(slots=True)
class Extent:
    """What a sheet holds. Addresses are written as a spreadsheet shows them ("B12").

    `columns` and `rows`: bounds, generous unless the sheet looks strange; `far`: the address of a
    stray cell; `unsaved`: formulas without a saved result; `errors`: address → what it shows;
    `percents`: columns, from 0, shown in percent.
    """

    cells: int = 0
    strange: int = 0
    columns: int = 26
    rows: int = 9_999
    far: str = ""
    unsaved: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[str] = field(default_factory=list)
    percents: frozenset[int] = frozenset()

    @property
    def is_strange(self) -> bool:
        return self.strange > _STRANGE

    @property
    def is_suspect(self) -> bool:
        """Whether the rectangle may be too large; the bounds alone cannot tell."""
        area = self.columns * self.rows
        return self.is_strange or (
            area > AREA_LIMIT and (area > 2 * AREA_LIMIT or area > 50 * self.cells)
        )


def survey(opened: Callable[[], Iterator[bytes]]) -> Extent:
    """Return the extent of a sheet; `opened` gives its bytes, from the first, in chunks.

    Past CELLS_LIMIT, nothing more is looked at.
    """
    extent = Extent()
    for block in blocks(opened()):
        _count(block, extent)
        if extent.cells > CELLS_LIMIT:
            return extent
        _bound(block.translate(_SHAPES), extent)
        _note_lost(block, extent)
    if extent.is_suspect:
        _measure(blocks(opened()), extent)
    return extent


def blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes in runs of whole rows; a row that never ends is cut at a tag."""
    rest = b""
    for chunk in chunks:
        held = rest + chunk
        cut = held.rfind(b"row>") + 4
        if cut < 4:
            cut = held.rfind(b"<") if len(held) > _BLOCK else 0
        if cut > 0:
            yield held[:cut]
        rest = held[cut:] if cut > 0 else held
    yield rest


def _count(block: bytes, extent: Extent) -> None:
    tags, plain = block.count(b"<c"), block.count(b'<c r="')
    # One byte is found at once; two are not.
    prefixed = block.count(b":c") if b":" in block else 0
    if not extent.cells:
        tags -= block.count(b"<col")
    extent.cells += tags + prefixed
    extent.strange += tags - plain + prefixed


def _bound(shapes: bytes, extent: Extent) -> None:
    for shape, count in _COLUMNS:
        if extent.columns < count and shape in shapes:
            extent.columns = count
    for shape, count in _ROWS:
        if extent.rows < count and shape in shapes:
            extent.rows = count


def _note_lost(block: bytes, extent: Extent) -> None:
    """Note what the fast reader does not tell: errors, formulas never calculated, what is
    hidden.
    """
    if b't="e"' in block or b"'" in block:
        for attributes, shown in _ERROR.findall(block):
            extent.errors[_address(attributes)] = shown.decode("utf-8", "replace")
    if b"<f" in block or b":" in block:
        for attributes, end in _FORMULA.findall(block):
            # A formula may well give an empty text, and that was saved.
            if end.startswith(b"</") or not _TEXT_RESULT.search(attributes):
                extent.unsaved.append(_address(attributes))
    if b"hidden" in block:
        _note_hidden(block, extent)


def _address(attributes: bytes) -> str:
    found = _REF.search(attributes)
    return (found[1] + found[2]).decode() if found else ""


def _note_hidden(block: bytes, extent: Extent) -> None:
    for tag in filter(_HIDDEN.search, _ROW.findall(block)):
        found = _REF.search(tag)
        if found:
            extent.hidden_rows.add(int(found[2]))
    for tag in filter(_HIDDEN.search, _COL.findall(block)):
        bounds = {name: int(number) for name, number in _BOUNDS.findall(tag)}
        first, last = bounds.get(b"min", 1), bounds.get(b"max", 0)
        # What goes on to the last column of all is the blank that surrounds a table.
        if last < 16_384:
            extent.hidden_columns += [letters(i - 1) for i in range(first, last + 1)]


def _measure(given: Iterator[bytes], extent: Extent) -> None:
    """Set a suspect sheet's true bounds, and the address of the cell that strays."""
    extent.columns = extent.rows = 1
    far = (0, 0)
    for row, column in _walked(given) if extent.strange > 0 else _listed(given):
        if row > extent.rows or column > extent.columns:
            far = (row, column)
            extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
    if extent.rows * extent.columns > AREA_LIMIT:
        extent.far = f"{letters(far[1] - 1)}{far[0]}"


def _listed(given: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """Yield (row, column), from 1, of the filled cells of a sheet written in the usual way."""
    for block in given:
        for column, row in _CELL.findall(block):
            yield int(row), _number(column)


def _walked(given: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the same of a sheet written in any way: a cell without address follows the last."""
    row = column = 0
    for block in given:
        # Nobody writes a comment among cells, but to hide one: none then passes for empty.
        open_ = b"<!" in block
        for tag, attributes, empty in _TAG.findall(block):
            found = _REF.search(attributes)
            if tag == b"row":
                row, column = int(found[2]) if found else row + 1, 0
                continue
            column += 1
            if found and found[1]:
                row, column = int(found[2]), _number(found[1])
            if open_ or not (empty or attributes.endswith(b"/")):
                yield row, column
        if open_:
            yield from ((int(row), _number(column)) for column, row in _REF.findall(block))


def place_of(address: str) -> tuple[int, int]:
    """Return the row and the column of an address, from 1; (0, 0) of an empty one."""
    column = address.rstrip("0123456789")
    return int(address[len(column) :] or 0), _number(column.encode())


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
