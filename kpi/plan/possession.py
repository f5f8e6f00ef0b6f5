"""Which data a company has: surely, possibly, or not, as far as its brief tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal

from kpi.brief import PAID_CHANNELS, Brief
from kpi.catalog import Kpi, kpis, source_families
from kpi.facts import MEASURES

Possession = Literal["none", "possible", "sure"]
ORDER: tuple[Possession, ...] = ("none", "possible", "sure")
FROM_MODEL: Mapping[str, Possession] = {"has": "sure", "may_have": "possible", "never": "none"}
# A channel that the marketer uses leaves its own data. Advertising is apart: no paid channel, no
# data.
CHANNEL_DATA: Mapping[str, str] = {
    "email": "email",
    "sms": "email",
    "crm": "crm",
    "app": "app",
    "organic_social": "social",
    "website": "web",
    "organic_search": "web",
}


@dataclass(frozen=True, slots=True)
class Holdings:
    """Family of source → what the brief lets us say of it; a family not listed: none.

    `lacking`: where files are at hand, the KPIs that they cannot give → the field that is absent.
    """

    of: Mapping[str, Possession]
    lacking: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, family: str) -> Possession:
        """Return what can be said of one family."""
        return self.of.get(family, "none")


NOTHING_LACKING: Mapping[str, str] = MappingProxyType({})


def holdings(brief: Brief, lacking: Mapping[str, str] = NOTHING_LACKING) -> Holdings:
    """Return what the company has, as far as its brief, and its files if any, tell."""
    found = {name: FROM_MODEL[has] for name, has in source_families(brief.model).items()}
    for channel in brief.channels:
        used = CHANNEL_DATA.get(channel, "")
        if found.get(used) == "possible":
            found[used] = "sure"
    if found.get("ads") == "possible":
        found["ads"] = "sure" if set(brief.channels) & set(PAID_CHANNELS) else "none"
    if found.get("crm") == "possible" and brief.has_crm:
        found["crm"] = "sure"
    if brief.has_crm is False:
        found["crm"] = "none"
    return Holdings(found, lacking)


@cache
def fields_needed(kpi: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each field a KPI needs, its parts' included, with the families that can give it."""
    one = kpis()[kpi]
    own = [(name, one.families.get(name, MEASURES[name].families)) for name in one.data_needed]
    parts = [needed for part in one.parts for needed in fields_needed(part)]
    return tuple(dict.fromkeys([*own, *parts]))


def _of_field(name: str, given_by: tuple[str, ...], owned: Holdings, brief: Brief) -> Possession:
    recorded = "sure" in (owned.get("shop"), owned.get("crm"))
    if name == "gross_margin" and brief.margin is not None and recorded:
        return "sure"  # revenue times the rate given in the brief
    return max((owned.get(family) for family in given_by), key=ORDER.index)


def possession(kpi: Kpi, owned: Holdings, brief: Brief) -> Possession:
    """Return whether the company has all that the KPI needs: the least sure of its fields."""
    return min(
        (_of_field(name, given_by, owned, brief) for name, given_by in fields_needed(kpi.id)),
        key=ORDER.index,
        default="sure",
    )


def missing(kpi: Kpi, owned: Holdings) -> tuple[str, ...]:
    """Return the families asked in vain for the first field that nobody gives; () if none is."""
    for _, given_by in fields_needed(kpi.id):
        if all(owned.get(family) == "none" for family in given_by):
            return given_by
    return ()


def to_bring(kpi: Kpi, owned: Holdings) -> str:
    """Return the family of the first source to bring, "" when the company surely has them all."""
    for _, given_by in fields_needed(kpi.id):
        states = [owned.get(family) for family in given_by]
        if "sure" not in states and "possible" in states:
            return given_by[states.index("possible")]
    return ""


@cache
def in_crm_alone(kpi: str) -> bool:
    """Return whether some figure of the KPI can come from a CRM and from nowhere else."""
    return any(MEASURES[name].families == ("crm",) for name, _ in fields_needed(kpi))
