"""Two exports in the platforms' own formats, one French and one English, each with one thing
planted.

Google Ads in French holds a campaign that draws clicks and sells dear ("Découverte large"); Meta
Ads in English holds a modest campaign whose purchases cost a third of the others' ("Quiet garden").
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

LAST = date(2026, 11, 8)
WEEKS = 16
CLICKBAIT, GEM = "Découverte large", "Quiet garden"


def _days() -> list[date]:
    return [LAST - timedelta(days=n) for n in range(WEEKS * 7 - 1, -1, -1)]


def _french(value: float) -> str:
    whole, cents = f"{value:.2f}".split(".")
    grouped = f"{int(whole):,}".replace(",", "\u202f")
    return f'"{grouped},{cents}"'


def google_french(seed: int = 5) -> bytes:
    """Return a Google Ads campaign report by day: comma, quoted decimal commas, total at the
    end.
    """
    random = np.random.default_rng(seed)
    plan = {
        "Rideaux – générique": (5200, 0.030, 0.040),
        "Linge de lit": (4300, 0.031, 0.041),
        "Canapés": (3900, 0.029, 0.039),
        "Luminaires": (3100, 0.030, 0.040),
        CLICKBAIT: (3600, 0.070, 0.010),
    }
    days = _days()
    lines = [
        "Rapport sur les campagnes",
        f'"{days[0].day} juillet {days[0].year} - 8 novembre 2026"',
        "Jour,Campagne,Type de campagne,Code de devise,Impr.,Clics,Coût,Conversions,Valeur de conv.",  # noqa: E501
    ]
    impressions_sum = clicks_sum = 0
    cost_sum = conversions_sum = value_sum = 0.0
    for day in days:
        for name, (shown, rate, sold) in plan.items():
            impressions = int(random.poisson(shown))
            clicks = int(random.binomial(impressions, rate))
            conversions = int(random.binomial(clicks, sold))
            cost = round(clicks * 0.62, 2)
            value = round(conversions * 74.0, 2)
            lines.append(
                f"{day.isoformat()},{name},Réseau de Recherche,EUR,{impressions},{clicks},"
                f"{_french(cost)},{_french(conversions)},{_french(value)}"
            )
            impressions_sum, clicks_sum = impressions_sum + impressions, clicks_sum + clicks
            cost_sum, conversions_sum = cost_sum + cost, conversions_sum + conversions
            value_sum += value
    lines.append(
        f"Total : Campagnes,,,,{impressions_sum},{clicks_sum},{_french(cost_sum)},"
        f"{_french(conversions_sum)},{_french(value_sum)}"
    )
    return ("\n".join(lines) + "\n").encode()


def meta_english(seed: int = 6) -> bytes:
    """Return a Meta Ads export by day: UTF-8 with BOM, points, ISO dates."""
    random = np.random.default_rng(seed)
    plan = {
        "Autumn prospecting": (9000, 0.012, 0.030, 22.0),
        "Sofas prospecting": (8000, 0.012, 0.031, 19.0),
        "Lights prospecting": (7600, 0.012, 0.030, 18.0),
        "Bedding prospecting": (8400, 0.012, 0.030, 20.0),
        GEM: (2600, 0.009, 0.100, 5.0),
    }
    header = (
        "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Impressions,"
        "Link clicks,Amount spent (EUR),Purchases,Purchases conversion value,Day"
    )
    lines = [header]
    for day in _days():
        for name, (shown, rate, sold, spend) in plan.items():
            impressions = int(random.poisson(shown))
            clicks = int(random.binomial(impressions, rate))
            purchases = int(random.binomial(clicks, sold))
            lines.append(
                f"{day},{day},{name},active,{impressions},{clicks},"
                f"{spend * random.uniform(0.95, 1.05):.2f},{purchases},{purchases * 71.5:.2f},{day}"
            )
    return b"\xef\xbb\xbf" + ("\n".join(lines) + "\n").encode()
