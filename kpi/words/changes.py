"""How a KPI moved between two periods, and what explains it."""

from __future__ import annotations

from kpi.catalog import Kpi, kpi, kpis
from kpi.readings.compare import Cause, Change
from kpi.readings.sides import grows_with_days
from kpi.words.figures import Figure, is_missing, percent, signed
from kpi.words.interface import listing, text
from kpi.words.labels import inside, kpi_name, label
from kpi.words.language import MISSING
from kpi.words.nouns import count
from kpi.words.patterns import Setting
from kpi.words.values import in_unit, kpi_value, points_of

# Three causes are read, a fourth is skipped: the rest of a change stands together under "other".
MOST_CAUSES = 3


def difference(one: Kpi, delta: float, language: str, currency: str | None = None) -> str:
    """Return the size of a move without its sign: 4,00 €, 0,3 point; rates move by points."""
    if one.unit in ("%", "points"):
        points = abs(delta) * (100.0 if one.unit == "%" else points_of(one))
        return count(round(points, 1 if points >= 0.1 else 2), "point", language)
    return in_unit(abs(delta), one.unit, language, currency)


def kpi_change(one: Kpi, delta: Figure, language: str, currency: str | None = None) -> str:
    """Return a move in words, for a tile: "4,00 € de moins", "0.3 points more"."""
    if delta is None or is_missing(delta):
        return MISSING
    if not delta:
        return text("change.same", language)
    key = "change.more" if delta > 0 else "change.less"
    return text(key, language, value=difference(one, delta, language, currency))


def movement(one: Kpi, before: float, after: float, language: str) -> str:
    """Return a move with its sign: rates by points, everything else by percent."""
    if one.unit in ("%", "points") or before <= 0:
        sign = "+" if after > before else "-"
        return f"{sign}{difference(one, after - before, language)}"
    return signed(percent(after / before - 1, language))


def _cause(found: Cause, one: Kpi, at: Setting) -> str:
    name = _cause_name(found, at)
    sign = "+" if found.effect > 0 else "-"
    effect = f"{sign}{difference(one, found.effect, at.language, at.currency)}"
    return text("change.cause", at.language, cause=name, effect=effect)


def _cause_name(found: Cause, at: Setting) -> str:
    if found.name == "other":
        return text("change.other", at.language)
    if not found.entity:
        top, _, bottom = found.name.partition("/")
        if bottom:
            names = {"top": label(top, at.language), "bottom": inside(label(bottom, at.language))}
            return text("change.ratio", at.language, **names)
        if found.name in kpis():
            return kpi_name(found.name, at.language, short=True)
        return label(found.name, at.language)
    dimension, value = next(iter(found.entity.items()))
    segment = value.partition("=")[2] or value
    known = label(segment, at.language, dimension) if dimension == "channel" else segment
    return text(f"change.{found.name}", at.language, name=at.user(known))


def causes(found: Change, at: Setting) -> tuple[str, ...]:
    """Return each cause with its effect, the largest first."""
    one = kpi(found.kpi)
    ordered = sorted(found.causes, key=lambda cause: -abs(cause.effect))
    return tuple(_cause(cause, one, at) for cause in ordered)


def change(found: Change, part: str, at: Setting) -> str:
    """Return how the KPI moved; `causes`: what explains it; `all`: both."""
    one = kpi(found.kpi)
    name = kpi_name(one, at.language, short=True)
    if found.before is None or found.after is None:
        key = "change.not_covered" if found.status == "not_covered" else "change.unknown"
        return text(key, at.language, kpi=name) if part != "causes" else ""
    explained = listing(causes(found, at)[:MOST_CAUSES], at.language)
    explained = text("change.causes", at.language, causes=explained) if explained else ""
    if found.unsplit:
        explained = f"{text('change.unsplit', at.language)} {explained}".strip()
    if part == "causes":
        return at.ours(explained)
    before, after = (
        kpi_value(one, value, at.language, at.currency) for value in (found.before, found.after)
    )
    key = "change.stays" if before == after else "change.moves"
    days = found.before_period.days, found.after_period.days
    by_day = grows_with_days(one) and days[0] != days[1]
    if by_day:
        key = "change.moves_by_day"
    each = days if by_day else (1, 1)
    said = text(
        key,
        at.language,
        kpi=name,
        before=before,
        after=after,
        change=movement(one, found.before / each[0], found.after / each[1], at.language),
        days_before=count(days[0], "day", at.language),
        days_after=count(days[1], "day", at.language),
    )
    return at.ours(f"{said} {explained}".strip() if part == "all" else said)
