"""Which families of data a business has, may have, or never has."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from kpi.catalog.entries import HERE, entries

Has = Literal["has", "may_have", "never"]


@cache
def source_families(model: str) -> Mapping[str, Has]:
    """Return family of data → has, may_have or never, for one business model. Absent means
    never.
    """
    for entry in entries(HERE / "sources.toml"):
        if entry.id == model:
            return MappingProxyType({name: cell["has"] for name, cell in entry.values.items()})
    raise KeyError(model)
