"""A finding line by line, and what could not be checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kpi.audit.finding import Aside, Finding, Unchecked, Unsettled
from kpi.catalog import rules, sentences
from kpi.facts import MEASURES, Quantity
from kpi.words.figures import is_missing, money, percent, ratio
from kpi.words.interface import listing, text
from kpi.words.labels import label
from kpi.words.likelihood import likelihood
from kpi.words.patterns import Setting, fill

PARTS = (
    "headline",
    "you_see",
    "it_hides",
    "confidence",
    "at_stake",
    "action",
    "would_change",
)
# Which part of an entity names it in a sentence: the finest first.
NAMING = (
    "ad",
    "keyword",
    "ad_group",
    "audience",
    "segment",
    "campaign",
    "channel",
    "platform",
    "source",
)

# Why a rule could not run, where it is no column that is missing.
REASONS = {
    "weeks": "rule_too_few_weeks",
    "weeks_before": "rule_too_few_weeks_before",
    "conversions": "rule_too_little",
    "clicks": "rule_too_little",
    "peers": "rule_no_peers",
    "segments": "rule_few_segments",
    "goal": "rule_out_of_scope",
    "period": "rule_no_rows",
    "empty": "rule_empty_period",
    "margin": "rule_no_margin",
    "season": "rule_season",
    "currencies": "rule_currencies",
    "reach_week": "rule_reach_by_day",
}
# Floors that are shares of something; the others are multiples of the figure compared with.
SHARES = (
    "bounce_rate",
    "fall",
    "lift_left_share",
    "new_share",
    "sessions_per_click_absolute",
    "view_through_share",
    "brand_value_share",
    "machine_share",
    "losses_per_gain",
    "spend_share",
    "segment_share",
    "mix_over_total",
    "p_best",
    "expected_regret",
)


def _name(entity: Mapping[str, Any], language: str) -> str | None:
    """Return what a finding's entity is called, or None for the whole account."""
    for dimension in NAMING:
        value = entity.get(dimension)
        if value not in (None, ""):
            known = dimension in ("channel", "platform")
            return label(str(value), language, dimension) if known else str(value)
    return None


def values(found: Finding, language: str) -> dict[str, Any]:
    """Return what fills a finding's patterns: its evidence, its entity's name, its money."""
    low, mid, high = found.money or (None, None, None)
    return {
        "name": _name(found.entity, language),
        "money": mid,
        "money_low": low,
        "money_high": high,
        "currency": found.currency or None,
        **found.entity,
        **found.evidence,
    }


def _at_stake(found: Finding, known: Mapping[str, Any], at: Setting) -> str:
    """Return the money at stake; a hidden performer without an amount distorts nothing."""
    if found.money is None and found.kind == "hidden_performer":
        return ""
    code = "rule_saved" if found.kind == "hidden_performer" else "rule_money"
    code = "rule_no_money" if found.money is None else code
    at = replace(at, stake_digits=_stake_digits(found))
    return fill(sentences("refusals")[code]["sentence"][at.language], known, at)


def _stake_digits(found: Finding) -> int:
    """Return two digits for an order of magnitude, three where two would make its ends alike."""
    two = [money(amount, found.currency, "en", digits=2) for amount in found.money or ()]
    return 2 if len(set(two)) == len(two) else 3


def _confidence(found: Finding, known: Mapping[str, Any], at: Setting) -> str:
    """Return how sure we are: the data, the range, then the word of the scale with its number.

    Without dates the week-to-week variation is unknown, and that is what is said instead.
    """
    if not found.dated:
        entry = sentences("refusals")["rule_no_dates"]
        return f"{entry['sentence'][at.language]} {entry['next'][at.language]}"
    said = fill(
        rules()[found.rule].pattern("confidence", found.variant)[at.language],
        known,
        at,
        optional=True,
    )
    if found.confidence is None or is_missing(found.confidence):
        return said
    return f"{said} {likelihood_sentence(found.confidence, at.language)}".strip()


def likelihood_sentence(confidence: float, language: str) -> str:
    """Return "Ce constat est probable (environ 80 chances sur 100)."."""
    return text("finding.likelihood", language, likelihood=likelihood(confidence, language))


