"""Numbers as people and platforms write them: "1 234,56 €", "1,234.56", "(12)", "12 %", "1.2k",
"--".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi.catalog.currencies import sign_pattern
from kpi.catalog.headings import unwrapped
from kpi.catalog.vocabulary import meanings_of
from kpi.intake.cells import Cells, Coded, code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kpi.intake.cells import Floats

# No value, in the words of the platforms; never zero.
MISSING = frozenset(
    ["", "-", "--", "---", "—", "–", "n/a", "na", "n.a.", "n.d.", "nd", "nan", "null", "none",
     "nil", "(not set)", "#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!",
     "inf", "-inf", "infinity", "∞", "no data", "no data available", "no data available.", "s/o",
     "k.a.", "?", "."]
)  # fmt: skip
_BOUND = re.compile(r"^\s*[<>≤≥]\s*[\d.,]+\s*%?\s*$")
_SPACES = "[ \u00a0\u202f\u2009\u2007]"
_BODY = re.compile(r"^\d[\d.,'’ ]*$|^[.,]\d+$")
_SUFFIX = re.compile(r"^(.*\d)\s*([^\W\d_]{1,5})\.?$")
# "1e+05", "1,25E+06": what spreadsheets and statistics tools make of large figures.
# Most cells are a bare figure or hold none: the signs of the world are looked for in the others.
_BARE = re.compile(r"-?([\d.,]*\d)")
_DIGIT = re.compile(r"\d")
_POWER = re.compile(r"^(.*\d)[eE]([+-]?\d{1,2})$")
_HIGHEST_POWER = 15
# Minus signs that are no hyphen, before or after the figure.
_MINUS = re.compile("[\u2212\u2013](?=\\s*[\\d(.,])|(?<=\\d)[\u2212\u2013]$")
# Above this count of different texts, cleaning whole columns at once pays.
MANY = 4000


@dataclass(frozen=True, slots=True)
class Written:
    """One number taken apart: its digits and marks, its sign, its scale and what stood around
    it.
    """

    body: str
    negative: bool
    percent: bool
    scale: float
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a column writes its numbers. `decimal` is "." or ","; `settled` says that the cells
    prove it.

    `others`: examples that contradict; `doubtful`: one example that reads two ways when nothing
    proves it.
    """

    decimal: str = "."
    settled: bool = True
    others: tuple[str, ...] = ()
    doubtful: str = ""


@lru_cache(maxsize=65536)
def take_apart(text: str) -> Written | None:
    """Return a number's parts, or None when the text is no number at all."""
    text = unwrapped(text.strip()).strip()
    plain = _BARE.fullmatch(text)
    if plain:
        return Written(plain.group(1), text.startswith("-"), percent=False, scale=1.0, currency="")
    if not _DIGIT.search(text):
        return None
    currency = ""
    found = sign_pattern().search(text)
    if found:
        currency = found.group()
        text = f"{text[: found.start()]} {text[found.end() :]}".strip()
    percent = text.endswith("%") or text.startswith("%")
    text = _MINUS.sub("-", text.strip("%").strip())
    negative = text.startswith("-") or text.endswith("-") or (text[:1] == "(" and text[-1:] == ")")
    text = re.sub(_SPACES, " ", text.strip("()+-").strip())
    text, scale = _scaled(text)
    if not _BODY.match(text) or (percent and scale != 1.0):
        return None
    return Written(text, negative, percent, scale, currency)


def _scaled(text: str) -> tuple[str, float]:
    """Return a number without what multiplies it, and by how much: "1.2k" → ("1.2", 1000)."""
    suffix = _SUFFIX.match(text)
    if suffix and suffix.group(2).casefold() in _scales():
        return suffix.group(1).rstrip(), _scales()[suffix.group(2).casefold()]
    power = _POWER.match(text)
    if power and abs(int(power.group(2))) <= _HIGHEST_POWER:
        return power.group(1), 10.0 ** int(power.group(2))
    return text, 1.0


