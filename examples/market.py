"""Six months of a company's days: what each campaign spent and brought, and what the till took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from examples.chance import factor, poisson, waves
from examples.company import BASKET, CLICK_TO_SALE, DAYS, FIRST, RECENT, Campaign, Company

WEEKS = len(DAYS) // 7
# Monday to Sunday: linen is bought on Sunday evenings.
WEEKDAYS = (1.02, 0.97, 0.95, 0.94, 0.93, 1.02, 1.17)
# Autumn sells better; the budget follows, and what a sale costs stays.
MONTHS = {5: 0.95, 6: 0.93, 7: 0.85, 8: 0.82, 9: 1.05, 10: 1.15, 11: 1.22}
# Of the sales that platforms claim, those that the till has; the rest are claimed twice.
TRUE_CLAIMS = 0.88
OTHER_ORDERS = 4.2  # a day, from search, direct visits and recommendations
NEW_CUSTOMERS = 0.72


@dataclass(frozen=True, slots=True)
class Day:
    """One campaign's day. `views` are people (Meta's reach), `all_clicks` any click on the ad."""

    day: date
    campaign: Campaign
    impressions: int
    views: int
    clicks: int
    all_clicks: int
    cents: int
    sales: int
    revenue_cents: int


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the till."""

    day: date
    second: int
    number: int
    customer: int
    is_new: bool
    cents: int


def _week(day: date) -> int:
    return (day - FIRST).days // 7


def baskets(chance: Random, count: int, average: float) -> int:
    """Return the sum of `count` orders in cents."""
    return sum(round(100 * average * factor(chance, 0.45)) for _ in range(count))


def days(company: Company, platform: str, seed: str) -> tuple[Day, ...]:
    """Return every day of a platform's campaigns, by day then campaign."""
    chance = Random(f"{seed} {platform}")
    campaigns: tuple[Campaign, ...] = getattr(company, platform)
    shared = waves(chance, WEEKS, 0.06)
    own = {one.name: (waves(chance, WEEKS, 0.05), waves(chance, WEEKS, 0.05)) for one in campaigns}
    recent = company.recent_impressions if platform == "meta" else 1.0
    return tuple(
        _day(chance, day, one, (shared, *own[one.name]), recent if day > RECENT else 1.0)
        for day in DAYS
        for one in campaigns
    )


def _day(
    chance: Random,
    day: date,
    one: Campaign,
    shocks: tuple[tuple[float, ...], ...],
    cheaper: float,
) -> Day:
    """`cheaper`: impressions per euro; clicks and sales per euro do not follow."""
    market, prices, wishes = (wave[_week(day)] for wave in shocks)
    money = one.daily * WEEKDAYS[day.weekday()] * MONTHS[day.month] * factor(chance, 0.08)
    cents = round(100 * money)
    impressions = max(1, round(cents * 10 / (one.cpm * prices) * cheaper * factor(chance, 0.04)))
    clicks = min(impressions, poisson(chance, impressions * one.ctr / cheaper))
    sales = poisson(chance, clicks * CLICK_TO_SALE * one.sale * market * wishes)
    return Day(
        day=day,
        campaign=one,
        impressions=impressions,
        views=max(1, round(impressions / (1.18 + 0.1 * chance.random()))),
        clicks=clicks,
        all_clicks=clicks + poisson(chance, clicks * 0.21),
        cents=cents,
        sales=min(sales, clicks),
        revenue_cents=baskets(chance, min(sales, clicks), BASKET * one.basket),
    )


def orders(claimed: Mapping[date, int], mailed: Mapping[date, int], seed: str) -> tuple[Order, ...]:
    """Return the till's orders: most of what platforms claim, what emails bring, and the others."""
    chance = Random(f"{seed} till")
    found: list[Order] = []
    known = 40  # customers from before, who may come back
    for day in DAYS:
        count = poisson(chance, OTHER_ORDERS * MONTHS[day.month]) + mailed.get(day, 0)
        count += sum(chance.random() < TRUE_CLAIMS for _ in range(claimed.get(day, 0)))
        for second in sorted(chance.randrange(7 * 3600, 23 * 3600) for _ in range(count)):
            is_new = chance.random() < NEW_CUSTOMERS
            known += is_new
            customer = known if is_new else chance.randrange(1, known + 1)
            number = 2214 + len(found)
            cents = baskets(chance, 1, BASKET)
            found.append(Order(day, second, number, customer, is_new, cents))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Mailing:
    """One newsletter."""

    day: date
    title: str
    subject: str
    sent: int
    bounced: int
    opened: int
    clicked: int
    left: int
    orders: int
    revenue_cents: int


SUBJECTS = (
    "Le lin lavé est de retour",
    "Trois idées pour une table d’été",
    "Nos rideaux, mode d’emploi",
    "Une chambre plus fraîche",
    "Les coloris de la saison",
    "Ce que nos clientes préfèrent",
    "Entretenir son linge sans l’user",
)


def mailings(seed: str) -> tuple[Mailing, ...]:
    """Return a newsletter every Tuesday to a list that grows a little."""
    chance = Random(f"{seed} mail")
    found = []
    for week in range(WEEKS):
        day = FIRST + timedelta(days=7 * week + 1)
        sent = 6180 + 21 * week + chance.randrange(-15, 16)
        bounced = poisson(chance, sent * 0.0011)
        reached = sent - bounced
        clicked = poisson(chance, reached * 0.024)
        bought = poisson(chance, clicked * 0.045)
        found.append(
            Mailing(
                day=day,
                title=f"Lettre {day.isocalendar().week:02d} – {SUBJECTS[week % len(SUBJECTS)]}",
                subject=SUBJECTS[week % len(SUBJECTS)],
                sent=sent,
                bounced=bounced,
                opened=poisson(chance, reached * 0.37),
                clicked=clicked,
                left=poisson(chance, reached * 0.0022),
                orders=bought,
                revenue_cents=baskets(chance, bought, BASKET),
            )
        )
    return tuple(found)
