"""Files whose rows are not sums yet: orders of a shop, deals and leads of a CRM."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.platforms import Meaning
from kpi.catalog.vocabulary import meanings_of, vocabulary
from kpi.intake.cells import Coded, coded_as, constant
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
# With less history than this, a first order in the file is no proof of a new customer.
HISTORY_DAYS = 365


def shape_of(card: Card | None, uses: Sequence[Use]) -> Shape:
    """Return whether a table lists orders, deals, or sums."""
    keys = {use.meaning.name for use in uses if use.is_a("key") and use.meaning}
    measures = {use.meaning.name for use in uses if use.is_a("measure") and use.meaning}
    if card is not None and card.family not in ("shop", "crm"):
        return "sums"
    if measures & set(_SUMMED):
        return "sums"
    if "order_id" in keys and ("amount" in keys or "revenue" in measures):
        return "orders"
    if card is not None and card.family == "shop" and "revenue" in measures:
        return "orders"
    if "deal_stage" in keys and _speaks_of_stages(uses):
        return "deals"
    return "sums"


def _speaks_of_stages(uses: Sequence[Use]) -> bool:
    return any(use.is_a("key", "deal_stage") for use in uses)


def with_amount(shape: Shape, uses: Sequence[Use]) -> tuple[Use, ...]:
    """Return the uses with an order's or a deal's amount taken as a figure: an order's is its
    revenue.
    """
    field = "revenue" if shape == "orders" else "pipeline_value"
    if shape == "sums" or any(use.is_a("measure", field) for use in uses):
        return tuple(_without_keys(use, shape) for use in uses)
    return tuple(
        replace(use, meaning=Meaning(kind="measure", name=field))
        if use.is_a("key", "amount")
        else use
        for use in uses
    )


def _without_keys(use: Use, shape: Shape) -> Use:
    """Keys of orders and deals say nothing in a table of sums."""
    useful = ("campaign_type", "medium", "day_index", "attribution")
    if shape == "sums" and use.is_a("key") and use.meaning and use.meaning.name not in useful:
        return replace(use, meaning=None, why="no_field")
    return use


def orders(frame: Frame) -> tuple[Frame, tuple[LeftOut, ...]]:
    """Return one row an order (orders = 1, its revenue, refunds, discounts), and the rows left out.

    Cancelled and void orders are left out. Where lines hold each its amount, they stay, and the
    order counts once.
    `new_customers` comes from the customer's kind or order number, else from the customer's first
    order when the
    file covers a year at least.
    """
    void = _void(frame)
    left = list(frame.left("cancelled", void))
    frame = frame.where(~void)
    ids = _ids(frame)
    first = _firsts(ids)
    amounts = frame.measures.get("revenue")
    if not first.all() and (amounts is None or _per_order(ids, first, amounts)):
        left += frame.left("line_items", ~first)
        frame = frame.where(first)
        first = np.ones(len(frame), dtype=bool)
    frame = frame.with_measures(orders=np.where(first, 1.0, np.nan))
    new = _new_customers(frame, first)
    if new is not None:
        frame = frame.with_measures(new_customers=new)
    return frame, tuple(left)


def _void(frame: Frame) -> Mask:
    void = np.zeros(len(frame), dtype=bool)
    cancelled = frame.keys.get("cancelled_at")
    if cancelled is not None:
        void |= ~cancelled.is_blank()
    status = frame.keys.get("order_status")
    if status is not None:
        words = set(vocabulary("orders")["void"])
        said = np.array([plain(value) in words for value in status.values], dtype=bool)
        void |= said[status.codes]
    # The lines of a cancelled order after its first say nothing themselves: they follow it.
    if void.any():
        ids = _ids(frame)
        gone = np.unique(ids.codes[void & ~ids.is_blank()])
        void |= np.isin(ids.codes, gone) & ~ids.is_blank()
    return void


def _ids(frame: Frame) -> Coded:
    """Return the orders' numbers; without them each row is an order of its own."""
    return frame.keys.get("order_id") or constant("", len(frame))


def _firsts(ids: Coded) -> Mask:
    """Return the first row of each order; a row without a number is an order of its own."""
    first = np.zeros(len(ids.codes), dtype=bool)
    _, places = np.unique(ids.codes, return_index=True)
    first[places] = True
    return first | ids.is_blank()


def _per_order(ids: Coded, first: Mask, amounts: Floats) -> bool:
    """Return whether the amount is the order's (blank or repeated on its other lines), not the
    line's.
    """
    if np.isnan(amounts[~first]).all():
        return True
    by_order = np.full(len(ids.values), np.nan)
    by_order[ids.codes[first]] = amounts[first]
    same = amounts == by_order[ids.codes]
    return bool((same | np.isnan(amounts))[~first].all())


def _new_customers(frame: Frame, first: Mask) -> Floats | None:
    kind = frame.dimensions.get("customer_kind")
    if kind is not None and "new" in kind.values:
        new = np.array([value == "new" for value in kind.values], dtype=float)
        return np.where(first, new[kind.codes], np.nan)
    number = frame.keys.get("customer_orders")
    if number is not None:
        new = np.array([float(value.strip() in ("1", "1.0")) for value in number.values])
        return np.where(first, new[number.codes], np.nan)
    return _first_orders(frame, first)


def _first_orders(frame: Frame, first: Mask) -> Floats | None:
    """Return 1 on each customer's first order, when the file's history makes it likely to be the
    first ever.
    """
    customer, days = frame.keys.get("customer_key"), frame.dimensions["date"]
    if customer is None or customer.is_blank().any() or days.is_blank().any():
        return None
    order = np.array(sorted(days.values))
    span = np.datetime64(order[-1]) - np.datetime64(order[0])
    if span < np.timedelta64(HISTORY_DAYS, "D"):
        return None
    when = np.searchsorted(order, np.array(days.values))[days.codes]
    by_date = np.lexsort((frame.numbers, when))
    _, places = np.unique(customer.codes[by_date], return_index=True)
    new = np.zeros(len(frame))
    new[by_date[places]] = 1.0
    return np.where(first, new, np.nan)


def deals(frame: Frame) -> Frame:
    """Return one row a deal or lead, dated by its creation: leads = 1, and what it has become.

    won, lost_deals, qualified_leads and sales_qualified_leads are 1 or 0; revenue is the amount of
    what is won;
    deal_days the days from creation to closing of what is won.
    """
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
    return frame.with_measures(**measures)


def stages(column: Coded) -> Coded:
    """Return each deal's stage as lead, qualified, sales_qualified, won or lost; "" when no word
    is known.
    """
    known = meanings_of("stages")
    return column.map(lambda text: _stage(plain(text), known))


def _stage(text: str, known: object) -> str:
    words: dict[str, str] = dict(known)  # type: ignore[call-overload]
    if text in words:
        return words[text]
    for word, meaning in words.items():
        if (
            len(word) > 3
            and f" {word} " in f" {text.replace('-', ' ').replace('(', ' ').replace(')', ' ')} "
        ):
            return meaning
    return ""


def _is(stage: Coded, *names: str) -> Floats:
    flags = np.array([float(value in names) for value in stage.values])
    return flags[stage.codes]


def _days_between(created: Coded, closed: Coded) -> Floats:
    from kpi.intake.dates import read_dates

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