@cache
def _scales() -> Mapping[str, float]:
    """Return word → what it multiplies a figure by ("k" → 1000)."""
    powers = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
    return {word: powers[name] for word, name in meanings_of("scales").items()}


def is_missing(text: str) -> bool:
    """Return whether a text says that there is no value ("--", "n/a", "< 10 %")."""
    text = unwrapped(text.strip()).strip()
    return text.casefold() in MISSING or bool(_BOUND.match(text))


def _grouped(whole: str, mark: str) -> str | None:
    """Return the digits of an integer part grouped by `mark`, or None when the groups are not of 3.

    Indian groups of two before the last three (1,00,000) are right too.
    """
    first, *groups = whole.split(mark)
    if not first.isdigit() or not all(g.isdigit() for g in groups):
        return None
    if groups and (
        len(groups[-1]) != 3 or len(first) > 3 or any(len(g) not in (2, 3) for g in groups)
    ):
        return None
    return first + "".join(groups)


def read_number(text: str, decimal: str) -> float | None:
    """Return the number that a text writes with this decimal mark; nan when it says no value; else
    None.

    A percent sign is left out: "2.81%" is 2.81.
    """
    if is_missing(text):
        return float("nan")
    written = take_apart(text)
    if written is None:
        return None
    whole, mark, fraction = written.body.partition(decimal)
    if mark and not fraction.isdigit() and fraction:
        return None
    digits: str | None = whole or "0"
    marks = [m for m in (" ", "'", "’", "," if decimal == "." else ".") if m in whole]
    if len(marks) > 1:
        return None
    if marks:
        digits = _grouped(whole, marks[0])
    if digits is None or not digits.isdigit():
        return None
    value = float(f"{digits}.{fraction or '0'}") * written.scale
    return -value if written.negative else value


def _evidence(body: str) -> str:
    """Return the decimal mark that a number's body proves, "?" when it reads both ways, "" when it
    says nothing.
    """
    dots, commas = body.count("."), body.count(",")
    if dots and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    if not dots and not commas:
        return ""
    mark, other, count = (".", ",", dots) if dots else (",", ".", commas)
    if count > 1:
        return other
    whole, _, fraction = body.partition(mark)
    whole = re.sub("[ '’]", "", whole)
    grouped_otherwise = len(whole) < len(body.partition(mark)[0])
    if (
        len(fraction) != 3
        or len(whole) > 3
        or whole.startswith("0")
        or not whole
        or grouped_otherwise
    ):
        return mark
    return "?"


def proven_marks(texts: Iterable[str]) -> set[str]:
    """Return the decimal marks that these texts prove, each by itself."""
    written = (take_apart(text) for text in texts)
    return {_evidence(one.body) for one in written if one is not None} & {".", ","}


def style_of(texts: Iterable[str], *, whole: bool = False, hint: str = "") -> Style:
    """Return how numbers are written, decided on all the texts given.

    `whole`: the column counts things, which have no fraction. `hint`: the decimal mark of the rest
    of the file, followed when the column itself proves nothing.
    """
    proofs: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    bare = False
    for text in texts:
        written = take_apart(text)
        if written is None:
            continue
        evidence = _evidence(written.body)
        bare = bare or not evidence
        proofs.setdefault(evidence, text)
        if evidence == "?":
            doubtful[written.body] = text
    told = [proofs[mark] for mark in (".", ",") if mark in proofs]
    if len(told) == 2:
        return Style(settled=False, others=(told[0], told[1]))
    if told:
        return Style(decimal="." if "." in proofs else ",")
    if not doubtful:
        return Style(decimal=hint or ".")
    if len({_mark(body) for body in doubtful}) == 2:
        examples = (next(t for b, t in doubtful.items() if _mark(b) == mark) for mark in ".,")
        return Style(settled=False, others=tuple(examples))
    if whole:
        return _of_counts(doubtful, proofs["?"], hint, bare=bare)
    return Style(decimal=hint or ".", settled=bool(hint), doubtful=proofs["?"])