def finding(found: Finding, part: str, at: Setting) -> str:
    """Return one line of a finding: its headline by default, `all` for every line but `silent`."""
    if part == "all":
        return "\n".join(filter(None, (finding(found, one, at) for one in PARTS)))
    known = values(found, at.language)
    if part == "at_stake":
        return _at_stake(found, known, at)
    if part == "confidence":
        return _confidence(found, known, at)
    if part == "would_change" and found.evidence.get("margin_needed", 0.0) > 1:
        return _next_to(sentences("refusals")["rule_beyond_margin"], known, at)
    part = part or "headline"
    at = replace(at, headline=part == "headline")
    pattern = rules()[found.rule].pattern(part, found.variant)[at.language]
    said = fill(pattern, known, at)
    return _about(found, pattern, said, at) if at.headline else said


def _about(found: Finding, pattern: str, said: str, at: Setting) -> str:
    """Return a headline with what it is about, where its own words do not name that."""
    if "{name}" in pattern or not found.entity:
        return said
    names = [
        label(value, at.language, "platform") if key == "platform" else at.user(value)
        for key, value in found.entity.items()
    ]
    return text("finding.about", at.language, about=" · ".join(names), headline=said)


def _next_to(entry: Mapping[str, Mapping[str, str]], known: Mapping[str, Any], at: Setting) -> str:
    """Return a sentence of a deck and the one that follows it."""
    parts = (entry[part][at.language] for part in ("sentence", "next"))
    return " ".join(fill(one, known, at) for one in parts)


def aside(found: Aside, _: str, at: Setting) -> str:
    """Return which rows stand aside, and what would bring them back."""
    known = {
        "count": found.rows,
        "platform": found.platform or None,
        "amount": found.spend,
        "currency": found.currency or None,
    }
    return _next_to(sentences("refusals")["rule_aside"], known, at)


def unsettled(found: Unsettled, _: str, at: Setting) -> str:
    """Return a claim that chance may still explain, and what would settle it."""
    said = finding(found.finding, "headline", replace(at, headline=True))
    known = {"count_more": Quantity(found.needed, found.noun)}
    pattern = sentences("refusals")["rule_unsettled"]["sentence"][at.language]
    return f"{said}. {fill(pattern, known, at)}"


def gathered(
    every: Sequence[Unchecked], language: str, families: Collection[str]
) -> list[tuple[str, tuple[str, ...]]]:
    """Return what could not be checked by what it takes: a file of a family that is not among those
    read, the columns to add, or a reason and its figures, with the titles of the rules that wait
    for it; what most of them wait for first. The user's own words are escaped for Markdown.
    """
    at = Setting(language=language, markdown=True)
    groups: dict[str, list[str]] = {}
    for one in every:
        takes = _takes(one, families, at)
        groups.setdefault(takes, []).append(rule_title(one.rule, language))
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [(takes, tuple(titles)) for takes, titles in ordered]


def _takes(one: Unchecked, families: Collection[str], at: Setting) -> str:
    if not one.missing or one.missing[0] in REASONS:
        return unchecked(one, "", at)
    for name in one.missing:
        told = MEASURES[name].families if name in MEASURES else tuple(families)
        if not set(told) & set(families):
            file = label(told[0], at.language, "family")
            return text("unchecked.file", at.language, file=file)
    return unchecked(one, "missing", at)


def unchecked(found: Unchecked, part: str, at: Setting) -> str:
    """Return what a rule would need in order to run; `headline`: what it looks at."""
    if part == "headline":
        return rule_title(found.rule, at.language)
    if part == "missing":
        names = [label(name, at.language) for name in found.missing]
        return text("unchecked.missing", at.language, columns=listing(names, at.language))
    return _too_little(found, at) or fill(
        rules()[found.rule].words["silent"][at.language], found.values, at
    )


def _too_little(found: Unchecked, at: Setting) -> str:
    """Return the reason that is no missing column, with its figures; "" when there is none."""
    code = REASONS.get(found.missing[0]) if found.missing else None
    if code is None or (code == "rule_too_little" and "count_needed" not in found.values):
        return ""
    entry = sentences("refusals")[code]
    said = fill(entry["sentence"][at.language], found.values, at, optional=True)
    return said and f"{said} {entry['next'][at.language]}"


def rule_title(rule: str, language: str) -> str:
    """Return what a rule looks at, in a few words."""
    return rules()[rule].title[language]


def threshold(rule: str, language: str) -> str:
    """Return a rule's floors and where they come from."""
    floors = [
        f"{label(name, language, 'threshold')} {_floor(name, value, language)}"
        for name, value in rules()[rule].floors.items()
    ]
    source = label(rule, language, "threshold_source")
    return text("threshold.source", language, floors=listing(floors, language), source=source)


def _floor(name: str, value: float, language: str) -> str:
    if name in SHARES:
        return percent(value, language)
    return f"× {ratio(value, language, exact=True)}"
