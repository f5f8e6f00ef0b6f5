"""The rows of the files behind a finding."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kpi.audit.finding import Rows
from kpi.facts import Facts


def original_rows(facts: Facts, entity: Mapping[str, str]) -> tuple[Rows, ...]:
    """Return, for each source, the rows that hold the entity; none once the raw rows are gone."""
    found = []
    for index, original in enumerate(facts.originals):
        dimensions = original.dimensions
        if any(name not in dimensions for name in entity):
            continue
        kept = np.ones(len(dimensions), dtype=np.bool_)
        for name, value in entity.items():
            kept &= (dimensions[name] == value).to_numpy(dtype=np.bool_)
        if kept.any() and entity:
            numbers = np.asarray(original.numbers)[kept]
            source = facts.sources[index]
            found.append(
                Rows(file=source.file, sheet=source.sheet, numbers=tuple(int(n) for n in numbers))
            )
    return tuple(found)
