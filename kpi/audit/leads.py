"""Leads and visits of campaigns beside their peers', joined by name from the CRM and the site."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, first_lacking
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding
from kpi.audit.joined import Joined
from kpi.audit.peers import unable, weeks_shared
from kpi.audit.scene import Scene
from kpi.audit.series import held, rows_of
from kpi.audit.standings import CLICK, Standings, standings
from kpi.audit.telling import joined_claim, more_results
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.readings.ledger import NO_DAY, Flags, Floats

# How long a lead takes to become a customer where the brief does not say (judgement).
CYCLE = 28
# Beyond this share of leads of no campaign, which ones sell is not known.
NAMELESS = 0.2
# Paid clicks of which so many leave a visit are in order (Google's help on clicks and sessions).
ARRIVING = 0.9
SOLD = ("won", "leads", "won")
PAID_PER_SALE = ("spend", "won", "won")
ARRIVED = ("sessions", "clicks", "sessions")
ENGAGED = ("engaged_sessions", "clicks", "engaged_sessions")


def poor_leads(scene: Scene) -> Looked:
    """R25: leads no dearer than the peers' that become customers less often: dear sales."""
    known, ledger = rule("R25_cpl_quality"), scene.ledger
    rows = held(ledger, rows_of(ledger, ("crm",)), "won", "leads")
    if not rows.any():
        names = (
            n for n in ("leads", "won") if not held(ledger, rows_of(ledger, ("crm",)), n).any()
        )
        return could_not(known.id, *(tuple(names) or ("won",)))
    if not (rows & (ledger.first_day != NO_DAY)).any():
        return could_not(known.id, "date")
    ripe = rows & (ledger.last_day <= int(ledger.last_day[rows].max()) - _cycle(scene.brief))

    def look(table: Table) -> Looked:
        if not table.dated:
            return could_not(known.id, "date")
        joined = Joined(ledger, table)
        if joined.share(rows, "leads") < 1 - NAMELESS:
            return could_not(known.id, "campaign")
        wider = joined.with_figures(ripe, ("won", "leads"))
        refused = unable(known, wider, ("won", "leads"))
        return refused or _poor_leads(known, _ripened(wider, ripe, scene))

    return scene.each_shown(known.id, look)


def _cycle(brief: Brief | None) -> int:
    days = brief.sales_cycle_days if brief is not None else None
    return CYCLE if days is None else int(days)


def _ripened(table: Table, ripe: Flags, scene: Scene) -> Table:
    """The table with the spend of the weeks whose leads had time to buy, and no other."""
    last = int(scene.ledger.last_day[ripe].max()) if ripe.any() else int(NO_DAY)
    weeks = table.starts + 6 <= last
    table.sums = {name: values * weeks for name, values in table.sums.items()}
    table.__dict__.pop("running", None)
    return table


def _poor_leads(known: Rule, table: Table) -> Looked:
    at = standings(table, ("won", "leads"))
    sold, paid = at.contrast(SOLD), at.contrast(PAID_PER_SALE)
    able, why = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("conversions", at.own["leads"], known.minimums["leads"]),
            Lack("conversions", at.rest["won"], known.minimums["peer_won"]),
        ),
        "lead",
    )
    if why is not None:
        return why
    with np.errstate(divide="ignore", invalid="ignore"):
        each = at.rate("spend", "leads") / at.rate("spend", "leads", peers=True)
    cheap = able & (each <= known.floors["cpl"])
    past = (
        cheap
        & (sold.factor <= known.floors["lead_to_sale"])
        & (paid.factor >= known.floors["cost_per_sale"])
        & (at.own["won"] > 0)
    )
    chance = np.maximum(
        sold.below(known.margins["lead_to_sale"]), paid.above(known.margins["cost_per_sale"])
    )
    claims = tuple(_lead_claim(known, at, int(i), paid, chance) for i in np.flatnonzero(past))
    return Looked(rule=known.id, claims=claims, tested=int(cheap.sum()))


def _lead_claim(known: Rule, at: Standings, i: int, paid: Contrast, chance: Floats) -> Claim:
    spend, won, leads = (float(at.own[name][i]) for name in ("spend", "won", "leads"))
    peers = float(at.rate("spend", "won", peers=True)[i])
    closing = float(at.rate("won", "leads", peers=True)[i])
    low, high = (float(bound[i]) * peers for bound in paid.range())
    evidence = {
        "cost_lead": spend / leads,
        "cost_lead_peers": float(at.rate("spend", "leads", peers=True)[i]),
        "close_rate": won / leads,
        "close_rate_peers": closing,
        "cost": spend / won,
        "cost_peers": peers,
        "leads": leads,
        "sales_more": more_results(
            won,
            spend / (peers * known.floors["cost_per_sale"]),
            leads * closing * known.floors["lead_to_sale"],
        ),
        "result": "won",
    }
    money = _beyond(spend, won, peers, tuple(float(bound[i]) for bound in paid.range()))
    shown = (low, high, "money")
    return joined_claim(known, at, i, (float(chance[i]), won, "won"), evidence, shown, money)


def _beyond(
    spend: float, won: float, peers: float, factors: tuple[float, ...]
) -> tuple[float, float, float]:
    """What was paid beyond the peers' cost for as much, from its lower to its upper end."""
    low, high = (max(0.0, spend * (1 - 1 / factor)) for factor in factors)
    return low, max(0.0, spend - won * peers), high


def missing_visits(scene: Scene) -> Looked:
    """R26: far fewer visits were measured for the clicks paid than the peers' have."""
    known = rule("R26_click_session")

    def look(table: Table) -> Looked:
        wider = _with_visits(scene, table, ("sessions",))
        refused = unable(known, wider, ("clicks", "sessions"))
        return refused or _missing_visits(known, wider)

    return _visits_or(scene, known, ("sessions",)) or scene.each_shown(known.id, look)


