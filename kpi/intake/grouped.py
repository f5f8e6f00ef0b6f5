"""Tables whose columns are grouped by month or by platform: each group becomes rows of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, cards
from kpi.catalog.vocabulary import meanings_of, vocabulary
from kpi.intake.dates import MONTHS, read_date
from kpi.intake.header import header_cells, is_group_line
from kpi.intake.lines import texts_of
from kpi.intake.totals import says_total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.lines import Rows
    from kpi.intake.table import Place

# The longest name of a platform.
MOST_WORDS = 3
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """How a table's columns are grouped. `kind`: date or platform; `names`: the groups.

    `fixed`: the columns that no group holds; `figures`: the names below the groups, each with the
    column of every group (None where a group lacks it).
    """

    kind: str
    names: tuple[str, ...]
    fixed: tuple[tuple[str, int], ...]
    figures: tuple[tuple[str, tuple[int | None, ...]], ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the rows that `spread` gives."""
        name = vocabulary("groups")[self.kind][0]
        return (*(n for n, _ in self.fixed), name, *(n for n, _ in self.figures))


def grouping(rows: Rows, place: Place) -> Grouped | None:
    """Return the groups of a table whose upper header line names months or platforms alone, above
    the same names, or whose names each begin or end with a platform's; None for another table.
    """
    if len(place.headers) == 1 and not place.nameless:
        return _named(header_cells(rows, place.headers))
    if len(place.headers) != 2 or not is_group_line(rows, *place.headers):
        return None
    upper = [text.strip() for text in texts_of(rows[place.headers[0]])]
    lower = header_cells(rows, place.headers[1:])
    first = next(i for i, text in enumerate(upper) if text)
    groups: dict[str, dict[str, int]] = {}
    group = ""
    for column in range(first, len(lower)):
        group = upper[column] if column < len(upper) and upper[column] else group
        groups.setdefault(group, {}).setdefault(lower[column], column)
    groups = {name: found for name, found in groups.items() if not says_total(name)}
    kind = _kind(list(groups))
    names = dict.fromkeys(name for found in groups.values() for name in found)
    fixed = tuple((lower[i], i) for i in range(first))
    shared = [name for name in names if name and all(name in found for found in groups.values())]
    if not kind or not shared or vocabulary("groups")[kind][0] in {plain(n) for n, _ in fixed}:
        return None
    return Grouped(
        kind=kind,
        names=_dated(list(groups), place.titles) if kind == "date" else tuple(groups),
        fixed=fixed,
        figures=tuple((n, tuple(f.get(n) for f in groups.values())) for n in names if n),
    )


def _named(header: Sequence[str]) -> Grouped | None:
    """Return the groups of names such as "Google spend", "Meta spend", "Clicks (Meta)".

    A figure of no platform stands on rows of its own; one that platforms share is their total.
    """
    told = [_apart(name) for name in header]
    groups: dict[str, dict[str, int]] = {}
    for column, (platform, figure) in enumerate(told):
        if platform:
            groups.setdefault(platform, {}).setdefault(figure, column)
    shared = [
        f for f in dict.fromkeys(f for _, f in told) if sum(f in g for g in groups.values()) > 1
    ]
    grouped = sum(map(len, groups.values()))
    if not any(map(_is_counted, shared)) or 2 * grouped < len(header):
        return None
    alone = {
        figure: column
        for column, (platform, figure) in enumerate(told)
        if not platform and _is_counted(figure) and figure not in shared
    }
    fixed = tuple(
        (name, column)
        for column, (name, (platform, figure)) in enumerate(zip(header, told, strict=True))
        if not platform and not _is_counted(figure)
    )
    if vocabulary("groups")["platform"][0] in {plain(name) for name, _ in fixed}:
        return None
    names = (*groups, *([""] if alone else []))
    held = (*groups.values(), *([alone] if alone else []))
    figures = dict.fromkeys(figure for found in held for figure in found)
    return Grouped(
        kind="platform",
        names=names,
        fixed=fixed,
        figures=tuple((f, tuple(found.get(f) for found in held)) for f in figures),
    )


def _apart(name: str) -> tuple[str, str]:
    """Return the platform that a name begins or ends with, and the rest of it; "" and the name
    when it tells none.
    """
    words = plain(re.sub(r"[_()\[\]–-]+", " ", name)).split()
    known = meanings_of("platforms")
    for size in range(min(len(words) - 1, MOST_WORDS), 0, -1):
        for said, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            if " ".join(said) in known:
                return known[" ".join(said)], " ".join(rest)
    return "", plain(name)


def _is_counted(figure: str) -> bool:
    meaning = cards()[ANY].meanings.get(figure)
    return meaning is not None and meaning.kind == "measure"


def _kind(names: Sequence[str]) -> str:
    if len(names) < 2:
        return ""
    if all(read_date(name) is not None or plain(name) in MONTHS for name in names):
        return "date"
    return "platform" if all(plain(name) in meanings_of("platforms") for name in names) else ""


def _dated(names: Sequence[str], titles: Sequence[str]) -> tuple[str, ...]:
    """Return names of months with their year, when the title lines give a single one."""
    years = {year for title in titles for year in _YEAR.findall(title)}
    year = f" {years.pop()}" if len(years) == 1 else ""
    return tuple(name + year if plain(name) in MONTHS else name for name in names)


def spread(rows: Rows, kept: Sequence[int], grouped: Grouped) -> tuple[list[list[str]], list[int]]:
    """Return a row for each group of each kept row that has a figure there, and the index of the
    row that it comes from.
    """
    found: list[list[str]] = []
    origins: list[int] = []
    for index in kept:
        cells = texts_of(rows[index])
        fixed = [cells[column] for _, column in grouped.fixed]
        for position, name in enumerate(grouped.names):
            columns = [places[position] for _, places in grouped.figures]
            figures = [cells[c] if c is not None and c < len(cells) else "" for c in columns]
            if any(text.strip() for text in figures):
                found.append([*fixed, name, *figures])
                origins.append(index)
    return found, origins
