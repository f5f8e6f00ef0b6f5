"""Files whose rows are not sums yet, and what the deals and leads of a CRM have become."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import meanings_of, vocabulary
from kpi.intake.cells import Coded, coded_as
from kpi.intake.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kpi.catalog.platforms import Card
    from kpi.facts import LeftOut
    from kpi.intake.cells import Floats
    from kpi.intake.recognise import Use

    Mask = NDArray[np.bool_]

Shape = Literal["sums", "orders", "deals"]
# What no list of orders or deals holds: with one of these the rows are sums already.
_SUMMED = (
    "spend",
    "impressions",
    "clicks",
    "sessions",
    "sends",
    "delivered",
    "leads",
    "won",
    "orders",
)
# Stages from the first to the last.
_FURTHER = ("", "lead", "qualified", "sales_qualified", "lost", "won")
# What parts the words of a stage: "Closed-Won (Sales pipeline)".
_NO_WORD = re.compile(r"[-()/]")


def shape_of(card: Card | None, uses: Sequence[Use], samples: Sequence[Sequence[str]]) -> Shape:
    """Return whether a table lists orders, deals, or sums. `samples`: the first cells of each
    column.
    """
    keys = {use.meaning.name for use in uses if use.is_a("key") and use.meaning}
    measures = {use.meaning.name for use in uses if use.is_a("measure") and use.meaning}
    if card is not None and card.family not in ("shop", "crm"):
        return "sums"
    if measures & set(_SUMMED):
        return "sums"
    if "order_id" in keys and ("amount" in keys or "revenue" in measures):
        return "orders"
    # A shop's table of products or days has revenue too: its rows are no orders.
    if card is not None and card.family == "shop" and "revenue" in measures:
        return "orders" if keys & {"order_status", "cancelled_at"} else "sums"
    if "deal_stage" not in keys:
        return "sums"
    return _by_status(card, uses, samples, money="amount" in keys or "revenue" in measures)


def _by_status(
    card: Card | None, uses: Sequence[Use], samples: Sequence[Sequence[str]], *, money: bool
) -> Shape:
    """Return what a status column tells of: orders (paid, shipped), deals (won, lost), or neither
    (a ticket open or closed).
    """
    use = next(use for use in uses if use.is_a("key", "deal_stage"))
    said = [plain(text) for text in samples[use.position] if text.strip()]
    words, stage = meanings_of("orders"), [_stage(text) for text in said]
    of_orders = sum(text in words for text in said)
    if money and 2 * of_orders > len(said) and of_orders > sum(map(bool, stage)):
        return "orders"
    # "Open" under "Status" may be a ticket: a sale is proven by a later stage, or by the name.
    named = plain(use.name) not in vocabulary("stage_names")["bare"]
    return "deals" if card is not None or named or set(stage) - {"", "lead"} else "sums"


def with_amount(shape: Shape, uses: Sequence[Use]) -> tuple[Use, ...]:
    """Return the uses with an order's or a deal's amount taken as a figure: an order's is its
    revenue.
    """
    if shape == "sums":
        return tuple(_without_keys(use) for use in uses)
    field = "revenue" if shape == "orders" else "pipeline_value"
    if any(use.is_a("measure", field) for use in uses):
        return tuple(uses)
    # A deal's "value" is what it may bring: revenue once it is won.
    named = any(use.is_a("key", "amount") for use in uses)
    kind, name = ("key", "amount") if named else ("measure", "revenue")
    return tuple(
        replace(use, meaning=replace(use.meaning, kind="measure", name=field))
        if use.meaning and use.is_a(kind, name)
        else use
        for use in uses
    )


def _without_keys(use: Use) -> Use:
    """Keys of orders and deals say nothing in a table of sums."""
    useful = ("campaign_type", "medium", "day_index", "attribution")
    if use.is_a("key") and use.meaning and use.meaning.name not in useful:
        return replace(use, meaning=None, why="no_field")
    return use


def deals(frame: Frame) -> tuple[Frame, tuple[LeftOut, ...]]:
    """Return one row a deal or lead, dated by its creation: leads = 1, and what it has become; and
    the rows left out, where a deal has a row for each stage it passed.

    won, lost_deals, qualified_leads and sales_qualified_leads are 1 or 0; revenue is the amount of
    what is won; deal_days the days from creation to closing of what is won.
    """
    again = _passed(frame)
    left_out = frame.left("repeated_deals", again)
    frame = frame.where(~again)
    stage = stages(frame.keys["deal_stage"])
    amount = frame.measures.get("pipeline_value")
    won = _is(stage, "won")
    measures: dict[str, Floats] = {
        "leads": np.ones(len(frame)),
        "won": won,
        "lost_deals": _is(stage, "lost"),
    }
    if {"qualified", "sales_qualified"} & set(stage.values):
        measures["qualified_leads"] = _is(stage, "qualified", "sales_qualified", "won")
    if "sales_qualified" in stage.values:
        measures["sales_qualified_leads"] = _is(stage, "sales_qualified", "won")
    if amount is not None:
        measures["revenue"] = np.where(won == 1.0, amount, np.nan)
    closed = frame.keys.get("deal_closed")
    if closed is not None:
        measures["deal_days"] = np.where(
            won == 1.0, _days_between(frame.dimensions["date"], closed), np.nan
        )
    return frame.with_measures(**measures), left_out


def _passed(frame: Frame) -> Mask:
    """Return the rows of deals that another row tells further: each deal's furthest stage stays,
    the last such row if several.
    """
    again = np.zeros(len(frame), dtype=bool)
    ids = frame.keys.get("deal_id")
    if ids is None:
        return again
    stage = stages(frame.keys["deal_stage"])
    far = np.array([_FURTHER.index(value) for value in stage.values])[stage.codes]
    order = np.lexsort((np.arange(len(frame)), far, ids.codes))
    last = np.append(ids.codes[order][1:] != ids.codes[order][:-1], True)
    again[order[~last]] = True
    return again & ~ids.is_blank()


def stages(column: Coded) -> Coded:
    """Return each deal's stage as lead, qualified, sales_qualified, won or lost; "" when no word
    is known.
    """
    return column.map(lambda text: _stage(plain(text)))


def _stage(text: str) -> str:
    whole = meanings_of("stages")
    if text in whole:
        return whole[text]
    # "Proposal to the client" is no client yet: inside a longer name only plain words tell.
    spaced = f" {_NO_WORD.sub(' ', text)} "
    return next((m for word, m in meanings_of("stage_words").items() if f" {word} " in spaced), "")


def _is(stage: Coded, *names: str) -> Floats:
    flags = np.array([float(value in names) for value in stage.values])
    return flags[stage.codes]


def _days_between(created: Coded, closed: Coded) -> Floats:
    from kpi.intake.date_order import read_dates

    ends = [p.first.isoformat() if p else "NaT" for p in read_dates(closed.values).periods]
    first = np.array([value or "NaT" for value in created.values], dtype="datetime64[D]")
    last = np.array(ends, dtype="datetime64[D]")
    days = (last[closed.codes] - first[created.codes]) / np.timedelta64(1, "D")
    return np.where(days >= 0, days, np.nan)


def customer_kinds(column: Coded) -> Coded:
    """Return new, existing or "" for each text of a column that tells new customers from others."""
    known = meanings_of("customers")
    change = {"new": "new", "existing": "existing", "yes": "new", "no": "existing"}
    values = [change.get(known.get(plain(value), ""), "") for value in column.values]
    return coded_as(column.codes, values)
