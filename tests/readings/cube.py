"""Facts made by hand from a few rows, for tests that hold one figure against one formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kpi.facts import DIMENSIONS, Facts, Source

ANY_FILE = (Source(file="figures.csv"),)


def facts(rows: Iterable[Mapping[str, Any]], sources: tuple[Source, ...] = ANY_FILE) -> Facts:
    """Return the facts of some rows: absent dimensions are "", absent figures nan."""
    frame = pd.DataFrame(list(rows))
    for name in DIMENSIONS:
        if name == "source":
            frame[name] = frame[name].fillna(0).astype("int64") if name in frame else 0
        else:
            frame[name] = frame[name].fillna("").astype("str") if name in frame else ""
    figures = [name for name in frame if name not in DIMENSIONS]
    return Facts(
        cube=frame[[*DIMENSIONS, *figures]].astype(dict.fromkeys(figures, "float64")),
        sources=sources,
    )


def day(date: str, **row: Any) -> dict[str, Any]:
    """Return one row that covers one day."""
    return {"date": date, "date_end": date, **row}


def span(first: str, last: str, **row: Any) -> dict[str, Any]:
    """Return one row that covers several days."""
    return {"date": first, "date_end": last, **row}
