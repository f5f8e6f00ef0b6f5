"""Files whose rows are not sums yet: the orders of a shop, the deals and leads of a CRM."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import meanings_of, vocabulary
from kpi.intake.cells import Coded, coded_as
from kpi.intake.deals import stage_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.catalog.platforms import Card
    from kpi.intake.columns import Use

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
        return "orders" if keys & {"order_status", "payment_status", "cancelled_at"} else "sums"
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
    words, stage = meanings_of("orders"), [stage_of(text) for text in said]
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
    useful = ("campaign_type", "medium", "day_index", "attribution", "level")
    if use.is_a("key") and use.meaning and use.meaning.name not in useful:
        return replace(use, meaning=None, why="no_field")
    return use


def customer_kinds(column: Coded) -> Coded:
    """Return new, existing or "" for each text of a column that tells new customers from others."""
    known = meanings_of("customers")
    change = {"new": "new", "existing": "existing", "yes": "new", "no": "existing"}
    values = [change.get(known.get(plain(value), ""), "") for value in column.values]
    return coded_as(column.codes, values)
