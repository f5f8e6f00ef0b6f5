"""Bytes → text: which characters the bytes stand for, and what had to be supposed."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from kpi.errors import Where
from kpi.facts import Note

# How much of a file is looked at to recognise how it was written.
HEAD = 1 << 18
# Long files are decoded piece by piece: as a whole they would be held twice.
PIECE = 1 << 16
# The alphabets of eight bits that a person may choose between, and their names.
ALPHABETS = {"mac_roman": "Mac Roman", "cp1252": "Windows-1252"}
_UNUSED_IN_1252 = re.compile(b"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text file: `data` is UTF-8 without mark; `cut` says that it ended inside a character."""

    data: bytes
    notes: tuple[Note, ...] = ()
    cut: bool = False


def decode(name: str, data: bytes, chosen: str = "") -> Text:
    """Return a file's bytes as UTF-8, whatever they were: UTF-8, UTF-16, Windows-1252, Mac
    Roman; or in the alphabet `chosen`, one of ALPHABETS.
    """
    if chosen in ALPHABETS:
        return _without_nul(name, Text(data=_again(data, chosen)))
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _wide(name, data[2:], encoding)
    guessed = utf16_without_mark(data[:HEAD])
    if guessed:
        text = _wide(name, data, guessed)
        return replace(text, notes=(*text.notes, _note("utf16_nobom", name, text.data)))
    if is_utf8(data):
        return _without_nul(name, Text(data=data))
    return _without_nul(name, _older(name, data))


def is_utf8(data: bytes) -> bool:
    """Return whether bytes are UTF-8 from first to last."""
    if data.isascii():
        return True
    try:
        if len(data) < PIECE:
            data.decode("utf-8")
        else:
            # Arrow looks at the bytes as they are; decoding would hold them twice.
            ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
            text = [None, ends, pa.py_buffer(data)]
            pa.Array.from_buffers(pa.large_string(), 1, text).validate(full=True)
    except ValueError:
        return False
    return True


def _again(data: bytes, encoding: str) -> bytes:
    reader = codecs.getincrementaldecoder(encoding)("replace")
    written = io.BytesIO()
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        written.write(reader.decode(piece, start + PIECE >= len(data)).encode("utf-8"))
    return written.getvalue()


def _wide(name: str, data: bytes, encoding: str) -> Text:
    """Return a text of two bytes a character; an odd one at the end is half of the next."""
    if len(data) % 2:
        return _cut(name, _again(data[:-1], encoding))
    return Text(data=_again(data, encoding))


def utf16_without_mark(head: bytes) -> str:
    """Return the byte order that NULs betray: Latin text in UTF-16 has one in every pair of
    bytes.
    """
    pairs = len(head) // 2
    if pairs < 4:
        return ""
    odd, even = head[1::2].count(0) / pairs, head[0::2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _older(name: str, data: bytes) -> Text:
    """Return a text that is not UTF-8 as a whole: cut at its end, mixed, or in an older
    alphabet.
    """
    mixed = False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return _cut(name, data[: error.start])
        # Where most accents around the first odd byte are odd, the whole file is in an older
        # alphabet.
        around = data[max(error.start - HEAD // 4, 0) : error.start + HEAD // 4]
        mixed = _is_mixed(around.split(b"\n")[1:-1])
    if mixed:
        lines = data.split(b"\n")
        odd = [i for i, line in enumerate(lines) if not is_utf8(line)]
        fixed = [_again(line, "cp1252") if i in set(odd) else line for i, line in enumerate(lines)]
        rows = tuple(i + 1 for i in odd)
        note = Note(code="mixed_encoding", where=Where(file=name), values={"rows": rows})
        return Text(data=b"\n".join(fixed), notes=(note,))
    if _is_mac(data[:HEAD]):
        text = _again(data, "mac_roman")
        return Text(data=text, notes=(_note("macroman", name, text),))
    return Text(data=_again(data, "cp1252"))


def _is_mixed(lines: list[bytes]) -> bool:
    accented = [line for line in lines if not line.isascii()]
    return sum(not is_utf8(line) for line in accented) * 2 < len(accented)


def _cut(name: str, data: bytes) -> Text:
    row = data.count(b"\n") + 1
    note = Note(code="truncated_utf8", where=Where(file=name, row=row), values={"row": row})
    return Text(data=data, notes=(note,), cut=True)


def _is_mac(data: bytes) -> bool:
    """Return whether the accents make sense in Mac Roman rather than in Windows-1252."""
    if _UNUSED_IN_1252.search(data):
        return True
    return _plausible(data.decode("mac_roman")) > _plausible(data.decode("cp1252", "replace"))


# An accent inside a word, a curly apostrophe between letters, a currency or a fixed space beside
# a digit.
_WORDLY = re.compile(
    '[A-Za-z](?:[àâäçéèêëîïôöùûüñãõáíóúß][a-z ,;."\n]|’[a-zéèêàâ])|[0-9](?: ?€|\u00a0[0-9])|€[0-9]'
)
# A capital after a small letter ("testÉ"), an accent in place of an apostrophe ("díenvoi"), or
# beside a digit ("12,50 Û", "1Ê234"), a long dash inside a word ("campa–a").
_ODD = re.compile(
    "[a-z][–—][a-z]|[0-9] ?[ÛÊÄ]|[ÛÊÄ][0-9]"
    "|[a-z][ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑÃÕÁÍÓÚ](?![A-Z])|\\b[dln]í[a-z]|[†‡‰Š‹ŒŽ¤¥±¶]"
)


def _plausible(text: str) -> int:
    return len(_WORDLY.findall(text)) - 2 * len(_ODD.findall(text))


def _without_nul(name: str, text: Text) -> Text:
    if b"\0" not in text.data:
        return text
    count = text.data.count(b"\0")
    rows = tuple(i + 1 for i, line in enumerate(text.data.split(b"\n")) if b"\0" in line)
    note = Note(code="nul_bytes", where=Where(file=name), values={"count": count, "rows": rows})
    return replace(text, data=text.data.replace(b"\0", b""), notes=(*text.notes, note))


def _note(code: str, name: str, text: bytes) -> Note:
    found = re.search(r"\S*[^\x00-\x7f]\S*", text[:HEAD].decode("utf-8", "ignore"))
    sample = found.group()[:40] if found else text[:40].decode("utf-8", "ignore")
    return Note(
        code=code,
        where=Where(file=name),
        values={"sample": sample, "options": tuple(ALPHABETS.values())},
    )
