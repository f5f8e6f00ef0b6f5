"""Orders of a shop: from one row an order, or one row a line, to sums."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow as pa

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import vocabulary
from kpi.intake.cells import Cells, Coded, constant
from kpi.intake.numbers import read_numbers, style_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.facts import LeftOut
    from kpi.intake.cells import Floats
    from kpi.intake.frame import Frame

    Mask = NDArray[np.bool_]

_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# What an amount that stands on several lines of one order is: the whole order's, or each line's.
Amount = Literal["order", "line", ""]
# Keys that say what has become of an order, the surest first; "Status" alone is a deal's stage too.
STATUSES = ("order_status", "payment_status", "deal_stage")
# Money that a shop gives up: shown as it is, or taken off with a minus sign.
GIVEN = ("refunds", "discounts")
# With less history than this, a first order in the file is no proof of a new customer.
HISTORY_DAYS = 365
# Orders of several lines that all repeat one amount before it is taken as the order's: fewer may be
# lines of one price. Ours, not measured.
REPEATING = 4
# How near quantity × price comes to a line's amount: tax and rounding stay within it.
NEAR = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Orders as sums: `orders` is 1 on the first row of each.

    `undecided`: the revenue if repeated amounts are the order's and if they are the line's, when
    nothing in the file tells which (else empty). `refunded`: rows of orders refunded in full.
    """

    frame: Frame
    left_out: tuple[LeftOut, ...]
    undecided: dict[str, float]
    refunded: tuple[int, ...]


def orders(frame: Frame, named: str, said: str) -> Counted:
    """Return one row an order (orders = 1, its revenue, refunds, discounts).

    `named`: the name of the column of amounts; `said`: what the user says they are ("order",
    "line" or ""). Cancelled and void orders are left out; those refunded in full keep their revenue
    and count it as a refund too. Where lines hold each its amount, they stay, and the order counts
    once. `new_customers` comes from the customer's kind or order number, else from the customer's
    first order when the file covers a year at least.
    """
    void = _void(frame)
    left = list(frame.left("cancelled", void))
    frame, other = _sales(frame.where(~void))
    left += other
    ids = _ids(frame)
    first = _firsts(ids)
    whole = said or _amount(frame, ids, first, named)
    undecided = {} if whole else _either(frame, first)
    if not first.all() and whole != "line":
        left += frame.left("line_items", ~first)
        frame = frame.where(first)
        first = np.ones(len(frame), dtype=bool)
    frame = frame.with_measures(orders=_one_each(frame, first))
    frame, refunded = _refunded(frame)
    new = _new_customers(frame, first)
    if new is not None:
        frame = frame.with_measures(new_customers=new)
    return Counted(frame=frame, left_out=tuple(left), undecided=undecided, refunded=refunded)


def _sales(frame: Frame) -> tuple[Frame, tuple[LeftOut, ...]]:
    """Return the sales and refunds of an account of payments, where a column tells its movements'
    types; a refund has no revenue, its amount is given back.
    """
    kinds, amounts = frame.keys.get("entry_kind"), frame.measures.get("revenue")
    if kinds is None or amounts is None:
        return frame, ()
    aside = _names(kinds, "no_sale")
    back = _names(kinds, "refund") & ~aside
    other = aside | ~(back | (amounts > 0))
    refunds = np.where(back, np.abs(amounts), frame.measures.get("refunds", np.nan))
    frame = frame.with_measures(revenue=np.where(back, np.nan, amounts), refunds=refunds)
    return frame.where(~other), frame.left("no_sale", other)


def _names(kinds: Coded, meaning: str) -> Mask:
    """Return the rows whose type holds one of the words of `meaning`."""
    words = set(vocabulary("entries")[meaning])
    found = [bool(words & set(_WORDS.findall(plain(kind)))) for kind in kinds.values]
    return np.array(found, dtype=bool)[kinds.codes]


def _one_each(frame: Frame, first: Mask) -> Floats:
    """Return 1 on each order's first row; a refund, or a row with neither number nor amount, is no
    order.
    """
    amounts = frame.measures.get("revenue")
    if amounts is not None:
        nameless = _ids(frame).is_blank() | ("entry_kind" in frame.keys)
        first = first & ~(nameless & np.isnan(amounts))
    return np.where(first, 1.0, np.nan)


def without_signs(frame: Frame) -> Frame:
    """Return refunds and discounts as the money they are, where reports write them below zero."""
    found = {
        name: np.abs(values)
        for name in GIVEN
        if (values := frame.measures.get(name)) is not None and not (values > 0).any()
    }
    return frame.with_measures(**found)


def _said(frame: Frame, meaning: str) -> Mask:
    """Return the rows whose status has one of the words of `meaning`."""
    words = set(vocabulary("orders")[meaning])
    found = np.zeros(len(frame), dtype=bool)
    for status in (frame.keys[name] for name in STATUSES if name in frame.keys):
        found |= np.array([plain(value) in words for value in status.values], bool)[status.codes]
    return found


