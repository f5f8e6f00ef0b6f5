"""Look-alike exports for the tests: small, made by us, in the shapes that platforms really write.

    python -m tests.exports.generate

Every file tells the same invented fortnight of the same invented shop, so that the sums are known
by hand:
see SUMS. Layouts follow what was seen in real files (title lines, encodings, totals, marks of no
value); where a
language was only documented, the file says so in README.md.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.exports import ads, others

# The tables below read better as rows than as a column of cells.
# fmt: off
HERE = Path(__file__).parent

# campaign, type, impressions, clicks, cost, conversions, value
CAMPAIGNS = (
    ("Marque - Recherche", "search", 12_480, 1_304, 652.10, 96.0, 7_104.50),
    ("Générique - Chaussures", "search", 48_210, 1_911, 2_293.25, 61.0, 4_514.00),
    ("Shopping - Tout", "shopping", 91_377, 2_284, 1_598.80, 83.5, 5_899.05),
)
SUMS = {
    "spend": 4_544.15,
    "impressions": 152_067,
    "clicks": 5_499,
    "conversions": 240.5,
    "revenue": 17_517.55,
}
FIRST, LAST = "2026-03-02", "2026-03-15"


def _english(value: float, decimals: int = 2) -> str:
    return f"{value:,.{decimals}f}"


def _french(value: float, decimals: int = 2) -> str:
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def _portuguese(value: float, decimals: int = 2) -> str:
    return f"{value:,.{decimals}f}".replace(",", "_").replace(".", ",").replace("_", ".")


def _text(rows: Sequence[Sequence[object]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def _google(
    titles: Sequence[str],
    header: Sequence[str],
    words: dict[str, str],
    number: Callable[[float, int], str],
) -> list[list[object]]:
    """Return a campaign table as Google Ads downloads it: two title lines, totals at the end."""

    def line(
        first: str, name: str, kind: str, n: float, c: float, cost: float, conv: float, value: float
    ) -> list[object]:
        return [
            first, name, "EUR", kind, number(n, 0), number(c, 0),
             f"{number(100 * c / n, 2)}{words['percent']}",
            number(cost / c, 2), number(cost, 2), number(conv, 2), number(cost / conv, 2),
             number(value, 2),
        ]

    rows: list[list[object]] = [[title] for title in titles]
    rows.append(list(header))
    rows += [line(words["on"], name, words[kind], *figures) for name, kind, *figures in CAMPAIGNS]
    sums = list(SUMS.values())
    figures = [sums[1], sums[2], sums[0], sums[3], sums[4]]
    for total in (words["total_campaigns"], words["total_account"]):
        rows.append(line(total, " --", "", *figures))
    return rows


EN_HEADER = (
    "Campaign status", "Campaign", "Currency code", "Campaign type", "Impr.", "Clicks", "CTR",
     "Avg. CPC", "Cost",
    "Conversions", "Cost / conv.", "Conv. value",
)
FR_HEADER = (
    "État de la campagne", "Campagne", "Code de devise", "Type de campagne", "Impr.", "Clics",
     "CTR", "CPC moy.",
    "Coût", "Conversions", "Coût / conv.", "Valeur de conv.",
)
PT_HEADER = (
    "Status da campanha", "Campanha", "Código da moeda", "Tipo de campanha", "Impr.", "Cliques",
     "CTR", "CPC méd.",
    "Custo", "Conversões", "Custo / conv.", "Valor conv.",
)
EN_WORDS = {
    "on": "Enabled", "search": "Search", "shopping": "Shopping", "percent": "%",
    "total_campaigns": "Total: Campaigns", "total_account": "Total: Account",
}
FR_WORDS = {
    "on": "Activée", "search": "Recherche", "shopping": "Shopping", "percent": "\u00a0%",
    "total_campaigns": "Total\u00a0: Campagnes", "total_account": "Total\u00a0: Compte",
}
PT_WORDS = {
    "on": "Ativada", "search": "Pesquisa", "shopping": "Shopping", "percent": "%",
    "total_campaigns": "Total: Campanhas", "total_account": "Total: Conta",
}


def google_ads_en() -> bytes:
    titles = ("Campaign report", "2 March 2026 - 15 March 2026")
    return _text(_google(titles, EN_HEADER, EN_WORDS, _english)).encode()


def google_ads_en_utf16() -> bytes:
    titles = ("Campaign report", "2 March 2026 - 15 March 2026")
    return _text(_google(titles, EN_HEADER, EN_WORDS, _english), "\t").encode("utf-16")


def google_ads_fr() -> bytes:
    titles = ("Rapport sur les campagnes", "2 mars 2026 - 15 mars 2026")
    return _text(_google(titles, FR_HEADER, FR_WORDS, _french)).encode()


def google_ads_fr_excel() -> bytes:
    """The French file opened and saved again by a French Excel: semicolons, Windows-1252."""
    titles = ("Rapport sur les campagnes", "2 mars 2026 - 15 mars 2026")
    text = _text(_google(titles, FR_HEADER, FR_WORDS, _french), ";", "\r\n")
    return text.replace("\u202f", "\u00a0").encode("cp1252")


def google_ads_pt() -> bytes:
    titles = ("Relatório de campanha", "2 de março de 2026 - 15 de março de 2026")
    return _text(_google(titles, PT_HEADER, PT_WORDS, _portuguese)).encode()


def google_ads_xlsx() -> bytes:
    """The report editor's workbook: title in A1, dates in A2, figures as numbers, CTR as a
    fraction."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Campaign report"
    sheet.append(["Campaign report"])
    sheet.append(["March 2, 2026 - March 15, 2026"])
    sheet.append(["Campaign", "Campaign type", "Currency", "Clicks", "Impressions", "CTR",
     "Avg. CPC", "Cost",
                  "Conversions", "Conv. value"])
    for name, kind, n, c, cost, conv, value in CAMPAIGNS:
        sheet.append(
            [
                name,
                kind.title(),
                "EUR",
                c,
                n,
                round(c / n, 4),
                round(cost / c, 2),
                cost,
                conv,
                value,
            ]
        )
    return _saved(book)


