"""The way back from the cube to the rows of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kpi.intake.cells import constant
from kpi.intake.frame import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kpi.intake.cells import Coded
    from kpi.intake.frame import Frame
    from kpi.intake.sketch import Loaded


class Kept:
    """The kept rows of a source as they stood in the file, made when they are asked for.

    The same names as facts.OriginalRows: `dimensions` (one row a kept row), `cells` (the file's
    own columns as
    text, without personal data), `numbers` (spreadsheet rows).
    """

    def __init__(self, frame: Frame, loaded: Loaded, hidden: Sequence[str]) -> None:
        # Neither the figures nor the loaded columns: the cube and the file hold them already.
        self._dimensions = frame.dimensions
        self._numbers = frame.numbers
        self._places = frame.places
        self._read = loaded.numbers
        self._original = loaded.original
        self._hidden = list(hidden)

    @property
    def dimensions(self) -> pd.DataFrame:
        found: Mapping[str, Coded] = self._dimensions
        count = len(self._numbers)
        columns = {name: found.get(name) or constant("", count) for name in TEXTS}
        data = {
            name: pd.Categorical.from_codes(column.codes, pd.Index(column.values))
            for name, column in columns.items()
        }
        return pd.DataFrame(data)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(self._numbers.tolist())

    @property
    def cells(self) -> pd.DataFrame:
        """Return the file's own columns, one row a kept row (an order's row appears once for each
        event).
        """
        found = self._places
        rows = np.searchsorted(self._read, self._numbers) if found is None else found
        return self._original(rows).drop(columns=self._hidden)
