"""Dates that tell when a campaign began, which are no days of its spend."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.intake.sketch import LOOK

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kpi.intake.columns import Use

# What names the rows of a report on campaigns.
NAMING = ("campaign", "ad_group", "ad")


def without_lifetimes(
    found: Sequence[Use], samples: Sequence[Sequence[str]], chosen: Collection[str]
) -> list[Use]:
    """Return the uses without the start and end dates of campaigns.

    A start date that is the same on every row of a campaign is its launch, unless one start and
    one end are the whole table's: the period of the report.
    """
    starts = [
        use
        for use in found
        if use.is_a("dimension", "date") and use.name not in chosen and _speaks("start", use.name)
    ]
    if not starts or _speaks("report", starts[0].name):
        return list(found)
    start = starts[0]
    names = [samples[use.position] for use in found if _names_rows(use)]
    if not names or not _is_launch(samples[start.position], names, _ends(found, samples)):
        return list(found)
    gone = [
        use
        for use in found
        if use is start or (use.is_a("dimension", "date_end") and use.name not in chosen)
    ]
    return [replace(u, meaning=None, why="lifetime") if u in gone else u for u in found]


def is_lifetime(name: str) -> bool:
    """Return whether a column's name speaks of a campaign's dates or of a change made to it."""
    if _speaks("report", name):
        return False
    edge = _speaks("start", name) or _speaks("end", name)
    return edge or _speaks("made", name)


def _speaks(of: str, name: str) -> bool:
    """Return whether a name holds one of the words of a list."""
    words = set(re.split(r"[^a-z0-9]+", plain(name)))
    return bool(words & set(vocabulary("lifetimes")[of]))


def _names_rows(use: Use) -> bool:
    return any(use.is_a("dimension", name) for name in NAMING)


def _ends(found: Sequence[Use], samples: Sequence[Sequence[str]]) -> Sequence[str]:
    """Return the cells of the column that tells when the rows end, none when there is not."""
    ends = (
        use
        for use in found
        if use.is_a("dimension", "date_end") or (not use.meaning and _speaks("end", use.name))
    )
    last = next(ends, None)
    return samples[last.position] if last is not None else ()


def _is_launch(starts: Sequence[str], names: Sequence[Sequence[str]], ends: Sequence[str]) -> bool:
    """Return whether each campaign has one start, and the table no common end."""
    by_name: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for start, *name in zip(starts, *names, strict=True):
        if any(name) and start.strip():
            by_name[tuple(name)].add(start)
    if any(len(held) > 1 for held in by_name.values()):
        return False
    same = len(set(starts)) == 1
    # Days in their order may show their first one alone among the rows looked at.
    if same and len(starts) >= LOOK:
        return False
    return not (same and len(set(ends)) == 1 and all(ends))