def _saved(book: object) -> bytes:
    from datetime import UTC, datetime

    out = io.BytesIO()
    # A fixed date keeps the bytes the same from one run to the next.
    made = datetime(2026, 3, 16, tzinfo=UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = made  # type: ignore[attr-defined]
    book.save(out)  # type: ignore[attr-defined]
    fixed = io.BytesIO()
    # The archive's own dates would change from one run to the next.
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename, (2026, 3, 16, 0, 0, 0)), old.read(info))
    return fixed.getvalue()


# campaign, result indicator, results, reach, impressions, clicks (all), link clicks, spend,
# purchases, value
META = (
    (
        "Prospection - Lookalike 1 %",
        "actions:omni_purchase",
        41,
        38_210,
        61_002,
        1_120,
        802,
        1_204.18,
        41,
        2_870.00,
    ),
    (
        "Reciblage - Paniers abandonnés",
        "actions:omni_purchase",
        33,
        6_105,
        21_344,
        611,
        498,
        402.66,
        33,
        2_409.90,
    ),
    (
        "Notoriété - Vidéo",
        "actions:post_engagement",
        5_310,
        92_450,
        120_871,
        2_904,
        311,
        515.40,
        2,
        118.00,
    ),
)
META_SUMS = {
    "spend": 2_122.24,
    "impressions": 203_217,
    "clicks": 4_635,
    "link_clicks": 1_611,
    "revenue": 5_397.90,
}


def _meta(header: Sequence[str], totals_first: bool) -> bytes:
    rows: list[list[object]] = [list(header)]
    if totals_first:
        rows.append(
            ["", FIRST, LAST, "", "", 118_204, 203_217, 4_635, 1_611, 2_122.24, 76, 5_397.9, ""]
        )
    for name, indicator, results, reach, n, c, links, spend, bought, value in META:
        rows.append(
            [
                name,
                FIRST,
                LAST,
                indicator,
                results,
                reach,
                n,
                c,
                links,
                spend,
                bought,
                value,
                round(100 * c / n, 6),
            ]
        )
    return ("\ufeff" + _text(rows)).encode()


def meta_ads_en() -> bytes:
    """The Ads Reporting shape: UTF-8 with mark, totals on the first row, percent points without
    sign."""
    return _meta(
        ("Campaign name", "Reporting starts", "Reporting ends", "Result indicator", "Results",
         "Reach", "Impressions",
         "Clicks (all)", "Link clicks", "Amount spent (EUR)", "Purchases",
          "Purchases conversion value", "CTR (all)"),
        totals_first=True,
    )


def meta_ads_fr() -> bytes:
    return _meta(
        ("Nom de la campagne", "Début des rapports", "Fin des rapports", "Indicateur de résultats",
         "Résultats",
         "Couverture", "Impressions", "Clics (tous)", "Clics sur un lien", "Montant dépensé (EUR)",
          "Achats",
         "Valeur de conversion des achats", "CTR (tous)"),
        totals_first=False,
    )


