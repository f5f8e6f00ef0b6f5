"""Which rows may speak for which figure of a KPI.

The catalogue names, for each figure, the families of sources it may come from in order of
preference (a cost per conversion takes the platform's own claims first). Both sides come from one
source where one has both. What several platforms may claim is never added: the next family on the
list stands instead, or nothing does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kpi.catalog import Kpi
from kpi.facts import CLAIMED, CLAIMING, MEASURES, RECORDING, Source
from kpi.readings.balance import both_told, on_common_days
from kpi.readings.ledger import Flags, Groups, Ints, Ledger, distinct

# A site counts what people did on it, platforms what they sold: a ratio of both holds only on
# their channels.
ON_SITE = ("sessions", "engaged_sessions")
# A file of no known platform may hold anything: its own headers say what its columns are. Asked
# last.
UNRECOGNISED = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """The rows used for each figure of a KPI, and all those that `held` one before rows with an
    unknown side were left out.
    """

    by_field: dict[str, Flags]
    held: Flags

    @property
    def any(self) -> Flags:
        return _any(self.by_field)


def fields_of(kpi: Kpi) -> tuple[str, ...]:
    """Return the figures a KPI is made of, those of both its sides and its control."""
    terms = (
        *kpi.numerator,
        *kpi.denominator,
        *kpi.control_numerator,
        *kpi.control_denominator,
    )
    return tuple(dict.fromkeys((*(term.field for term in terms), *kpi.per)))


def choices(ledger: Ledger, kpi: Kpi) -> Iterator[Rows]:
    """Yield the rows that may make up a KPI, the preferred families first."""
    fields = fields_of(kpi)
    holding = {field: _by_preference(ledger, kpi, field) for field in fields}
    needed = tuple(field for field in fields if field not in kpi.optional_fields)
    for turn in range(max(1, *(len(found) for found in holding.values()))):
        chosen = {
            field: found[min(turn, len(found) - 1)] if found else np.zeros(ledger.size, np.bool_)
            for field, found in holding.items()
        }
        alone = _from_one_source(ledger, chosen, needed)
        if alone is not None:
            used = both_told(ledger, kpi, alone, needed)
        else:
            alone = _on_paid_channels(ledger, kpi, chosen)
            used = on_common_days(ledger, alone, needed)
        yield Rows(by_field=used, held=_any(alone))


def _any(chosen: dict[str, Flags]) -> Flags:
    used: Flags = np.logical_or.reduce(list(chosen.values()))
    return used


def _by_preference(ledger: Ledger, kpi: Kpi, field: str) -> list[Flags]:
    """The rows that hold `field`, by family, without the families that hold none."""
    rows = ~np.isnan(ledger.figure(field))
    for name, values in kpi.where.items():
        rows = rows & ledger.kept(name, values)
    found, taken = [], np.zeros(ledger.size, dtype=np.bool_)
    for families in _preference(kpi, field):
        mine = rows & _of_family(ledger, families) & ~taken
        taken |= mine
        if mine.any():
            found.append(mine)
    return found


def _preference(kpi: Kpi, field: str) -> tuple[tuple[str, ...], ...]:
    if field in kpi.families:
        return (*((family,) for family in kpi.families[field]), (UNRECOGNISED,))
    families = MEASURES[field].families
    if field in CLAIMED:
        recording = tuple((family,) for family in RECORDING if family in families)
        claiming = tuple(family for family in families if family not in RECORDING)
        return (*recording, claiming, (UNRECOGNISED,))
    return (families, (UNRECOGNISED,))


def _families(source: Source) -> tuple[str, ...]:
    return (source.family,) if source.platform and source.family else (source.family, UNRECOGNISED)


def _of_family(ledger: Ledger, families: tuple[str, ...]) -> Flags:
    sources = ledger.facts.sources
    if not sources:
        return np.full(ledger.size, UNRECOGNISED in families)
    known = np.array([bool(set(_families(s)) & set(families)) for s in sources], dtype=np.bool_)
    return known[np.clip(ledger.source, 0, len(known) - 1)]


def _from_one_source(
    ledger: Ledger, chosen: dict[str, Flags], needed: tuple[str, ...]
) -> dict[str, Flags] | None:
    """The rows of the sources that hold every figure needed, or None when no source does."""
    count = int(ledger.source.max()) + 1 if ledger.size else 0
    holds = np.ones(count, dtype=np.bool_)
    for field in needed:
        holds &= np.bincount(ledger.source[chosen[field]], minlength=count) > 0
    if not holds.any():
        return None
    rows = holds[ledger.source]
    return {field: flags & rows for field, flags in chosen.items()}


def _on_paid_channels(ledger: Ledger, kpi: Kpi, chosen: dict[str, Flags]) -> dict[str, Flags]:
    """Keep, of what a site or CRM counted in a platform's stead, the channels that the platforms
    ran.
    """
    ads = _of_family(ledger, ("ads",))
    ran = {f: flags & ads for f, flags in chosen.items() if f not in CLAIMED and f not in ON_SITE}
    ran = {field: flags for field, flags in ran.items() if flags.any()}
    if not ran:
        return chosen
    codes, values = ledger.codes("channel")
    paid = np.zeros(len(values), dtype=np.bool_)
    for flags in ran.values():
        paid[codes[flags]] = True
    named = np.array([value != "" for value in values], dtype=np.bool_)
    kept = dict(chosen)
    for field, flags in chosen.items():
        stands_in = field in ON_SITE or "ads" in kpi.families.get(field, ())
        outside = flags & ~ads
        if not stands_in or not outside.any():
            continue
        split = bool(named[codes[outside]].any())
        till = _of_family(ledger, ("shop", "crm"))
        kept[field] = flags & (ads | (paid & named)[codes] | (till if not split else ads))
    return kept


def claims_overlap(ledger: Ledger, rows: Rows, groups: Groups) -> Flags:
    """Return the groups in which several platforms may each claim what is summed."""
    overlap = np.zeros(groups.count, dtype=np.bool_)
    if not ledger.facts.sources:
        return overlap
    codes, _ = ledger.codes("platform")
    claims = _of_family(ledger, CLAIMING)
    for field, used in rows.by_field.items():
        if field in CLAIMED:
            credited = used & claims & (np.nan_to_num(ledger.figure(field)) != 0)
            overlap |= distinct(groups, codes, credited) > 1
    return overlap


def several_results(ledger: Ledger, rows: Rows, groups: Groups) -> Flags:
    """Return the groups whose conversions are of several kinds, which do not add up."""
    used = rows.by_field.get("conversions")
    if used is None:
        return np.zeros(groups.count, dtype=np.bool_)
    codes, named = _named(ledger, "result")
    counted = used & named & (np.nan_to_num(ledger.figure("conversions")) != 0)
    return distinct(groups, codes, counted) > 1


def mixed_currencies(ledger: Ledger, rows: Rows, groups: Groups) -> Flags:
    """Return the groups whose money stands in several currencies."""
    codes, named = _named(ledger, "currency")
    money = np.zeros(ledger.size, dtype=np.bool_)
    for field, used in rows.by_field.items():
        if MEASURES[field].unit == "money":
            money |= used
    return distinct(groups, codes, money & named) > 1


def _named(ledger: Ledger, dimension: str) -> tuple[Ints, Flags]:
    codes, values = ledger.codes(dimension)
    return codes, np.array([value != "" for value in values], dtype=np.bool_)[codes]
