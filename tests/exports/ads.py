"""Look-alike exports of advertising platforms: one invented fortnight, written as each writes it.

Every table holds the same days, so that its sums are known here: see SUMS. A column is (its name,
what it holds); the layouts follow what was seen in real files or, where README.md says so, what the
help pages document.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# day, campaign, ad group, impressions, clicks, link clicks, spend, conversions, revenue, reach
DAYS = (
    ("2026-03-02", "Brand", "Core", 12_480, 1_304, 1_201, 652.10, 96, 7_104.50, 9_001),
    ("2026-03-09", "Brand", "Core", 8_210, 911, 850, 1_293.25, 61, 4_514.00, 7_230),
    ("2026-03-14", "Prospecting", "Wide", 91_377, 284, 190, 98.80, 3, 199.05, 60_112),
    ("2026-03-15", "Prospecting", "Wide", 50_000, 150, 98, 1_055.00, 0, 0.0, 41_870),
)
FIELDS = (
    "day", "campaign", "ad_group", "impressions", "clicks", "link_clicks", "spend", "conversions",
    "revenue", "reach",
)  # fmt: skip
SUMMED = ("impressions", "clicks", "link_clicks", "spend", "conversions", "revenue")
SUMS: dict[str, float] = {
    name: sum(float(row[FIELDS.index(name)]) for row in DAYS) for name in SUMMED
}


def english(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def german(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def french(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def bare(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def iso(day: str) -> str:
    return day


def american(day: str) -> str:
    _, month, number = day.split("-")
    return f"{int(month)}/{int(number)}/2026"


def dotted(day: str) -> str:
    return ".".join(reversed(day.split("-")))


def slashed(day: str) -> str:
    return "/".join(reversed(day.split("-")))


def named(day: str) -> str:
    return f"Mar {day[-2:]}, 2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """How one report is written. `columns`: (name, field or a text that stands on every row)."""

    platform: str
    columns: Sequence[tuple[str, str]]
    language: str = "en"
    report: str = ""
    currency: str = ""
    titles: Sequence[str] = ()
    number: Callable[[float, int], str] = bare
    day: Callable[[str], str] = iso
    money: str = "{}"
    delimiter: str = ","
    encoding: str = "utf-8"
    totals: str = ""
    below: Sequence[str] = ()

    def sums(self) -> dict[str, float]:
        """Return what the report must give: the sums of the fields that it holds."""
        held = {name for _, name in self.columns}
        found = {name: total for name, total in SUMS.items() if name in held}
        if "clicks" not in held and "link_clicks" in held:
            found["clicks"] = SUMS["link_clicks"]
        return found

    def data(self) -> bytes:
        rows: list[Sequence[str]] = [[line] for line in self.titles]
        rows.append([name for name, _ in self.columns])
        rows += [self._row(dict(zip(FIELDS, row, strict=True))) for row in DAYS]
        if self.totals:
            rows.append(self._row({**SUMS, "first": self.totals}))
        rows += [[line] for line in self.below]
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n").writerows(rows)
        return out.getvalue().encode(self.encoding)

    def _row(self, values: dict[str, object]) -> list[str]:
        cells = [self._cell(name, values) for _, name in self.columns]
        return [str(values["first"]), *cells[1:]] if "first" in values else cells

    def _cell(self, name: str, values: dict[str, object]) -> str:
        if name not in FIELDS:
            return "" if "first" in values else name
        value = values.get(name, "")
        if name == "day":
            return self.day(str(value)) if value else ""
        if not isinstance(value, int | float):
            return str(value)
        text = self.number(float(value), 2 if name in ("spend", "revenue") else 0)
        return self.money.format(text) if name in ("spend", "revenue") else text


EXPORTS: dict[str, Export] = {
    "google_ads_de.csv": Export(
        platform="Google Ads", language="de", report="campaign", currency="EUR", number=german,
        titles=("Kampagnenbericht", "2. März 2026 - 15. März 2026"), totals="Gesamt: Konto",
        columns=(("Kampagnenstatus", "Aktiviert"), ("Kampagne", "campaign"), ("Tag", "day"),
                 ("Währungscode", "EUR"), ("Impr.", "impressions"), ("Klicks", "clicks"),
                 ("Kosten", "spend"), ("Conversions", "conversions"), ("Conv.-Wert", "revenue")),
    ),
    "google_ads_es.csv": Export(
        platform="Google Ads", language="es", report="campaign", currency="EUR", number=german,
        titles=("Informe de campaña", "2 de marzo de 2026 - 15 de marzo de 2026"),
        totals="Total: Cuenta", delimiter=";",
        columns=(("Estado de la campaña", "Habilitada"), ("Campaña", "campaign"), ("Día", "day"),
                 ("Código de moneda", "EUR"), ("Impr.", "impressions"), ("Clics", "clicks"),
                 ("Coste", "spend"), ("Conversiones", "conversions"), ("Valor conv.", "revenue")),
    ),
    "Time_series(2026.03.02-2026.03.15).csv": Export(
        platform="Google Ads", number=english, money="€{}", currency="EUR", day=named,
        columns=(("Date", "day"), ("Clicks", "clicks"), ("Impressions", "impressions"),
                 ("Cost", "spend")),
    ),
    "microsoft_ads_en.csv": Export(
        platform="Microsoft Ads", report="campaign", day=american,
        titles=("Report Name: Campaign Performance Report",
                "Report Time: 3/2/2026 - 3/15/2026", "Report Aggregation: Daily", ""),
        below=("", "©2026 Microsoft Corporation. All rights reserved."),
        columns=(("TimePeriod", "day"), ("AccountName", "Shop"), ("CampaignName", "campaign"),
                 ("CampaignType", "Search"), ("Impressions", "impressions"), ("Clicks", "clicks"),
                 ("Spend", "spend"), ("Conversions", "conversions"), ("Revenue", "revenue")),
    ),
    "microsoft_ads_fr.csv": Export(
        platform="Microsoft Ads", language="fr", number=french, day=slashed, delimiter=";",
        columns=(("Date grégorienne", "day"), ("Nom de la campagne", "campaign"),
                 ("Impressions", "impressions"), ("Clics", "clicks"), ("Dépenses", "spend"),
                 ("Conversions", "conversions"), ("Chiffre d’affaires", "revenue")),
    ),
    "meta_ads_de.csv": Export(
        platform="Meta Ads", language="de", currency="EUR",
        columns=(("Kampagnenname", "campaign"), ("Anzeigengruppenname", "ad_group"),
                 ("Tag", "day"), ("Reichweite", "reach"), ("Impressionen", "impressions"),
                 ("Ausgegebener Betrag (EUR)", "spend"), ("Klicks (alle)", "clicks"),
                 ("Link-Klicks", "link_clicks"), ("Website-Käufe", "conversions"),
                 ("Conversion-Wert von Käufen", "revenue"), ("Berichtsstart", "2026-03-02"),
                 ("Berichtsende", "2026-03-15")),
    ),
    "meta_ads_es.csv": Export(
        platform="Meta Ads", language="es", currency="EUR",
        columns=(("Nombre de la campaña", "campaign"), ("Nombre del conjunto de anuncios",
                 "ad_group"), ("Día", "day"), ("Entrega de la campaña", "active"),
                 ("Alcance", "reach"), ("Impresiones", "impressions"),
                 ("Importe gastado (EUR)", "spend"), ("Clics (todos)", "clicks"),
                 ("Clics en el enlace", "link_clicks"), ("Compras", "conversions"),
                 ("Valor de conversión de compras", "revenue")),
    ),
    "meta_ads_pt.csv": Export(
        platform="Meta Ads", language="pt", currency="BRL",
        columns=(("Início dos relatórios", "day"), ("Encerramento dos relatórios", "day"),
                 ("Nome da campanha", "campaign"), ("Veiculação da campanha", "active"),
                 ("Resultados", "conversions"), ("Alcance", "reach"), ("Impressões",
                 "impressions"), ("Valor usado (BRL)", "spend"), ("Cliques (todos)", "clicks"),
                 ("Cliques no link", "link_clicks")),
    ),
    "linkedin_ads_en.csv": Export(
        platform="LinkedIn Ads", report="campaign", currency="EUR", delimiter="\t",
        encoding="utf-16", number=english, day=american,
        titles=("Campaign Performance Report (in UTC)", "Report Start: March 2, 2026",
                "Report End: March 15, 2026", "Date Generated: March 16, 2026", ""),
        columns=(("Start Date (in UTC)", "day"), ("Account Name", "Shop"), ("Currency", "EUR"),
                 ("Campaign Group Name", "Group"), ("Campaign Name", "campaign"),
                 ("Total Spent", "spend"), ("Impressions", "impressions"), ("Clicks", "clicks"),
                 ("Clicks to Landing Page", "link_clicks"), ("Conversions", "conversions"),
                 ("Total Conversion Value", "revenue"), ("Leads", "0")),
    ),
    "linkedin_ads_de.csv": Export(
        platform="LinkedIn Ads", language="de", delimiter="\t", encoding="utf-16",
        number=german, day=dotted,
        columns=(("Startdatum (in UTC)", "day"), ("Name der Kampagne", "campaign"),
                 ("Name der Anzeigengruppe", "ad_group"), ("Gesamtausgaben", "spend"),
                 ("Impressions", "impressions"), ("Klicks", "clicks"),
                 ("Conversions", "conversions")),
    ),
    "linkedin_page_weeks.csv": Export(
        platform="LinkedIn Pages", day=american,
        columns=(("Date", "day"), ("Impressions (organic)", "impressions"),
                 ("Impressions (sponsored)", "999"), ("Impressions (total)", "1"),
                 ("Clicks (organic)", "clicks"), ("Clicks (sponsored)", "5")),
    ),
    "tiktok_ads_en.csv": Export(
        platform="TikTok Ads", currency="EUR", totals="Total of 4 results",
        columns=(("Campaign name", "campaign"), ("Ad group name", "ad_group"), ("By Day", "day"),
                 ("Cost", "spend"), ("Impressions", "impressions"), ("Clicks (all)", "clicks"),
                 ("Clicks (destination)", "link_clicks"), ("Complete payment", "conversions"),
                 ("Complete payment value", "revenue"), ("Currency", "EUR")),
    ),
    "tiktok_gmv_max.csv": Export(
        platform="TikTok Ads", currency="EUR",
        columns=(("Campaign ID", "1812345678901234567"), ("Campaign name", "campaign"),
                 ("By Day", "day"), ("Cost", "spend"), ("SKU orders", "conversions"),
                 ("Gross revenue", "revenue"), ("Currency", "EUR")),
    ),
    "pinterest_ads_en.csv": Export(
        platform="Pinterest Ads", totals="Total",
        columns=(("Date", "day"), ("Campaign name", "campaign"), ("Ad group name", "ad_group"),
                 ("Spend in account currency", "spend"), ("Impressions", "impressions"),
                 ("Pin clicks", "clicks"), ("Outbound clicks", "link_clicks"), ("Saves", "1"),
                 ("Total conversions", "999"), ("Total conversions (Checkout)", "conversions"),
                 ("Total order value (Checkout)", "revenue")),
    ),
    "snapchat_ads_en.csv": Export(
        platform="Snapchat Ads", currency="EUR",
        columns=(("Start Time", "day"), ("Campaign Name", "campaign"), ("Ad Set Name", "ad_group"),
                 ("Amount Spent", "spend"), ("Paid Impressions", "impressions"),
                 ("Swipe Ups", "clicks"), ("Purchases", "conversions"),
                 ("Purchases Value", "revenue"), ("Currency", "EUR")),
    ),
    "x_ads_en.csv": Export(
        platform="X Ads", currency="EUR",
        columns=(("Time period", "day"), ("Campaign name", "campaign"), ("Currency", "EUR"),
                 ("Funding source name", "Card"), ("Impressions", "impressions"),
                 ("Spend", "spend"), ("Clicks", "clicks"), ("Link clicks", "link_clicks"),
                 ("Results", "conversions")),
    ),
    "amazon_ads_en.csv": Export(
        platform="Amazon Ads", currency="USD", number=english, money="${}", day=named,
        columns=(("Date", "day"), ("Portfolio name", "Shoes"), ("Campaign Name", "campaign"),
                 ("Impressions", "impressions"), ("Clicks", "clicks"), ("Spend", "spend"),
                 ("14 Day Total Sales", "revenue"), ("14 Day Total Orders (#)", "conversions"),
                 ("14 Day Total Units (#)", "7")),
    ),
    "amazon_ads_de.csv": Export(
        platform="Amazon Ads", language="de", currency="EUR", number=german, money="{} €",
        day=dotted, delimiter=";",
        columns=(("Datum", "day"), ("Portfolioname", "Schuhe"), ("Kampagnen-Name", "campaign"),
                 ("Anzeigengruppenname", "ad_group"), ("Impressionen", "impressions"),
                 ("Klicks", "clicks"), ("Ausgaben", "spend"),
                 ("7 Tage, Umsatz gesamt (€)", "revenue"),
                 ("7 Tage, Aufträge gesamt (#)", "conversions")),
    ),
    "amazon_ads_es.csv": Export(
        platform="Amazon Ads", language="es", currency="EUR", number=german, money="€{}",
        day=slashed, delimiter=";",
        columns=(("Fecha de inicio", "day"), ("Nombre de la cartera", "Zapatos"), ("Divisa",
                 "EUR"), ("Nombre de campaña", "campaign"), ("Impresiones", "impressions"),
                 ("Clics", "clicks"), ("Gasto", "spend"),
                 ("Ventas totales de 7 días (€)", "revenue"),
                 ("Pedidos totales de 7 días (#)", "conversions")),
    ),
    "criteo_fr.csv": Export(
        platform="Criteo", language="fr", number=french, day=slashed, delimiter=";",
        columns=(("Jour", "day"), ("Annonceur", "Boutique"), ("Campagne", "campaign"),
                 ("Affichages", "impressions"), ("Clics", "clicks"), ("Coût", "spend"),
                 ("Ventes (post-clic)", "conversions"),
                 ("Chiffre d’affaires (post-clic)", "revenue")),
    ),
    "spotify_ads_en.csv": Export(
        platform="Spotify Ads", report="campaign",
        titles=("Report Name: Campaign Performance", "Report Granularity: Daily",
                "Report Date Range: 2026-03-02 - 2026-03-15 (UTC)", ""),
        columns=(("Campaign name", "campaign"), ("Ad set name", "ad_group"), ("Date", "day"),
                 ("Impressions", "impressions"), ("Clicks", "clicks"), ("Spend", "spend"),
                 ("Ad played to: 100%", "3"), ("Purchases", "conversions"),
                 ("Attributed revenue", "revenue")),
    ),
    "apple_ads_en.csv": Export(
        platform="Apple Ads", currency="AUD",
        titles=("Start Date: 02 Mar 2026", "End Date: 15 Mar 2026", "Currency: AUD",
                "Time Zone: UTC", ""),
        columns=(("Campaign Name", "campaign"), ("Start Date", "05 Jan 2026"), ("End Date", ""),
                 ("Days Left in Campaign", "-"), ("Country or Region", "Australia"),
                 ("Spend", "spend"), ("Impressions", "impressions"), ("Taps", "clicks"),
                 ("Installs (Total)", "6"), ("TTR", "")),
    ),
    "reddit_ads_en.csv": Export(
        platform="Reddit Ads", currency="USD",
        columns=(("Date", "day"), ("Campaign Name", "campaign"), ("Ad Group Name", "ad_group"),
                 ("Post ID", "t3_abc"), ("Amount Spent (USD)", "spend"), ("Impressions",
                 "impressions"), ("Clicks", "clicks"),
                 ("Key conversion total count", "conversions")),
    ),
}  # fmt: skip
FILES: dict[str, Callable[[], bytes]] = {name: made.data for name, made in EXPORTS.items()}