CHANNEL_ROWS = (
    ("Organic Search", 4_210, 2_905, 88, 6_420.10),
    ("Paid Search", 3_102, 1_804, 71, 5_110.00),
    ("Email", 1_044, 803, 45, 3_275.40),
    ("Direct", 2_318, 1_190, 39, 2_904.95),
)
GA4_SUMS = {"sessions": 10_674, "engaged_sessions": 6_702, "conversions": 243, "revenue": 17_710.45}


def _ga4(report: str, words: Sequence[str], header: Sequence[str], names: Sequence[str]) -> bytes:
    account, prop, users, start, end = words
    lines = ["# ----------------------------------------", f"# {report}", f"# {account}: Boutique",
     f"# {prop}: Boutique GA4",
             "# ----------------------------------------", "#", f"# {users}",
              f"# {start}: 20260302", f"# {end}: 20260315"]
    rows: list[list[object]] = [list(header)]
    for name, (_, sessions, engaged, events, revenue) in zip(names, CHANNEL_ROWS, strict=True):
        rows.append([name, sessions, engaged, engaged / sessions, events, revenue])
    return ("\n".join(lines) + "\n" + _text(rows)).encode()


def ga4_en() -> bytes:
    return _ga4(
        "Traffic acquisition: Session primary channel group (Default Channel Group)",
        ("Account", "Property", "All Users", "Start date", "End date"),
        ("Session primary channel group (Default Channel Group)", "Sessions", "Engaged sessions",
         "Engagement rate",
         "Key events", "Total revenue"),
        [name for name, *_ in CHANNEL_ROWS],
    )


def ga4_fr() -> bytes:
    return _ga4(
        "Acquisition de trafic : "
        "Groupe de canaux principal de la session (groupe de canaux par défaut)",
        ("Compte", "Propriété", "Tous les utilisateurs", "Date de début", "Date de fin"),
        ("Groupe de canaux principal de la session (groupe de canaux par défaut)", "Sessions",
         "Sessions avec engagement", "Taux d’engagement", "Événements clés", "Revenu total"),
        ["Recherche naturelle", "Recherche payante", "E-mail", "Direct"],
    )


def ga4_es() -> bytes:
    """An overview with two tables: the first by day counted from the start date."""
    head = ["# ----------------------------------------", "# Exportar informe en formato CSV",
     "# Cuenta: Tienda",
            "# ----------------------------------------", "#", "# Fecha de inicio: 20260302",
            "# Fecha de finalización: 20260305"]
    first = _text(
        [["Día N", "Sesiones"], ["0000", 310], ["0001", 295], ["0002", 402], ["0003", 388]]
    )
    again = "\n".join(head[4:])
    second = _text([["Ciudad", "Sesiones"], ["Madrid", 900], ["Sevilla", 495]])
    return ("\n".join(head) + "\n" + first + "\n" + again + "\n" + second).encode()


def search_console_en() -> bytes:
    rows: list[list[object]] = [["Date", "Clicks", "Impressions", "CTR", "Position"]]
    for day, clicks, shown, position in SEARCH:
        rows.append(
            [day, clicks, shown, f"{100 * clicks / shown:.2f}%".replace(".00%", "%"), position]
        )
    return _text(rows).encode()


def search_console_fr() -> bytes:
    rows: list[list[object]] = [
        ["Requêtes les plus fréquentes", "Clics", "Impressions", "CTR", "Position"]
    ]
    for query, clicks, shown, position in QUERIES:
        rows.append([query, clicks, shown, f"{100 * clicks / shown:.2f}%", position])
    return _text(rows).encode()


SEARCH = (
    ("2026-03-05", 120, 6_010, 11.4),
    ("2026-03-04", 131, 6_202, 10.9),
    ("2026-03-03", 98, 5_480, 12.2),
    ("2026-03-02", 101, 5_390, 12.6),
)
QUERIES = (
    ("chaussures de marche", 88, 4_210, 8.31),
    ("boutique randonnée", 41, 640, 3.2),
    ("sac 30 l", 12, 2_002, 14.0),
)

