"""The rows of one table as dimensions and measures, before they are gathered in the cube."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.facts import DIMENSIONS, LeftOut
from kpi.intake.cells import known_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.intake.cells import Coded, Floats


# The dimensions that are texts of the rows.
TEXTS = tuple(name for name in DIMENSIONS if name != "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Rows of one source: `dimensions` coded, `measures` with nan where absent, `numbers`
    spreadsheet rows.

    `keys`: columns that help to understand the rows and never enter the cube (order numbers,
    customers).
    `rates`: exported rates, kept to check our reading. `places`: where each stands among the rows
    loaded, when several of them come from one row of the file (None otherwise).
    """

    dimensions: Mapping[str, Coded]
    measures: Mapping[str, Floats]
    numbers: NDArray[np.int64]
    keys: Mapping[str, Coded] = field(default_factory=dict)
    rates: Mapping[str, Floats] = field(default_factory=dict)
    places: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, keep: NDArray[np.bool_]) -> Frame:
        """Return the rows kept."""
        if keep.all():
            return self
        return Frame(
            dimensions={name: column.where(keep) for name, column in self.dimensions.items()},
            measures={name: values[keep] for name, values in self.measures.items()},
            numbers=self.numbers[keep],
            keys={name: column.where(keep) for name, column in self.keys.items()},
            rates={name: values[keep] for name, values in self.rates.items()},
            places=None if self.places is None else self.places[keep],
        )

    def places_in(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where the rows stand among those loaded, whose spreadsheet rows are `numbers`."""
        return np.searchsorted(numbers, self.numbers) if self.places is None else self.places

    def with_measures(self, **measures: Floats) -> Frame:
        return replace(self, measures={**self.measures, **measures})

    def with_dimensions(self, **dimensions: Coded) -> Frame:
        return replace(self, dimensions={**self.dimensions, **dimensions})

    def total(self, measure: str) -> float:
        """Return a measure's sum; nan when no row has it."""
        values = self.measures.get(measure)
        if values is None or np.isnan(values).all():
            return float("nan")
        return known_sum(values)

    def left(self, why: str, rows: NDArray[np.bool_]) -> tuple[LeftOut, ...]:
        """Return what leaving these rows out is recorded as; nothing when there is none."""
        if not rows.any():
            return ()
        return (LeftOut(why=why, rows=tuple(self.numbers[rows].tolist())),)
