"""Write the ready example and its clean twin: `python -m examples.generate`.

Everything follows from one seed: the same bytes on every machine (a test compares them).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from examples import exports, market
from examples.company import CLEAN, Company, planted

HERE = Path(__file__).parent
SEED = "maison garrigue"
COMPANIES: Mapping[str, Company] = {"boutique": planted(), "clean": CLEAN}


def files(company: Company, seed: str = SEED) -> dict[str, bytes]:
    """Return a company's exports, file name → bytes."""
    google, meta = (market.days(company, platform, seed) for platform in ("google", "meta"))
    letters = market.mailings(seed)
    claimed: Counter[object] = Counter()
    for one in (*google, *meta):
        claimed[one.day] += one.sales
    mailed = {one.day: one.orders for one in letters}
    till = market.orders(claimed, mailed, seed)  # type: ignore[arg-type]
    return {
        "google_ads_campagnes.csv": exports.google(google),
        "meta_ads_campagnes.csv": exports.meta(meta),
        "mailchimp_campagnes.csv": exports.mailchimp(letters),
        "boutique_commandes.csv": exports.shop(till, seed),
    }


def main() -> None:
    """Write both folders."""
    for name, company in COMPANIES.items():
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        for file, data in files(company).items():
            (folder / file).write_bytes(data)
            print(f"{name}/{file}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