def _with_visits(scene: Scene, table: Table, names: tuple[str, ...]) -> Table:
    rows = rows_of(scene.ledger, ("web",))
    return Joined(scene.ledger, table).with_figures(rows, names)


def _visits_or(scene: Scene, known: Rule, names: Sequence[str]) -> Looked | None:
    """Why visits cannot be set beside clicks: no such figure, or no campaign beside it."""
    rows = rows_of(scene.ledger, ("web",))
    missing = [name for name in names if not held(scene.ledger, rows, name).any()]
    return could_not(known.id, *missing) if missing else None


def _missing_visits(known: Rule, table: Table) -> Looked:
    at = standings(table, ("clicks", "sessions"))
    arrived = at.contrast(ARRIVED)
    able, why = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("clicks", at.own["clicks"], known.minimums["clicks"]),
            Lack("clicks", at.rest["clicks"], known.minimums["clicks"]),
        ),
        "click",
    )
    if why is not None:
        return why
    floors = known.floors
    with np.errstate(invalid="ignore"):
        few = at.rate("sessions", "clicks") <= floors["sessions_per_click_absolute"]
        past = able & few & (arrived.factor <= floors["sessions_per_click"])
    chance = arrived.below(known.margins["sessions_per_click"])
    claims = tuple(_visit_claim(known, at, int(i), arrived, chance) for i in np.flatnonzero(past))
    return Looked(rule=known.id, claims=claims, tested=int(able.sum()))


def _visit_claim(known: Rule, at: Standings, i: int, seen: Contrast, chance: Floats) -> Claim:
    clicks, visits, spend = (float(at.own[name][i]) for name in ("clicks", "sessions", "spend"))
    peers = float(at.rate("sessions", "clicks", peers=True)[i])
    floors = known.floors
    enough = min(
        clicks * floors["sessions_per_click_absolute"],
        clicks * peers * floors["sessions_per_click"],
    )
    low, high = (min(1.0, float(bound[i]) * peers) for bound in seen.range())
    evidence = {
        "clicks": clicks,
        "visits": visits,
        "share": visits / clicks,
        "share_peers": min(1.0, peers),
        "visits_more": float(np.floor(enough - visits) + 1),
        "result": "visit",
    }
    lost = [max(0.0, spend - one * spend / ARRIVING) for one in (high, visits / clicks, low)]
    money = (lost[0], lost[1], lost[2])
    shown = (low, high, "%")
    return joined_claim(known, at, i, (float(chance[i]), visits, "visit"), evidence, shown, money)


def curious_clicks(scene: Scene, found: Sequence[Finding]) -> Looked:
    """R30: a click rate above the peers', and fewer engaged visits a click; not where the visits
    are missing or R01 says it already.
    """
    known = rule("R30_curious_clicks")
    told = [dict(one.entity) for one in found if one.rule in ("R01_clickbait", "R26_click_session")]

    def look(table: Table) -> Looked:
        wider = _with_visits(scene, table, ("engaged_sessions",))
        refused = unable(known, wider, ("impressions", "clicks", "engaged_sessions"))
        return refused or _curious(known, wider, told)

    missing = _visits_or(scene, known, ("engaged_sessions",))
    return missing or scene.each_shown(known.id, look)


def _curious(known: Rule, table: Table, told: Sequence[dict[str, str]]) -> Looked:
    at = standings(table, ("impressions", "clicks", "engaged_sessions"))
    click, engaged = at.contrast(CLICK), at.contrast(ENGAGED)
    able, why = first_lacking(
        known.id,
        at.kept,
        (
            *weeks_shared(known, at),
            Lack("clicks", at.own["clicks"], known.minimums["clicks"]),
            Lack("conversions", at.own["engaged_sessions"], known.minimums["engaged_sessions"]),
        ),
        "visit",
    )
    if why is not None:
        return why
    said = np.array([dict(c.at) in told for c in table.campaigns], dtype=np.bool_)
    flattering = able & (click.factor >= known.floors["ctr"]) & ~said
    past = flattering & (engaged.factor <= known.floors["engaged_visit_rate"])
    chance = np.maximum(
        WHAT_IS_SEEN * click.above(known.margins["ctr"]),
        engaged.below(known.margins["engaged_visit_rate"]),
    )
    claims = tuple(_curious_claim(known, at, int(i), engaged, chance) for i in np.flatnonzero(past))
    return Looked(rule=known.id, claims=claims, tested=int(flattering.sum()))


def _curious_claim(known: Rule, at: Standings, i: int, seen: Contrast, chance: Floats) -> Claim:
    clicks, visits, spend = (
        float(at.own[name][i]) for name in ("clicks", "engaged_sessions", "spend")
    )
    peers = float(at.rate("engaged_sessions", "clicks", peers=True)[i])
    low, high = (min(1.0, float(bound[i]) * peers) for bound in seen.range())
    evidence = {
        "ctr": float(at.rate("clicks", "impressions")[i]),
        "ctr_peers": float(at.rate("clicks", "impressions", peers=True)[i]),
        "engaged_rate": visits / clicks,
        "engaged_rate_peers": peers,
        "visits_more": float(
            np.floor(clicks * peers * known.floors["engaged_visit_rate"] - visits) + 1
        ),
        "result": "visit",
    }
    lost = [max(0.0, spend * (1 - one / peers)) for one in (high, visits / clicks, low)]
    money = (lost[0], lost[1], lost[2])
    shown = (low, high, "%")
    return joined_claim(known, at, i, (float(chance[i]), visits, "visit"), evidence, shown, money)
