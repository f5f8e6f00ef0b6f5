"""From a brief to its plan: three filters that keep and drop with reasons, then guardrails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kpi.brief import Brief
from kpi.catalog import Kpi, kpi, kpis
from kpi.plan.guardrails import counter_of, guardrails
from kpi.plan.offer import offer
from kpi.plan.possession import NOTHING_LACKING, Holdings, holdings, possession, to_bring
from kpi.plan.reason import Reason, dropped, note
from kpi.plan.redundancy import determining, twin
from kpi.plan.refusal import not_offered, without_decision
from kpi.plan.selection import FEWEST, MOST, ids, select
from kpi.plan.substitute import with_substitute


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a filter keeps, in the catalogue's order, and a Reason for each KPI it drops."""

    kept: tuple[Kpi, ...]
    dropped: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The KPIs recommended for a brief, and the argument for or against every KPI of the catalogue.

    `kpis`: 3 to 5, the north star first (fewer only with a note "few_kpis"); `guardrails`: at most
    5 counter-metrics, those of the north star first. In both, `Kpi.counter` is the first counter
    that this company can compute, None when none can be. `kept`: a Reason for each of them, in that
    order; `rejected`: one for every other KPI, in the catalogue's order; `notes`: data to bring,
    KPIs without a guardrail, a set that is short.
    """

    brief: Brief
    north_star: Kpi
    kpis: tuple[Kpi, ...]
    guardrails: tuple[Kpi, ...]
    kept: tuple[Reason, ...]
    rejected: tuple[Reason, ...]
    notes: tuple[Reason, ...]

    def why(self, kpi_id: str) -> Reason:
        """Return the argument for or against one KPI. Raises UnknownName with the nearest ids."""
        known = kpi(kpi_id).id
        return next(one for one in (*self.kept, *self.rejected) if one.kpi == known)

    def __reduce__(self) -> tuple[object, ...]:
        # The catalogue's read-only mappings do not travel between processes: its KPIs go by name.
        held = [[(one.id, one.counter) for one in some] for some in (self.kpis, self.guardrails)]
        return (_rebuild, (self.brief, *held, (self.kept, self.rejected, self.notes)))


Named = list[tuple[str, str | None]]
Reasons = tuple[Reason, ...]


def _rebuild(
    brief: Brief, chosen: Named, guards: Named, reasons: tuple[Reasons, Reasons, Reasons]
) -> Plan:
    named = [tuple(replace(kpi(id_), counter=c) for id_, c in some) for some in (chosen, guards)]
    return Plan(
        brief=brief,
        north_star=named[0][0],
        kpis=named[0],
        guardrails=named[1],
        kept=reasons[0],
        rejected=reasons[1],
        notes=reasons[2],
    )


# --- The three filters


def decides(among: Sequence[Kpi]) -> Sieve:
    """Keep the KPIs on which a decision hangs; drop what only feeds curiosity."""
    return _sieve(among, [without_decision(one) for one in among])


def coherent(among: Sequence[Kpi], brief: Brief, owned: Holdings) -> Sieve:
    """Keep the KPIs that fit the goal, the business, its channels, its data and its context."""
    return _sieve(among, [not_offered(one, brief, owned) for one in among])


def unique(among: Sequence[Kpi], chosen: Sequence[str], guardrails: Sequence[str]) -> Sieve:
    """Keep what the plan holds; drop what repeats it, and what its KPIs make needless."""
    return _sieve(among, [_repeats(one, chosen, guardrails) for one in among])


def _sieve(among: Sequence[Kpi], reasons: Sequence[Reason | None]) -> Sieve:
    return Sieve(
        tuple(one for one, reason in zip(among, reasons, strict=True) if reason is None),
        tuple(reason for reason in reasons if reason is not None),
    )


def _repeats(one: Kpi, chosen: Sequence[str], guardrails: Sequence[str]) -> Reason | None:
    if one.id in chosen or one.id in guardrails:
        return None
    same = twin(one.id, (*chosen, *guardrails))
    if same is not None:
        return replace(dropped(one.id, "unique", "duplicate_exact"), instead=same)
    held = determining(one.id, chosen)
    if held:
        return replace(dropped(one.id, "unique", "duplicate_identity", kept=held), instead=held[0])
    return dropped(one.id, "unique", "enough_kpis" if len(chosen) >= MOST else "covered")


# --- The plan


def recommend(brief: Brief, lacking: Mapping[str, str] = NOTHING_LACKING) -> Plan:
    """Return the KPIs an expert would sign for this brief, with the reasons for and against each.

    `lacking` fits the choice to files already there: the KPIs they cannot give, each with the field
    that is absent (see `kpi.readings.lacking`). The same inputs always give the same plan; ties
    follow the order of the catalogue.
    """
    owned = holdings(brief, lacking)
    deciding = decides(tuple(kpis().values()))
    fitting = coherent(deciding.kept, brief, owned)
    chosen = select(offer(brief, owned, fitting.kept))
    if not chosen:  # Files that give no KPI at all: the set then says what to bring.
        return recommend(brief)
    guards = guardrails(ids(chosen), brief, owned)
    everything = (*ids(chosen), *ids(guards))
    out = {one.kpi: one for one in (*deciding.dropped, *fitting.dropped)}
    out |= {one.kpi: one for one in unique(fitting.kept, ids(chosen), ids(guards)).dropped}
    rejected = tuple(
        with_substitute(out[id_], ids(chosen), ids(guards), brief)
        for id_ in kpis()
        if id_ not in everything
    )
    return Plan(
        brief=brief,
        north_star=_with_counter(ids(chosen)[0], brief, owned),
        kpis=tuple(_with_counter(id_, brief, owned) for id_ in ids(chosen)),
        guardrails=tuple(_with_counter(id_, brief, owned) for id_ in ids(guards)),
        kept=(*chosen, *guards),
        rejected=rejected,
        notes=_notes(ids(chosen), ids(guards), brief, owned),
    )


def _with_counter(id_: str, brief: Brief, owned: Holdings) -> Kpi:
    return replace(kpis()[id_], counter=counter_of(kpis()[id_], brief, owned))


def _notes(
    chosen: Sequence[str], guards: Sequence[str], brief: Brief, owned: Holdings
) -> tuple[Reason, ...]:
    few = [note(chosen[0], "few_kpis", count=len(chosen))] if len(chosen) < FEWEST else []
    bring = [
        note(id_, f"bring_{to_bring(kpis()[id_], owned)}")
        for id_ in (*chosen, *guards)
        if possession(kpis()[id_], owned, brief) == "possible"
    ]
    unguarded = [
        note(id_, "no_counter") for id_ in chosen if counter_of(kpis()[id_], brief, owned) is None
    ]
    return (*few, *bring, *unguarded)
