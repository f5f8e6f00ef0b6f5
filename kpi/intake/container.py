"""What a file really is, by its content and never by its name, and the tables of cells inside
it.
"""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.errors import UnreadableFile, UserError, Where
from kpi.facts import Note
from kpi.intake.text import utf16_without_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("CSV", "TSV", "XLSX", "XLS", "ODS", "ZIP")
UNPACKED_LIMIT = 300 << 20
PARTS_LIMIT = 2000
# Entries of an archive's list, those of archives inside it too, and the bytes each takes in memory.
ENTRIES_LIMIT, ENTRY = 10 * PARTS_LIMIT, 800
# What the standard library raises over an archive that is not what it says.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    NotImplementedError,
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANK = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
_PAGE = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing to read inside what was uploaded. `kind`: text, workbook (xlsx, xls, ods) or
    html; `hidden`: whether the sheets that a workbook hides are read too; `encoding`: the alphabet
    that the user chose for a text, "" to recognise it.
    """

    file: str
    kind: str
    data: bytes
    notes: tuple[Note, ...] = ()
    hidden: bool = False
    encoding: str = ""


def parts(name: str, data: bytes) -> Iterator[Part | UserError]:
    """Yield what a file holds; an archive gives one part a member, and a refusal for each
    unreadable one.

    Raises UnreadableFile when the file itself cannot be opened or is no table.
    """
    yield from _parts(name, data, _Allowance())


@dataclass(slots=True)
class _Allowance:
    """What an upload may still unpack, archives inside archives together."""

    size: int = UNPACKED_LIMIT
    parts: int = PARTS_LIMIT
    depth: int = 4

    def spend(self, name: str, size: int, parts: int) -> None:
        self.size, self.parts = self.size - size, self.parts - parts
        if min(self.size, self.parts, self.depth) < 0:
            values = {"size": UNPACKED_LIMIT - self.size, "limit": UNPACKED_LIMIT}
            raise UnreadableFile("zip_bomb", Where(file=name), values=values)

    @contextmanager
    def inside(self) -> Iterator[None]:
        self.depth -= 1
        yield
        self.depth += 1


def _parts(name: str, data: bytes, allowance: _Allowance) -> Iterator[Part | UserError]:
    if not data:
        raise UnreadableFile("empty_file", Where(file=name))
    _refuse_list(name, data)
    kind = kind_of(data)
    if kind == "zip":
        with allowance.inside():
            yield from _members(name, data, allowance)
    elif kind == "gzip":
        with allowance.inside():
            yield from _parts(name.removesuffix(".gz"), _gunzip(name, data, allowance), allowance)
    elif kind in ("text", "workbook", "html"):
        yield Part(file=name, kind=kind, data=data, notes=_misnamed(name, kind))
    else:
        raise UnreadableFile(kind, Where(file=name), values={"formats": FORMATS})


def _refuse_list(name: str, data: bytes) -> None:
    """Refuse an archive whose list alone would fill the memory; it is counted, not read."""
    entries = data.count(b"PK\1\2") if data.startswith(b"PK") else 0
    if entries > ENTRIES_LIMIT:
        values = {"size": entries * ENTRY, "limit": ENTRIES_LIMIT * ENTRY}
        raise UnreadableFile("zip_bomb", Where(file=name), values=values)


def kind_of(data: bytes) -> str:
    """Return text, workbook, html, zip or gzip, or the problem's code when it is nothing we
    read.
    """
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(b"%PDF"):
        return "pdf_as_csv"
    if data.startswith(_IMAGES):
        return "binary_png"
    return _text_kind(data)


def _ole_kind(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "xlsx_encrypted"
    if "WordDocument".encode("utf-16-le") in data:
        return "docx_as_xlsx"
    return "workbook"


def _text_kind(data: bytes) -> str:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.strip(_BLANK):
        head = b""
    if not head and not data.strip(_BLANK):
        return "blank_lines"
    markup = _markup_kind(data, head.replace(b"\0", b"").lstrip(b"\xff\xfe").lower())
    if markup:
        return markup
    if head[:1] in (b"{", b"[") and _is_json(data):
        return "json_as_csv"
    nul = data[:4096].count(0)
    # NULs in every other byte are UTF-16; here and there, a stray byte; everywhere else, no text.
    if (
        nul > 16
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
        and not utf16_without_mark(data[:4096])
    ):
        return "unknown_ext"
    return "text"


def _markup_kind(data: bytes, low: bytes) -> str:
    """Return what a text is that opens with a tag, "" when it does not."""
    if not low.startswith(b"<"):
        return ""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low and b"<workbook" in low:
        return "xml2003_as_xls"
    if not any(tag in low for tag in _PAGE):
        return ""
    return "html" if b"<table" in data.replace(b"\0", b"").lower() else "html_as_csv"


def _is_json(data: bytes) -> bool:
    import json

    try:
        json.loads(data[: 8 << 20].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # A JSON file longer than the part looked at ends in the middle: its opening tells.
        return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b'{"', b'[{"'))
    return True


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except BROKEN:
        return "xlsx_truncated"
    if "word/document.xml" in names:
        return "docx_as_xlsx"
    if any(name.startswith("Index/") or name.endswith(".iwa") for name in names):
        return "unknown_ext"
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    if "mimetype" in names and "content.xml" in names:
        return "workbook"
    if "[Content_Types].xml" in names:
        return "xlsx_missing_part"
    return "zip"


def _members(name: str, data: bytes, allowance: _Allowance) -> Iterator[Part | UserError]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir() and not _is_litter(i.filename)]
        allowance.spend(name, sum(info.file_size for info in infos), len(infos))
        if not infos:
            raise UnreadableFile("empty_file", Where(file=name))
        last = Counter(_last(info) for info in infos)
        for info in infos:
            # Two members of one name are told apart by their folders.
            place = _last(info) if last[_last(info)] == 1 else info.filename
            yield from _member(f"{name}/{place}", archive, info, allowance)


def _last(info: zipfile.ZipInfo) -> str:
    return info.filename.rsplit("/", 1)[-1]


def _member(
    place: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: _Allowance
) -> Iterator[Part | UserError]:
    if info.flag_bits & 1:
        yield UnreadableFile("xlsx_encrypted", Where(file=place))
        return
    try:
        with archive.open(info) as stream:
            # Declared sizes may lie: no more than what was declared, and one byte to know, is
            # unpacked.
            data = stream.read(info.file_size + 1)
        yield from _parts(place, data, allowance)
    except UserError as error:
        yield error
    except BROKEN:
        yield UnreadableFile("xlsx_truncated", Where(file=place))


def _is_litter(name: str) -> bool:
    """Return whether an archive's member is what a system adds by itself."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _gunzip(name: str, data: bytes, allowance: _Allowance) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            found = stream.read(allowance.size + 1)
    except BROKEN as error:
        raise UnreadableFile("xlsx_truncated", Where(file=name)) from error
    allowance.spend(name, len(found), 1)
    return found


def _misnamed(name: str, kind: str) -> tuple[Note, ...]:
    """Say when a name promises another kind of file than its content."""
    low = name.lower()
    if kind == "html" and low.endswith((".xls", ".xlsx", ".csv")):
        return (Note(code="html_as_xls", where=Where(file=name)),)
    if kind == "text" and low.endswith((".xlsx", ".xlsm")):
        return (Note(code="csv_as_xlsx", where=Where(file=name)),)
    return ()