def _mark(body: str) -> str:
    return "." if "." in body else ","


def _of_counts(doubtful: Iterable[str], example: str, hint: str, *, bare: bool) -> Style:
    """Return how counts are written that all show one mark before three digits.

    It groups thousands, unless each and every count ends in ".000": these may be decimals, and are
    when the rest of the file has that decimal mark.
    """
    mark = _mark(example)
    grouped = Style(decimal="," if mark == "." else ".", doubtful=example)
    round_ones = not bare and all(body.endswith("000") for body in doubtful)
    if hint == mark:
        return Style(decimal=mark) if round_ones else replace(grouped, settled=False)
    return replace(grouped, settled=bool(hint) or not round_ones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A column read as numbers. `unread`: text that is no number → the rows that hold it.

    `plain`: every cell was a bare number, so that there is nothing to say of any.
    """

    values: Floats
    plain: bool = False
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()


def read_numbers(cells: Cells, decimal: str, *, percent: bool = True) -> Numbers:
    """Return a column's numbers (nan where there is none), and the texts that are no number.

    `percent`: a cell in percent may be one; it is none among amounts and counts.
    """
    if cells.texts is None:
        figures = cells.figures if cells.figures is not None else np.empty(0)
        return Numbers(values=figures, plain=True)
    values = _quick(cells.texts, decimal, percent=percent)
    plain = values is not None
    unread: tuple[tuple[str, tuple[int, ...]], ...] = ()
    if values is None:
        coded = code(cells.texts)
        values, unread = _one_by_one(coded, decimal, percent=percent)
    if cells.figures is not None:
        values = np.where(np.isnan(cells.figures), values, cells.figures)
    return Numbers(values=values, unread=unread, plain=plain)


def _one_by_one(
    coded: Coded, decimal: str, *, percent: bool
) -> tuple[Floats, tuple[tuple[str, tuple[int, ...]], ...]]:
    read = [
        None if not percent and _in_percent(text) else read_number(text, decimal)
        for text in coded.values
    ]
    by_value = np.array([np.nan if r is None else r for r in read], dtype=np.float64)
    unread = []
    for place, (number, text) in enumerate(zip(read, coded.values, strict=True)):
        if number is None:
            unread.append((text, tuple(np.flatnonzero(coded.codes == place).tolist())))
    return by_value[coded.codes] if len(by_value) else np.empty(0), tuple(unread)


def _in_percent(text: str) -> bool:
    return "%" in text and not is_missing(text)


_PLAIN = {
    ".": r"^-?(\d{1,3}(,\d{2,3})*,\d{3}|\d{1,3}([ \x{a0}\x{202f}]\d{3})*|\d+)?(\.\d*)?$",
    ",": r"^-?(\d{1,3}(\.\d{2,3})*\.\d{3}|\d{1,3}([ \x{a0}\x{202f}]\d{3})*|\d+)?(,\d*)?$",
}


def _quick(texts: pa.Array, decimal: str, *, percent: bool) -> Floats | None:
    """Return a long column's numbers cleaned all at once; None when it is short or writes them
    oddly.
    """
    if len(texts) < MANY or pa.types.is_dictionary(texts.type):
        return None
    trimmed = pc.utf8_trim_whitespace(texts)
    for sign in (*("%" if percent else ""), "€", "$", "£"):
        if pc.any(pc.match_substring(trimmed[:2000], sign)).as_py():
            trimmed = pc.utf8_trim_whitespace(pc.utf8_trim(trimmed, sign))
    if not pc.all(pc.match_substring_regex(trimmed, _PLAIN[decimal])).as_py():
        return None
    for mark in (" ", "\u00a0", "\u202f", "," if decimal == "." else "."):
        trimmed = pc.replace_substring(trimmed, mark, "")
    if decimal == ",":
        trimmed = pc.replace_substring(trimmed, ",", ".")
    given = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
    try:
        numbers = pc.cast(given, pa.float64())
    except pa.ArrowInvalid:
        return None
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)