# Each send: title, list, date, sent, delivered, unique and total opens, unique and total clicks,
# unsubscribed, orders, revenue.
SENDS = (
    (
        "Nouveautés de mars",
        "Base complète",
        "Mar 03, 2026 09:00 am",
        18_240,
        18_011,
        7_204,
        10_080,
        402,
        511,
        38,
        21,
        1_604.30,
    ),
    (
        "Dernière chance",
        "Base complète",
        "Mar 12, 2026 06:30 pm",
        18_190,
        17_980,
        6_905,
        9_411,
        377,
        470,
        51,
        18,
        1_322.00,
    ),
)
SEND_SUMS = {
    "sends": 36_430,
    "delivered": 35_991,
    "opens": 14_109,
    "email_clicks": 779,
    "unsubscribes": 89,
    "orders": 39,
    "revenue": 2_926.30,
}


def mailchimp() -> bytes:
    rows: list[list[object]] = [
        ["Title", "List", "Send Date", "Total Recipients", "Successful Deliveries", "Unique Opens",
         "Open Rate",
         "Total Opens", "Unique Clicks", "Click Rate", "Total Clicks", "Unsubscribes",
          "Abuse Complaints", "Unique Id",
         "Total Orders", "Total Revenue"]
    ]
    for i, (
        title,
        base,
        when,
        sent,
        done,
        opens,
        all_opens,
        clicks,
        all_clicks,
        gone,
        orders,
        revenue,
    ) in enumerate(SENDS):
        rows.append([title, base, when, sent, done, opens, f"{100 * opens / done:.2f}%", all_opens,
         clicks,
                     f"{100 * clicks / done:.2f}%", all_clicks, gone, 0, f"id{i}", orders, revenue])
    return _text(rows).encode()


def klaviyo() -> bytes:
    rows: list[list[object]] = [
        ["Campaign Name", "Tags", "Subject", "List", "Send Time", "Send Weekday",
         "Total Recipients",
         "Unique Placed Order", "Placed Order Rate", "Revenue", "Unique Opens", "Open Rate",
          "Total Opens",
         "Unique Clicks", "Click Rate", "Total Clicks", "Unsubscribes", "Spam Complaints",
          "Spam Complaints Rate",
         "Successful Deliveries", "Bounces", "Campaign Channel"]
    ]
    when = ("2026-03-03 09:00:00", "2026-03-12 18:30:00")
    for time, (
        title,
        base,
        _,
        sent,
        done,
        opens,
        all_opens,
        clicks,
        all_clicks,
        gone,
        orders,
        revenue,
    ) in zip(when, SENDS, strict=True):
        rows.append([title, "", "À voir,\nvite 👟", base, time, "Tuesday", f"{sent}.0",
         f"{orders}.0", f"{100 * orders / done:.2f}%",
                     revenue, f"{opens}.0", f"{100 * opens / done:.2f}%", f"{all_opens}.0",
                      f"{clicks}.0",
                     f"{100 * clicks / done:.2f}%", f"{all_clicks}.0", f"{gone}.0", "0.0", "0.00%",
                      f"{done}.0",
                     f"{sent - done}.0", "Email"])
    return _text(rows).encode()


# Each order: its name, e-mail, status, cancellation, items with quantity and price, discount,
# refund.
ORDERS = (
    (
        "#1001",
        "ana@example.org",
        "paid",
        "",
        (("Chaussures", 1, 120.0), ("Chaussettes", 2, 12.0)),
        10.0,
        0.0,
    ),
    ("#1002", "bob@example.org", "paid", "", (("Sac 30 l", 1, 89.9),), 0.0, 0.0),
    ("#1003", "ana@example.org", "refunded", "", (("Bâtons", 1, 49.0),), 0.0, 49.0),
    (
        "#1004",
        "cleo@example.org",
        "voided",
        "2026-03-09 08:00:00 +0100",
        (("Sac 30 l", 1, 89.9),),
        0.0,
        0.0,
    ),
)
ORDER_SUMS = {"orders": 3, "revenue": 272.90, "refunds": 49.0, "discounts": 10.0}


def shopify() -> bytes:
    rows: list[list[object]] = [
        ["Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Accepts Marketing",
         "Currency",
         "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Created at",
         "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Phone",
          "Cancelled at",
         "Refunded Amount"]
    ]
    for i, (name, mail, status, cancelled, items, discount, refund) in enumerate(ORDERS):
        total = sum(quantity * price for _, quantity, price in items) - discount
        for j, (item, quantity, price) in enumerate(items):
            own = [
                status,
                "",
                "fulfilled",
                "no",
                "EUR",
                total,
                0,
                0,
                f"{total:.2f}",
                "",
                f"{discount:.2f}",
            ]
            rows.append([name, mail, *(own if j == 0 else [""] * 11),
             f"2026-03-0{i + 3} 10:0{j}:00 +0100", quantity,
                         item, price, "Nom Prénom" if j == 0 else "",
                          "'+33600000000" if j == 0 else "",
                         cancelled if j == 0 else "", f"{refund:.2f}" if j == 0 else ""])
    return _text(rows).encode()


