"""Facts: additive measures by day, channel, campaign … with where each figure came from.

A KPI is a sum over a sum of what stands here. Absent is NaN and stays so: never 0.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol

from kpi.errors import (
    MixedCurrencies,
    NotAdditive,
    OverlappingClaims,
    UnknownName,
    UserError,
    Where,
    near_misses,
)

if TYPE_CHECKING:
    import pandas as pd

    from kpi.period import Period

Kind = Literal["flow", "stock", "unique", "weighted", "cohort"]

DIMENSIONS = (
    "date", "date_end", "source", "platform", "account", "channel", "campaign", "campaign_role",
    "objective", "result", "ad_group", "ad", "keyword", "audience", "customer_kind", "segment",
    "currency",
)  # fmt: skip
ROLES = ("brand", "generic", "prospecting", "retargeting", "awareness")

# Families whose own tools claim a sale for themselves; two of them may claim the same one.
CLAIMING = ("ads", "email", "social", "app")
# The till, then the CRM, then web analytics: what a business itself counted, the surest first.
RECORDING = ("shop", "crm", "web")
CLAIMED = ("conversions", "revenue", "orders", "new_customers", "leads")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of the cube. `unit`: money, count, people, seconds, minutes, days, index or
    rank.
    """

    name: str
    kind: Kind
    unit: str
    families: tuple[str, ...]
    definition: str
    synonyms: tuple[str, ...]


def _measures() -> Mapping[str, Measure]:
    with (Path(__file__).parent / "facts.toml").open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType(
        {
            name: Measure(
                name=name,
                kind=table["kind"],
                unit=table["unit"],
                families=tuple(table["families"]),
                definition=table["definition"],
                synonyms=tuple(table["synonyms"]),
            )
            for name, table in tables.items()
        }
    )


MEASURES: Mapping[str, Measure] = _measures()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit, for a sentence to show: a KPI's unit (money, %, ratio, points …) or
    a noun's code.
    """

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What one column of a file became. `field` is a measure or a dimension, "" when it is not
    used.

    `confidence` 0..1; `samples` three cells as they stand; `why` a code (no_field, duplicate,
    rate, personal …) for a column left aside; `duplicate_of` the column that says the same;
    `rate` the KPI that an exported rate is.
    """

    name: str
    field: str = ""
    confidence: float = 0.0
    samples: tuple[str, ...] = ()
    why: str = ""
    duplicate_of: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows that were read and do not count: `why` is a code of problems.toml, `rows` spreadsheet
    numbers.
    """

    why: str
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One proof of our reading by the file itself, with its numbers. `rows`: those that
    disagree.
    """

    id: str
    passed: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something we decided alone and say: `code` is an entry of problems.toml."""

    code: str
    where: Where = field(default_factory=Where)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a question, and what choosing it would give (numbers by name)."""

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the reader will not guess. `default` is what it did meanwhile ("" when it left the
    figure out).

    Answer it with `load(..., corrections={question.id: option.id})`.
    """

    id: str
    code: str
    where: Where
    options: tuple[Option, ...]
    default: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One table of one file, and how it was read. Row numbers are those a spreadsheet shows.

    `family`: ads, web, email, shop, crm, social … ("" when unknown); `grain`: the dimensions that
    tell its rows apart; `rows_kept` + the rows of `left_out` = `rows_read`.
    """

    file: str
    sheet: str = ""
    platform: str = ""
    report: str = ""
    family: str = ""
    language: str = ""
    columns: tuple[Column, ...] = ()
    header_row: int = 1
    rows_read: int = 0
    rows_kept: int = 0
    left_out: tuple[LeftOut, ...] = ()
    currency: str = ""
    period: Period | None = None
    grain: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[Note, ...] = ()


