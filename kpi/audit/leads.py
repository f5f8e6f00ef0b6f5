"""Leads and visits of campaigns beside their peers', joined by name from the CRM and the site."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kpi.audit.campaigns import Table
from kpi.audit.claims import Claim, Lack, Looked, could_not, first_lacking
from kpi.audit.evidence import WHAT_IS_SEEN, Contrast
from kpi.audit.finding import Finding
from kpi.audit.peers import unable, weeks_shared
from kpi.audit.scene import Scene
from kpi.audit.series import absent, dated, rows_told
from kpi.audit.standings import CLICK, Standings, standings
from kpi.audit.telling import joined_claim, more_results, more_than
from kpi.brief import Brief
from kpi.catalog import Rule, rule
from kpi.readings.ledger import Floats

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
    rows = rows_told(ledger, "won", "leads")
    if not rows.any():
        return could_not(known.id, *absent(ledger, "leads", "won"))
    if not dated(ledger, rows).any():
        return could_not(known.id, "date")
    last = int(ledger.last_day[rows].max()) - _cycle(scene.brief)
    ripe = rows & (ledger.last_day <= last)

    def look(table: Table) -> Looked:
        if not table.dated:
            return could_not(known.id, "date")
        joined = scene.joined(table)
        if joined.share(rows, "leads") < 1 - NAMELESS:
            return could_not(known.id, "campaign")
        wider = _ripened(joined.with_figures(ripe, ("won", "leads")), last)
        return unable(known, wider, ("won", "leads")) or _poor_leads(known, wider)

    return scene.each_shown(known.id, look)


def _cycle(brief: Brief | None) -> int:
    days = brief.sales_cycle_days if brief is not None else None
    return CYCLE if days is None else int(days)


def _ripened(table: Table, last: int) -> Table:
    """The table with the figures of the weeks whose leads had time to buy, and no others."""
    weeks = table.starts + 6 <= last
    sums = {name: values * weeks for name, values in table.sums.items()}
    return table.with_figures(sums, table.held)


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
        "result": "sale",
    }
    money = _beyond(spend, won, peers, tuple(float(bound[i]) for bound in paid.range()))
    shown = (low, high, "money")
    return joined_claim(known, at, i, (float(chance[i]), won, "sale"), evidence, shown, money)


def _beyond(
    spend: float, won: float, peers: float, factors: tuple[float, ...]
) -> tuple[float, float, float]:
    """What was paid beyond the peers' cost for as much, from its lower to its upper end."""
    low, high = (max(0.0, spend * (1 - 1 / factor)) for factor in factors)
    return low, max(0.0, spend - won * peers), high


def missing_visits(scene: Scene) -> Looked:
    """R26: far fewer visits were measured for the clicks paid than the peers' have."""
    return _with_visits(scene, "R26_click_session", ("clicks", "sessions"), _missing_visits)


def _with_visits(
    scene: Scene, id_: str, needed: tuple[str, ...], judge: Callable[[Rule, Table], Looked]
) -> Looked:
    """Judge campaigns by the visits that the site counted of them, the last of `needed`."""
    known, figure = rule(id_), needed[-1]
    rows = rows_told(scene.ledger, figure)
    if not rows.any():
        return could_not(id_, figure)

    def look(table: Table) -> Looked:
        joined = scene.joined(table)
        if not joined.names(rows).any():
            return could_not(id_, "campaign")
        wider = joined.with_figures(rows, (figure,))
        return unable(known, wider, needed) or judge(known, wider)

    return scene.each_shown(id_, look)


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
        "visits_more": more_than(visits, enough),
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
    told = [dict(one.entity) for one in found if one.rule in ("R01_clickbait", "R26_click_session")]
    needed = ("impressions", "clicks", "engaged_sessions")
    return _with_visits(
        scene, "R30_curious_clicks", needed, lambda known, table: _curious(known, table, told)
    )


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
        "visits_more": more_than(visits, clicks * peers * known.floors["engaged_visit_rate"]),
        "result": "visit",
    }
    lost = [max(0.0, spend * (1 - one / peers)) for one in (high, visits / clicks, low)]
    money = (lost[0], lost[1], lost[2])
    shown = (low, high, "%")
    return joined_claim(known, at, i, (float(chance[i]), visits, "visit"), evidence, shown, money)