DEALS = (
    ("Refonte du site", "Google Ads", "2026-01-12", "2026-02-20", "Gagnée", "12 500,00"),
    ("Audit SEO", "Salon", "2026-01-20", "", "Proposition envoyée", "4 200,00"),
    ("Campagne de printemps", "LinkedIn", "2026-02-02", "2026-03-01", "Perdue", "8 000,00"),
    ("Site vitrine", "Google Ads", "2026-02-10", "2026-03-10", "Gagnée", "3 900,00"),
    ("Formation", "Recommandation", "2026-02-18", "", "Nouveau", ""),
)
DEAL_SUMS = {
    "leads": 5,
    "won": 2,
    "lost_deals": 1,
    "qualified_leads": 3,
    "revenue": 16_400.0,
    "deal_days": 67,
}


def crm_fr() -> bytes:
    rows: list[list[object]] = [
        [
            "Nom de la transaction",
            "Source",
            "Date de création",
            "Date de clôture",
            "Étape",
            "Montant",
            "Contact",
        ]
    ]
    rows += [[*deal, "personne@example.org"] for deal in DEALS]
    return ("\ufeff" + _text(rows, ";", "\r\n")).encode()


def tidy_fr() -> bytes:
    """A spreadsheet kept by hand: three platforms, days first, money with its sign."""
    rows: list[list[object]] = [
        [
            "Date",
            "Plateforme",
            "Campagne",
            "Dépenses",
            "Impressions",
            "Clics",
            "Ventes",
            "Chiffre d’affaires",
        ]
    ]
    for day, platform, name, spend, n, c, sold, revenue in TIDY:
        rows.append(
            [
                day,
                platform,
                name,
                f"{_french(spend)} €",
                _french(n, 0),
                c,
                sold,
                f"{_french(revenue)} €",
            ]
        )
    return _text(rows, ";", "\r\n").encode("utf-8-sig")


TIDY = (
    ("13/03/2026", "Google Ads", "Marque", 45.2, 1_204, 131, 9, 702.0),
    ("13/03/2026", "Facebook", "Prospection", 80.0, 10_310, 122, 3, 210.5),
    ("14/03/2026", "Google Ads", "Marque", 1_041.75, 1_190, 128, 8, 655.3),
    ("14/03/2026", "Facebook", "Prospection", 82.4, 9_871, 117, 4, 1_301.0),
)
TIDY_SUMS = {
    "spend": 1_249.35,
    "impressions": 22_575,
    "clicks": 498,
    "conversions": 24,
    "revenue": 2_868.80,
}


def tidy_en() -> bytes:
    rows: list[list[object]] = [
        [
            "date",
            "channel",
            "campaign_name",
            "spend_eur",
            "impressions",
            "clicks",
            "purchases",
            "revenue",
        ]
    ]
    for day, platform, name, spend, n, c, sold, revenue in TIDY:
        iso = "-".join(reversed(day.split("/")))
        rows.append([iso, platform, name, spend, n, c, sold, revenue])
    return _text(rows).encode()


FILES: dict[str, Callable[[], bytes]] = {
    "google_ads_en.csv": google_ads_en,
    "google_ads_en_utf16.csv": google_ads_en_utf16,
    "google_ads_fr.csv": google_ads_fr,
    "google_ads_fr_excel.csv": google_ads_fr_excel,
    "google_ads_pt.csv": google_ads_pt,
    "google_ads_en.xlsx": google_ads_xlsx,
    "meta_ads_en.csv": meta_ads_en,
    "meta_ads_fr.csv": meta_ads_fr,
    "ga4_en.csv": ga4_en,
    "ga4_fr.csv": ga4_fr,
    "ga4_es.csv": ga4_es,
    "search_console_en.csv": search_console_en,
    "search_console_fr.csv": search_console_fr,
    "mailchimp.csv": mailchimp,
    "klaviyo.csv": klaviyo,
    "shopify_orders.csv": shopify,
    "crm_fr.csv": crm_fr,
    "tidy_fr.csv": tidy_fr,
    "tidy_en.csv": tidy_en,
    **ads.FILES,
    **others.FILES,
}


def main() -> None:
    for name, make in FILES.items():
        (HERE / name).write_bytes(make())


if __name__ == "__main__":
    main()
