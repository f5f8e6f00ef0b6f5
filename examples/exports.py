"""The same figures written as each platform exports them, byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from examples.company import FIRST, LAST
from examples.market import Day, Mailing, Order

NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
ENGLISH_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _table(rows: Iterable[Sequence[object]], newline: str = "\n") -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator=newline).writerows(rows)
    return written.getvalue()


def _comma(value: float, places: int = 2) -> str:
    """A number as Google writes it in French: decimal comma, no-break space in thousands."""
    return f"{value:,.{places}f}".replace(",", NBSP).replace(".", ",")


def _ratio(top: float, bottom: float, places: int = 2) -> str:
    return _comma(top / bottom, places) if bottom else " --"


def _french(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


GOOGLE = (
    "Jour", "État de la campagne", "Campagne", "Type de campagne", "Code de devise", "Impr.",
    "Clics", "CTR", "Coût", "CPC moy.", "Conversions", "Coût / conv.", "Valeur de conv.",
)  # fmt: skip


def _google_figures(
    impressions: int, clicks: int, cost: float, sales: int, value: float
) -> list[str]:
    return [
        _comma(impressions, 0),
        _comma(clicks, 0),
        f"{_ratio(100 * clicks, impressions)}{NBSP}%" if impressions else " --",
        _comma(cost),
        _ratio(cost, clicks),
        _comma(sales),
        _ratio(cost, sales) if sales else "0,00",
        _comma(value),
    ]


def google(days: Sequence[Day]) -> bytes:
    """Return a campaign report by day: title, dates, header, rows, two totals; UTF-8, commas."""
    rows = [
        [
            one.day.isoformat(),
            "Activée",
            one.campaign.name,
            one.campaign.kind,
            "EUR",
            *_google_figures(
                one.impressions, one.clicks, one.cents / 100, one.sales, one.revenue_cents / 100
            ),
        ]
        for one in days
    ]
    whole = _google_figures(
        sum(one.impressions for one in days),
        sum(one.clicks for one in days),
        sum(one.cents for one in days) / 100,
        sum(one.sales for one in days),
        sum(one.revenue_cents for one in days) / 100,
    )
    rows += [
        [f"Total{NBSP}: {scope}", " --", " --", " --", "EUR", *whole]
        for scope in ("Campagnes", "Compte")
    ]
    title = f"Rapport sur les campagnes\n{_french(FIRST)} - {_french(LAST)}\n"
    return (title + _table([GOOGLE, *rows])).encode()


META = (
    "Nom de la campagne", "Jour", "Diffusion de la campagne", "Objectif", "Résultats",
    "Indicateur de résultats", "Couverture", "Impressions", "Répétition", "Montant dépensé (EUR)",
    f"CPM (Coût pour 1{NBSP}000{NBSP}impressions) (EUR)", "Clics (tous)", "CTR (tous)",
    "Clics sur un lien", "CPC (coût par clic sur un lien) (EUR)", "Achats",
    "Valeur de conversion des achats", "Début des rapports", "Fin des rapports",
)  # fmt: skip


def meta(days: Sequence[Day]) -> bytes:
    """Return an Ads Manager table by day in French: UTF-8 with BOM, decimal points, no totals."""
    rows: list[list[object]] = []
    for one in days:
        cost, day = one.cents / 100, one.day.isoformat()
        rows.append(
            [
                one.campaign.name,
                day,
                "active",
                "Ventes",
                one.sales or "",
                "actions:offsite_conversion.fb_pixel_purchase" if one.sales else "",
                one.views,
                one.impressions,
                f"{one.impressions / one.views:.8f}",
                f"{cost:.2f}",
                f"{1000 * cost / one.impressions:.8f}",
                one.all_clicks,
                f"{100 * one.all_clicks / one.impressions:.8f}",
                one.clicks,
                f"{cost / one.clicks:.8f}" if one.clicks else "",
                one.sales or "",
                f"{one.revenue_cents / 100:.2f}" if one.sales else "",
                day,
                day,
            ]
        )
    return ("\ufeff" + _table([META, *rows])).encode()


MAILCHIMP = (
    "Title", "Subject", "List", "Send Date", "Send Weekday", "Total Recipients",
    "Successful Deliveries", "Soft Bounces", "Hard Bounces", "Total Bounces", "Times Forwarded",
    "Forwarded Opens", "Unique Opens", "Open Rate", "Total Opens", "Unique Clicks", "Click Rate",
    "Total Clicks", "Unsubscribes", "Abuse Complaints", "Times Liked on Facebook", "Folder Id",
    "Unique Id", "Total Orders", "Total Gross Sales", "Total Revenue",
)  # fmt: skip


def mailchimp(mailings: Sequence[Mailing]) -> bytes:
    """Return the campaigns report, the latest first: French accounts get English headers too."""
    rows = []
    for one in reversed(mailings):
        reached, day = one.sent - one.bounced, one.day
        value = f"{one.revenue_cents / 100:.2f}"
        rows.append(
            [
                one.title,
                one.subject,
                "Clientes et clients",
                f"{ENGLISH_MONTHS[day.month - 1]} {day.day:02d}, {day.year} 09:00 am",
                WEEKDAYS[day.weekday()],
                one.sent,
                reached,
                0,
                one.bounced,
                one.bounced,
                0,
                0,
                one.opened,
                f"{100 * one.opened / reached:.2f}%",
                round(one.opened * 1.6),
                one.clicked,
                f"{100 * one.clicked / reached:.2f}%",
                round(one.clicked * 1.25),
                one.left,
                0,
                0,
                0,
                f"{day.toordinal():010x}",
                one.orders,
                value,
                value,
            ]
        )
    return _table([MAILCHIMP, *rows]).encode()


SHOP = (
    "Date", "N° de commande", "Statut de la commande", "Client", "Type de client", "Produits",
    "Articles vendus", "Moyen de paiement", "Montant TTC", "Devise",
)  # fmt: skip
PRODUCTS = (
    "Housse de couette en lin lavé",
    "Parure de lit percale",
    "Rideau lin naturel",
    "Nappe en lin",
    "Lot de 4 serviettes de table",
    "Drap plat en lin",
    "Taies d’oreiller",
    "Plaid en laine",
)
PEOPLE = ("Camille", "Louise", "Nadia", "Inès", "Julien", "Marc", "Sophie", "Élodie", "Thomas")
CANCELLED = 0.02


def shop(orders: Sequence[Order], seed: str) -> bytes:
    """Return the orders as a French WooCommerce shop exports them, the latest first."""
    chance = Random(f"{seed} shop")
    written = io.StringIO()
    table = csv.writer(written, delimiter=";", lineterminator="\r\n")
    table.writerow(SHOP)
    table.writerows(_order(one, chance) for one in reversed(orders))
    return ("\ufeff" + written.getvalue()).encode()


def _order(one: Order, chance: Random) -> list[object]:
    hours, minutes = divmod(one.second // 60, 60)
    products = chance.sample(PRODUCTS, 2 if chance.random() < 0.25 else 1)
    return [
        f"{one.day:%d/%m/%Y} {hours:02d}:{minutes:02d}",
        one.number,
        "Annulée" if chance.random() < CANCELLED else "Terminée",
        f"{PEOPLE[one.customer % len(PEOPLE)]} {chr(65 + one.customer % 26)}.",
        "Nouveau" if one.is_new else "Récurrent",
        ", ".join(products),
        len(products),
        "Carte bancaire" if chance.random() < 0.8 else "PayPal",
        f"{one.cents / 100:.2f}".replace(".", ","),
        "EUR",
    ]
