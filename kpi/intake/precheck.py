"""A workbook looked over before anything is expanded: what is unsafe to open is refused."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import partial
from html import unescape
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, Where
from kpi.intake import extent, opendocument
from kpi.intake.container import BROKEN, PARTS_LIMIT, UNPACKED_LIMIT
from kpi.intake.extent import AREA_LIMIT
from kpi.intake.percents import percent_columns, percent_styles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kpi.intake.extent import Extent

# What a reader allots for each cell, in bytes: for the sentence that refuses.
CELL = 32
RATIO_LIMIT, RATIO_FLOOR = 200, 20 << 20
_CHUNK, _PROLOG = 1 << 20, 1 << 20
# Of a sheet, looked at for how its figures are shown.
_HEAD = 1 << 16
_ROOT = re.compile(rb"<[A-Za-z_]")
_QUOTED = r"""\s*=\s*(?:"([^"]*)"|'([^']*)')"""


def look_over(file: str, data: bytes) -> dict[str, Extent]:
    """Return each sheet's extent, sheet name → extent, having refused what is unsafe to open.

    Order: the archive's own list (count, sizes, encryption), then each part streamed: no DOCTYPE,
    no more bytes than declared, cells counted as they pass. Only workbooks of XML have extents.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_sizes(file, archive.infolist())
            _refuse_doctypes(file, archive)
            return _extents(file, archive)
    except BROKEN as error:
        raise UnreadableFile("xlsx_truncated", Where(file=file)) from error


def covers(data: bytes) -> bool:
    """Return whether `look_over` counts the cells of such a workbook: it cannot in binary ones."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.bin" not in archive.NameToInfo
    except BROKEN:
        return True


def _extents(file: str, archive: zipfile.ZipFile) -> dict[str, Extent]:
    names = archive.NameToInfo
    if "content.xml" in names:
        found = opendocument.area(_chunks(file, archive, "content.xml"))
        refuse_cells(Where(file=file), found, AREA_LIMIT)
        return {}
    if "xl/workbook.xml" in names:
        parts = _sheet_names(archive)
        styles = percent_styles(_text(archive, "xl/styles.xml"))
        return {
            name: _extent(file, archive, part, styles)
            for part, name in parts.items()
            if part in names
        }
    if "xl/workbook.bin" in names:
        return {}
    raise UnreadableFile("xlsx_missing_part", Where(file=file))


def _extent(file: str, archive: zipfile.ZipFile, part: str, styles: frozenset[str]) -> Extent:
    found = extent.survey(partial(_chunks, file, archive, part))
    head = next(_chunks(file, archive, part), b"")[:_HEAD]
    return replace(found, percents=percent_columns(head.decode("utf-8", "replace"), styles))


def refuse_cells(where: Where, cells: int, limit: int) -> None:
    """Raise UnreadableFile when there are more cells than we read."""
    if cells > limit:
        raise UnreadableFile(
            "zip_bomb", where, values={"size": cells * CELL, "limit": limit * CELL}
        )


def _chunks(file: str, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part as it unpacks, no further than it declared; in UTF-16, without its zeros."""
    info = archive.NameToInfo[part]
    read = 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > info.file_size:
                values = {"size": read, "limit": UNPACKED_LIMIT}
                raise UnreadableFile("zip_bomb", Where(file=file), values=values)
            yield chunk.replace(b"\0", b"")


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


def _refuse_doctypes(file: str, archive: zipfile.ZipFile) -> None:
    for info in archive.infolist():
        if info.filename.lower().endswith((".xml", ".rels")):
            _refuse_doctype(file, _prolog(archive, info))


def _prolog(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return what stands before a part's first element: a DOCTYPE may hide behind comments."""
    prolog = b""
    with archive.open(info) as stream:
        while (chunk := stream.read(4096)) and len(prolog) < _PROLOG:
            prolog += chunk.replace(b"\0", b"")
            if _ROOT.search(prolog):
                break
    return prolog


def _refuse_doctype(file: str, prolog: bytes) -> None:
    """No writer of workbooks emits a DOCTYPE: one is there to open something else or to swell."""
    plain = prolog.upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain or len(prolog) >= _PROLOG:
        nested = plain.count(b"<!ENTITY") > 2
        raise UnreadableFile("billion_laughs" if nested else "xxe", Where(file=file))


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet → its name, read from the workbook's own list."""
    book = _text(archive, "xl/workbook.xml")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", _text(archive, _LINKS)):
        id_, target = _value(tag, r"\bId"), _value(tag, r"\bTarget")
        path = target.lstrip("/")
        targets[id_] = path if path.startswith("xl/") else f"xl/{path}"
    found = {}
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, id_ = _value(tag, r"\bname"), _value(tag, r"\b\w+:id")
        if name and id_ in targets:
            found[targets[id_]] = name
    return found


_LINKS = "xl/_rels/workbook.xml.rels"


def _text(archive: zipfile.ZipFile, part: str) -> str:
    data = archive.read(part) if part in archive.NameToInfo else b""
    return data.replace(b"\0", b"").decode("utf-8", "replace")


def _value(tag: str, name: str) -> str:
    found = re.search(name + _QUOTED, tag)
    return unescape(found[1] or found[2] or "") if found else ""
