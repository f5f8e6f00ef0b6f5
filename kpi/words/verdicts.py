"""The two sentences a review opens with."""

from __future__ import annotations

from kpi.catalog import sentences
from kpi.review import Review, Verdict
from kpi.words.findings import finding
from kpi.words.patterns import Setting, fill

PARTS = ("first", "second")


def verdict(found: Verdict, part: str, at: Setting) -> str:
    """Return the first sentence, the second, or both. A finding opens with its own words."""
    if found.finding is not None:
        said = {
            "first": f"{finding(found.finding, 'headline', at)}.",
            "second": finding(found.finding, "at_stake", at),
        }
    else:
        entry = sentences("verdicts")[found.code]
        # A title is narrow: KPIs by their short label, long names cut.
        narrow = Setting(
            language=at.language, currency=at.currency, headline=True, markdown=at.markdown
        )
        said = {
            "first": fill(entry["first"][at.language], found.values, narrow),
            "second": fill(entry["second"][at.language], found.values, narrow, optional=True),
        }
    return said[part] if part else " ".join(filter(None, said.values()))


def review(found: Review, part: str, at: Setting) -> str:
    """Return the verdict of a review."""
    told = Setting(language=at.language, currency=found.currency, markdown=at.markdown)
    return verdict(found.verdict, part, told)