class KeptRows(Protocol):
    """What `Facts.rows` needs of a source's kept rows; OriginalRows holds them, a reader may make
    them late.
    """

    @property
    def dimensions(self) -> pd.DataFrame: ...
    @property
    def cells(self) -> pd.DataFrame: ...
    @property
    def numbers(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalRows:
    """The kept rows of one source as they stood in the file, for tracing a figure back.

    `dimensions`: one row a kept row, the cube's dimensions; `cells`: the same rows, the file's own
    columns as text; `numbers`: their spreadsheet row numbers.
    """

    dimensions: pd.DataFrame
    cells: pd.DataFrame
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facts:
    """The cube and its provenance.

    `cube`: one row per combination of DIMENSIONS present; dimensions are text ("" when absent;
    dates ISO
    `2026-03-31`; `source` the index into `sources`), measures float (NaN when the source does not
    have it).
    """

    cube: pd.DataFrame
    sources: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[UserError, ...] = ()
    originals: tuple[KeptRows, ...] = ()
    corrections: Mapping[str, str] = field(default_factory=dict)
    # What is derived from the cube, kept as long as these facts live and no longer: each column is
    # turned into numbers once, however many readings ask.
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def period(self) -> Period | None:
        """From the first day any row covers to the last, or None when no row has a date."""
        from kpi.period import Period

        first = self.cube.loc[self.cube["date"] != "", "date"]
        last = self.cube.loc[self.cube["date_end"] != "", "date_end"]
        if first.empty or last.empty:
            return None
        return Period(
            date.fromisoformat(str(first.astype(str).min())),
            date.fromisoformat(str(last.astype(str).max())),
        )

    def has(self, name: str) -> bool:
        """Whether any row holds a figure for this measure, or a value for this dimension."""
        if name in DIMENSIONS:
            return bool((self.cube[name] != "").any()) if name in self.cube else False
        return name in self.cube and bool(self.cube[name].notna().any())

    def restrict(self, period: Period | None = None, **dimensions: str) -> Facts:
        """Return the facts whose rows lie inside `period` entirely and equal each dimension
        given.
        """
        kept = self.cube
        if period is not None:
            inside = (kept["date"].astype(str) >= period.first.isoformat()) & (
                kept["date_end"].astype(str) <= period.last.isoformat()
            )
            kept = kept[inside & (kept["date"] != "")]
        for name, value in dimensions.items():
            _known(name, DIMENSIONS, "unknown_dimension")
            kept = kept[kept[name] == value]
        return Facts(
            cube=kept.reset_index(drop=True),
            sources=self.sources,
            questions=self.questions,
            problems=self.problems,
            originals=self.originals,
            corrections=self.corrections,
        )

    def recorded(self, name: str) -> pd.DataFrame:
        """Return the cube rows whose figures for `name` may stand for the whole business.

        For what several platforms may claim (CLAIMED), the rows of the surest family that counted
        it itself (shop, CRM, web analytics); every row that holds the measure otherwise.
        """
        rows = self.cube[self.cube[name].notna()] if name in self.cube else self.cube.iloc[:0]
        if name not in CLAIMED:
            return rows
        family = rows["source"].map({i: s.family for i, s in enumerate(self.sources)})
        for recording in RECORDING:
            if (family == recording).any():
                return rows[family == recording]
        return rows

    def total(self, name: str) -> float:
        """Return the sum of a measure over all rows; nan when no source has it.

        Raises UnknownName, MixedCurrencies, NotAdditive (people, stocks, weighted figures, results
        of several kinds) and OverlappingClaims (no till or CRM, and several platforms that may
        claim one sale).
        """
        _known(name, tuple(MEASURES), "unknown_measure")
        rows = self.recorded(name)
        if rows.empty:
            return float("nan")
        measure = MEASURES[name]
        if measure.kind in ("unique", "stock", "weighted") and len(rows) > 1:
            raise NotAdditive("not_additive", Where(column=name), values={"count": len(rows)})
        currencies = sorted(set(rows["currency"]) - {""})
        if measure.unit == "money" and len(currencies) > 1:
            raise MixedCurrencies(
                "mixed_currencies", Where(column=name), values={"currencies": tuple(currencies)}
            )
        if name in CLAIMED:
            self._refuse_double_claims(name, rows)
        return float(rows[name].sum())

    def _refuse_double_claims(self, name: str, rows: pd.DataFrame) -> None:
        claimed = rows[rows[name] != 0]
        claiming = {
            str(platform)
            for source, platform in zip(claimed["source"], claimed["platform"], strict=True)
            if self.sources[source].family in CLAIMING
        }
        if len(claiming) > 1:
            raise OverlappingClaims(
                "overlapping_claims",
                Where(column=name),
                values={"platforms": tuple(sorted(claiming))},
            )
        results = sorted(set(claimed["result"]) - {""})
        if name == "conversions" and len(results) > 1:
            raise NotAdditive(
                "several_results", Where(column=name), values={"names": tuple(results)}
            )

    def rows(self, **dimensions: str) -> pd.DataFrame:
        """Return the original rows behind a figure: file, sheet, row number, then the file's own
        columns.

        Cells are the text of the file. Empty when the raw rows are gone (a reopened workspace).
        """
        import pandas as pd

        for name in dimensions:
            _known(name, DIMENSIONS, "unknown_dimension")
        found = []
        for index, original in enumerate(self.originals):
            kept = pd.Series(data=True, index=original.dimensions.index)
            for name, value in dimensions.items():
                kept &= original.dimensions[name] == value
            if kept.any():
                cells = original.cells[kept.to_numpy()]
                place = {
                    "file": self.sources[index].file,
                    "sheet": self.sources[index].sheet,
                    "row": pd.Series(original.numbers, index=original.cells.index)[kept.to_numpy()],
                }
                found.append(pd.concat([pd.DataFrame(place, index=cells.index), cells], axis=1))
        if not found:
            return pd.DataFrame(columns=["file", "sheet", "row"])
        return pd.concat(found, ignore_index=True)


def _known(name: str, among: tuple[str, ...], code: str) -> None:
    if name not in among:
        raise UnknownName(code, values={"sample": name, "options": near_misses(name, among)})


def empty_cube() -> pd.DataFrame:
    """Return a cube with every dimension and measure and no row."""
    import pandas as pd

    columns: dict[str, Any] = {name: pd.Series(dtype="str") for name in DIMENSIONS}
    columns["source"] = pd.Series(dtype="int64")
    columns |= {name: pd.Series(dtype="float64") for name in MEASURES}
    return pd.DataFrame(columns)
