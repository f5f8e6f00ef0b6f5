"""Why a KPI is in a plan or not, as a code and raw values; words are put on by `kpi.say`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

Filter = Literal["decides", "unique", "coherent", "kept", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One argument about one KPI.

    `filter`: the filter that dropped it, "kept" for a KPI or guardrail of the plan, "note" for a
    remark on the plan. `because`: a code of refusals.toml when dropped, of reasons.toml otherwise.
    `instead`: the KPI of the plan to look at, for a dropped one. `values`: raw values for the
    sentence's other placeholders: ids and codes, a share of 1, a Quantity where a figure comes with
    its noun or unit.
    """

    kpi: str
    filter: Filter
    because: str
    instead: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def __reduce__(self) -> tuple[object, ...]:
        # A read-only mapping does not travel between processes: it is rebuilt on arrival.
        return (
            _rebuild,
            (self.kpi, self.filter, self.because, self.instead, dict(self.values)),
        )


def _rebuild(
    kpi: str, filter_: Filter, because: str, instead: str | None, values: dict[str, Any]
) -> Reason:
    return Reason(kpi=kpi, filter=filter_, because=because, instead=instead, values=values)


def dropped(kpi: str, filter_: Filter, because: str, **values: object) -> Reason:
    """Return a Reason against; its substitute is set once the plan is known."""
    return Reason(kpi=kpi, filter=filter_, because=because, values=values)


def kept(kpi: str, because: str, **values: object) -> Reason:
    """Return a Reason in favour."""
    return Reason(kpi=kpi, filter="kept", because=because, values=values)


def note(kpi: str, because: str, **values: object) -> Reason:
    """Return a remark on the plan, about one of its KPIs."""
    return Reason(kpi=kpi, filter="note", because=because, values=values)
