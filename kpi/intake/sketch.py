"""A table before its columns are loaded: its names, its first cells, and the way to load the
rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kpi.facts import LeftOut, Note

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from kpi.intake.cells import Cells

# How many rows the first look at a table takes; both ways of reading decide on the same ones.
LOOK = 200
# Plain figures are parsed while the file is read; texts are cleaned afterwards. Of a rate, which
# only checks our reading, the first rows are enough ("head"): those below may be missing.
Wish = Literal["text", "figures", "head"]
HEAD_ROWS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Columns of a table. `numbers`: the spreadsheet row of each.

    `original` gives all columns as text, for these places among the rows.
    """

    columns: Mapping[int, Cells]
    numbers: NDArray[np.int64]
    original: Callable[[NDArray[np.int64]], pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is known of a table from its first rows: `samples[i]` are column i's first cells."""

    file: str
    sheet: str
    header: tuple[str, ...]
    titles: tuple[str, ...]
    header_row: int
    samples: tuple[tuple[str, ...], ...]
    load: Callable[[Mapping[int, Wish]], Loaded]
    notes: tuple[Note, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    nameless: bool = False
