r"""What the user answered or changed, under keys that name the file and the thing.

| key | value |
| --- | --- |
| `column\|file\|sheet\|column` | a measure or dimension, or "" to leave the column out |
| `twin\|file\|sheet\|column` | among the columns of one figure, the one to use, or "sum" |
| `decimal\|file\|sheet\|column` | "." or "," |
| `dates\|file\|sheet` | "dmy", "mdy" or "ymd"; "swap" or "keep" for dates a spreadsheet changed |
| `percent\|file\|sheet\|column` | "percent" or "fraction": what rates without a sign are |
| `derive\|file\|sheet` | "derive" or "leave_out": a missing spend that prices give |
| `length\|file\|sheet` | day, week, month, quarter, year or period: the rows that count |
| `currency\|file\|sheet` | ISO code |
| `platform\|file\|sheet` | a platform's card ("meta_ads"), or "" for none |
| `channel\|file\|sheet` | a channel for every row |
| `table\|file\|sheet` | the row number of the header of the table to read |
| `encoding\|file` | "mac_roman" or "cp1252": the alphabet of a text whose accents are in doubt |
| `hidden\|file` | "visible" or "with_hidden": whether the sheets that a workbook hides count |
| `sheets\|file` | the name of the sheet of a workbook that counts, or "*" for all |
| `won\|file\|sheet` | the stage that is won, or "none" |
| `lines\|file\|sheet` | "order" or "line": what an amount on several lines of one order is |
| `duplicates\|file\|sheet` | "once" or "all" |
| `total\|file\|sheet` | "total" or "row": what a row that nothing names is |
| `overlap\|file\|sheet` | "use", "leave" or "both" |
| `role\|campaign` | a role, or "" |
| `rate\|USD` | what one dollar is worth in the main currency: "0.92" |
| `vat\|file\|sheet` | incl_20, incl_10 (any rate: incl_5.5), excl or unknown: a shop's revenue |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_POSITIVE = re.compile(r"^[0-9]{1,9}(\.[0-9]{1,12})?$")


def key(kind: str, *place: str) -> str:
    """Return the key of a correction: its kind, then the place it speaks of."""
    return "|".join((kind, *place))


@dataclass(frozen=True, slots=True)
class Corrections:
    """Answers by key; `text` returns what was said for a kind and place, "" when nothing was."""

    given: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, kind: str, *place: str) -> str:
        return self.given.get(key(kind, *place), "")

    def said(self, kind: str, *place: str) -> bool:
        return key(kind, *place) in self.given

    def columns(self, file: str, sheet: str) -> Mapping[str, str]:
        """Return column name → field for one table."""
        return self._under("column", file, sheet)

    def twins(self, file: str, sheet: str) -> Mapping[str, str]:
        """Return the first of the columns of one figure → the one chosen among them, or "sum"."""
        return self._under("twin", file, sheet)

    def _under(self, kind: str, file: str, sheet: str) -> Mapping[str, str]:
        start = key(kind, file, sheet) + "|"
        return {k[len(start) :]: v for k, v in self.given.items() if k.startswith(start)}

    def rates(self) -> dict[str, float]:
        """Return currency → what one unit is worth in the main currency; odd figures are left
        out.
        """
        given = {k[5:]: v.replace(",", ".") for k, v in self.given.items() if k.startswith("rate|")}
        return {k: float(v) for k, v in given.items() if _POSITIVE.match(v) and float(v) > 0}

    def roles(self) -> Mapping[str, str]:
        """Return campaign → role."""
        return {k[5:]: v for k, v in self.given.items() if k.startswith("role|")}
