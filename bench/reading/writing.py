"""How people and platforms write figures, days and files, in five languages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
}
TOTALS = {"en": "Total", "fr": "Total", "de": "Gesamt", "es": "Total", "pt": "Total"}
# Thousands mark and decimal mark of each way to write a number.
NUMBERS = {
    "english": (",", "."),
    "plain": ("", "."),
    "french": ("\u202f", ","),
    "french_old": ("\u00a0", ","),
    "spaced": (" ", ","),
    "german": (".", ","),
    "comma": ("", ","),
    "swiss": ("'", "."),
}
BY_LANGUAGE = {
    "en": ("english", "plain", "swiss"),
    "fr": ("french", "french_old", "spaced", "comma", "plain"),
    "de": ("german", "comma", "swiss", "plain"),
    "es": ("german", "comma", "plain", "english"),
    "pt": ("german", "comma", "plain"),
}
DATES = {
    "en": ("iso", "dmy", "mdy", "long", "short", "compact", "stamp"),
    "fr": ("iso", "dmy", "long", "stamp"),
    "de": ("iso", "dots", "long"),
    "es": ("iso", "dmy", "long"),
    "pt": ("iso", "dmy", "long"),
}
# Dates whose day and month could be taken for each other.
AMBIGUOUS = ("dmy", "mdy", "dots")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman", "xlsx")
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def number(value: float, decimals: int, style: str) -> str:
    """Return a number as one style writes it."""
    thousands, decimal = NUMBERS[style]
    return f"{value:,.{decimals}f}".replace(",", "_").replace(".", decimal).replace("_", thousands)


def day(value: date, style: str, language: str) -> str:
    """Return a date as one style writes it in one language."""
    month = MONTHS[language].split()[value.month - 1]
    if style == "long":
        return _long(value, month, language)
    return {
        "iso": value.isoformat(),
        "dmy": value.strftime("%d/%m/%Y"),
        "mdy": value.strftime("%m/%d/%Y"),
        "dots": value.strftime("%d.%m.%Y"),
        "compact": value.strftime("%Y%m%d"),
        "short": f"{month[:3]} {value.day}, {value.year}",
        "stamp": f"{value.isoformat()} 00:00:00",
    }[style]


def _long(value: date, month: str, language: str) -> str:
    if language == "en":
        return f"{month} {value.day}, {value.year}"
    if language in ("es", "pt"):
        return f"{value.day} de {month} de {value.year}"
    return f"{value.day}{'.' if language == 'de' else ''} {month} {value.year}"


def file_bytes(rows: Sequence[Sequence[str]], delimiter: str, newline: str, encoding: str) -> bytes:
    """Return rows as the bytes of a file; what an encoding cannot hold is written in UTF-8."""
    if encoding == "xlsx":
        return _workbook(rows)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    try:
        return text.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return text.getvalue().encode()


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a workbook: plain figures are numbers, the rest text."""
    import xlsxwriter  # type: ignore[import-untyped]

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Export")
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if re.fullmatch(r"\d+\.\d\d|[1-9]\d{0,5}", cell):
                sheet.write_number(place, column, float(cell))
            else:
                sheet.write_string(place, column, cell)
    book.close()
    return target.getvalue()