def _void(frame: Frame) -> Mask:
    cancelled = frame.keys.get("cancelled_at")
    dated = np.zeros(len(frame), dtype=bool) if cancelled is None else ~cancelled.is_blank()
    void = _said(frame, "void")
    # The lines of a cancelled order after its first often say nothing themselves: they follow it.
    silent = np.ones(len(frame), dtype=bool)
    for status in (frame.keys[name] for name in STATUSES if name in frame.keys):
        silent &= status.is_blank()
    return void | dated | _of_orders(frame, dated) | (_of_orders(frame, void) & silent)


def _of_orders(frame: Frame, rows: Mask) -> Mask:
    """Return all rows of the orders that these rows belong to."""
    ids = _ids(frame)
    held: Mask = np.isin(ids.codes, np.unique(ids.codes[rows])) & ~ids.is_blank()
    return held


def _ids(frame: Frame) -> Coded:
    """Return the orders' numbers; without them each row is an order of its own."""
    return frame.keys.get("order_id") or constant("", len(frame))


def _firsts(ids: Coded) -> Mask:
    """Return the first row of each order; a row without a number is an order of its own."""
    first = np.zeros(len(ids.codes), dtype=bool)
    _, places = np.unique(ids.codes, return_index=True)
    first[places] = True
    return first | ids.is_blank()


def _amount(frame: Frame, ids: Coded, first: Mask, named: str) -> Amount:
    """Return what the amounts are, by the other lines, the column's name, quantity × price, and how
    many orders repeat one amount; "" when nothing tells.
    """
    amounts = frame.measures.get("revenue")
    if amounts is None or first.all() or np.isnan(amounts[~first]).all():
        return "order"
    by_order = np.full(len(ids.values), np.nan)
    by_order[ids.codes[first]] = amounts[first]
    own = by_order[ids.codes]
    if not ((amounts == own) | np.isnan(amounts))[~first].all():
        return "line"
    several = np.isin(ids.codes, np.unique(ids.codes[~first]))
    told = _by_price(frame, amounts, several) or _by_name(named)
    if told:
        return told
    repeating = np.unique(ids.codes[~first])
    prices = np.unique(by_order[repeating])
    return "order" if len(repeating) >= REPEATING and len(prices) > 1 else ""


def _by_name(named: str) -> Amount:
    words = vocabulary("orders")
    if plain(named) in words["whole"]:
        return "order"
    return "line" if plain(named) in words["line"] else ""


def _by_price(frame: Frame, amounts: Floats, several: Mask) -> Amount:
    """Return "line" when the amounts are each line's quantity × price (or price alone), "order"
    when they are something else, "" when the file holds no price.
    """
    price, quantity = _figures(frame, "unit_price"), _figures(frame, "quantity")
    if price is None or np.isnan(price[several]).any():
        return ""
    lines = price if quantity is None else price * quantity
    near = np.abs(lines - amounts) <= NEAR * np.abs(amounts) + NEAR
    if near[several].all():
        return "line"
    return "" if near[several].any() else "order"


def _figures(frame: Frame, key: str) -> Floats | None:
    column = frame.keys.get(key)
    if column is None:
        return None
    decimal = style_of(column.values).decimal
    return read_numbers(Cells(pa.array(column.values, pa.string())), decimal).values[column.codes]


def _either(frame: Frame, first: Mask) -> dict[str, float]:
    amounts = frame.measures["revenue"]
    return {"order": float(np.nansum(amounts[first])), "line": float(np.nansum(amounts))}


def _refunded(frame: Frame) -> tuple[Frame, tuple[int, ...]]:
    """Return the orders with what was given back in full counted as refunds, where no column of
    refunds says it.
    """
    revenue, given = frame.measures.get("revenue"), frame.measures.get("refunds")
    if revenue is None:
        return frame, ()
    back = _said(frame, "refunded") & (revenue > 0)
    if given is not None:
        back &= np.isnan(given) | (given == 0)
    if not back.any():
        return frame, ()
    known = np.full(len(frame), np.nan) if given is None else given
    frame = frame.with_measures(refunds=np.where(back, revenue, known))
    return frame, tuple(frame.numbers[back].tolist())


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
    order = np.array(sorted({days.values[code] for code in np.unique(days.codes)}))
    if not len(order):
        return None
    span = np.datetime64(order[-1]) - np.datetime64(order[0])
    if span < np.timedelta64(HISTORY_DAYS, "D"):
        return None
    when = np.searchsorted(order, np.array(days.values))[days.codes]
    by_date = np.lexsort((frame.numbers, when))
    _, places = np.unique(customer.codes[by_date], return_index=True)
    new = np.zeros(len(frame))
    new[by_date[places]] = 1.0
    return np.where(first, new, np.nan)
