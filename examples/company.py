"""Maison Garrigue, an invented shop for household linen, and what is planted in its campaigns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST, LAST = date(2026, 5, 25), date(2026, 11, 22)  # 26 whole weeks, Monday to Sunday
DAYS = tuple(FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
# Meta buys cheaper views from here on. The last week is still maturing when the audit looks, so
# that its eight most recent whole weeks begin the day after.
RECENT = LAST - timedelta(weeks=9)

# What a click, a visit and a basket are like in this trade, as the shop knows them.
CLICK_TO_SALE = 0.026
BASKET = 82.0
MARGIN = 0.58


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign: euros a day, price of a thousand impressions, and the rates that follow.

    `sale` multiplies the trade's conversion rate after a click; `basket` the average order.
    """

    name: str
    kind: str
    daily: float
    cpm: float
    ctr: float
    sale: float = 1.0
    basket: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The campaigns of both platforms, and what the last weeks did to Meta's.

    `recent_impressions`: impressions per euro there, against before; clicks and sales per euro
    stay.
    """

    google: tuple[Campaign, ...]
    meta: tuple[Campaign, ...]
    recent_impressions: float = 1.0


SEARCH, SHOPPING, PMAX = "Réseau de Recherche", "Shopping", "Performances Max"
SALES = "Ventes"
GEM = "Shopping – Rideaux sur mesure"
WORST = "Performance Max – Collections"
CLICKBAIT = "Prospection – Jeu concours"

CLEAN = Company(
    google=(
        Campaign(
            name="Search – Marque Maison Garrigue",
            kind=SEARCH,
            daily=5.5,
            cpm=42.0,
            ctr=0.145,
            sale=2.2,
        ),
        Campaign(name="Search – Linge de lit", kind=SEARCH, daily=19.0, cpm=19.5, ctr=0.052),
        Campaign(name="Search – Nappes", kind=SEARCH, daily=12.0, cpm=17.0, ctr=0.047),
        Campaign(name="Shopping – Catalogue", kind=SHOPPING, daily=15.0, cpm=4.6, ctr=0.0124),
        Campaign(name=GEM, kind=SHOPPING, daily=6.0, cpm=3.5, ctr=0.0088),
        Campaign(name=WORST, kind=PMAX, daily=30.0, cpm=5.6, ctr=0.0150),
    ),
    meta=(
        Campaign(name="Prospection – Linge de lit", kind=SALES, daily=20.0, cpm=6.1, ctr=0.0163),
        Campaign(name="Prospection – Rideaux", kind=SALES, daily=14.0, cpm=6.0, ctr=0.0158),
        Campaign(name="Prospection – Similaires", kind=SALES, daily=12.0, cpm=6.4, ctr=0.0171),
        Campaign(name=CLICKBAIT, kind=SALES, daily=9.0, cpm=6.2, ctr=0.0166),
        Campaign(
            name="Reciblage – Paniers abandonnés",
            kind=SALES,
            daily=7.0,
            cpm=9.5,
            ctr=0.0190,
            sale=1.7,
        ),
    ),
)


def _with(campaigns: tuple[Campaign, ...], name: str, **changes: float) -> tuple[Campaign, ...]:
    return tuple(
        replace(one, **changes) if one.name == name else one  # type: ignore[arg-type]
        for one in campaigns
    )


def planted() -> Company:
    """Return the same shop with what flatters and what hides in it; README.md has the figures."""
    google = _with(CLEAN.google, WORST, sale=0.50)
    google = _with(google, GEM, sale=2.9, ctr=0.0084, cpm=3.3, basket=1.25)
    meta = _with(CLEAN.meta, CLICKBAIT, ctr=0.0440, cpm=16.4, sale=0.36)
    return replace(CLEAN, google=google, meta=meta, recent_impressions=1.7)
