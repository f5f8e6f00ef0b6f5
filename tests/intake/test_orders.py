"""Orders and deals: what counts, once."""

from __future__ import annotations

import pytest

from kpi.errors import NothingRead
from kpi.facts import Facts
from kpi.intake import load


def read(*lines: str, **corrections: str) -> Facts:
    given = {f"{kind}|shop.csv|": answer for kind, answer in corrections.items()}
    return load([("shop.csv", "\n".join(lines).encode())], given)


def sums(facts: Facts, *measures: str) -> list[float]:
    return [float(facts.cube[measure].sum()) for measure in measures]


# A column of states by any of its names: the third order stands, the others never were paid.
STATES = [
    ("Status", "Cancelled", "Failed", "Completed"),
    ("Order Status", "canceled", "wc-failed", "wc-completed"),
    ("Statut", "Annulée", "Paiement refusé", "Terminée"),
    ("État", "Erreur de paiement", "Échouée", "Paiement accepté"),
    ("Status", "Storniert", "Fehlgeschlagen", "Abgeschlossen"),
    ("Estado", "Cancelado", "Fallido", "Completado"),
    ("Status", "Cancelado", "Malsucedido", "Concluído"),
]


@pytest.mark.parametrize("case", STATES, ids=["-".join(case[:2]) for case in STATES])
def test_orders_cancelled_or_refused_do_not_count(case: tuple[str, str, str, str]) -> None:
    name, cancelled, failed, paid = case
    facts = read(
        f"Order number,Date,{name},Total",
        f"1,2026-03-02,{cancelled},80.00",
        f"2,2026-03-03,{failed},50.00",
        f"3,2026-03-14,{paid},120.50",
    )
    assert sums(facts, "orders", "revenue") == [1, 120.5]
    assert [(left.why, left.rows) for left in facts.sources[0].left_out] == [("cancelled", (2, 3))]


def test_states_of_orders_tell_orders_without_a_number() -> None:
    facts = read(
        "Date,Product,Amount,Status",
        "2026-03-02,Shoes,120.00,Completed",
        "2026-03-14,Hat,80.00,Cancelled",
    )
    assert facts.sources[0].family == "shop"
    assert sums(facts, "orders", "revenue") == [1, 120]


def test_an_order_counts_when_neither_its_state_nor_its_payment_denies_it() -> None:
    facts = read(
        "Order,Date,Payment status,Order status,Total",
        "1,2026-03-02,Paid,Completed,100",
        "2,2026-03-03,Failed,Processing,50",
        "3,2026-03-14,Paid,Cancelled,70",
    )
    assert sums(facts, "orders", "revenue") == [1, 100]


def test_a_discount_that_is_a_share_of_the_price_is_no_money() -> None:
    facts = read(
        "Order ID,Order date,Product,Sales,Discount",
        "1,2026-03-02,Chair,261.96,0",
        "1,2026-03-02,Desk,731.94,0.2",
        "2,2026-03-14,Lamp,14.62,0.15",
    )
    assert sums(facts, "orders", "revenue") == pytest.approx([2, 1_008.52])
    assert "discounts" not in facts.cube or facts.cube["discounts"].isna().all()


def test_discounts_written_below_zero_are_money_all_the_same() -> None:
    facts = read("Day,Orders,Discounts,Total sales", "2026-03-02,4,-20,416", "2026-03-03,2,0,250")
    assert sums(facts, "orders", "revenue", "discounts") == [6, 666, 20]


def test_a_table_of_products_is_no_list_of_orders() -> None:
    facts = load([("shopify.csv", b"Product title,Total sales\nShoe,200\nHat,50\n")])
    assert "orders" not in facts.cube or facts.cube["orders"].isna().all()


def test_an_order_refunded_in_full_counts_with_its_refund_and_it_is_said() -> None:
    facts = read(
        "Order number,Date,Status,Total",
        "1,2026-03-02,Refunded,30.00",
        "2,2026-03-14,Completed,60.00",
    )
    assert sums(facts, "orders", "revenue", "refunds") == [2, 90, 30]
    note = next(n for n in facts.sources[0].notes if n.code == "refunded_orders")
    assert note.values == {"count": 1, "rows": (2,)}


def test_a_column_of_refunds_says_what_was_given_back() -> None:
    facts = read(
        "Order number,Date,Status,Total,Amount refunded",
        "1,2026-03-02,Refunded,30.00,25.00",
        "2,2026-03-14,Completed,60.00,0",
    )
    assert sums(facts, "revenue", "refunds") == [90, 25]
    assert "refunded_orders" not in [note.code for note in facts.sources[0].notes]


def test_a_cancelled_line_leaves_the_rest_of_its_order() -> None:
    facts = read(
        "Order ID,Date,Item total,Status",
        "1,2026-03-02,20,Shipped",
        "1,2026-03-02,30,Cancelled",
        "2,2026-03-14,20,Shipped",
    )
    assert sums(facts, "orders", "revenue") == [2, 40]


def test_money_that_moves_without_a_sale_does_not_count() -> None:
    facts = read(
        "Date,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
        "To Email Address,Transaction ID,Balance Impact",
        "2026-03-02,CET,A,Express Checkout Payment,Completed,EUR,100.00,-3,97,,,T1,Credit",
        "2026-03-03,CET,,General Withdrawal,Completed,EUR,-97.00,0,-97,,,T2,Debit",
        "2026-03-04,CET,B,Mobile Payment,Completed,EUR,50.00,-2,48,,,T3,Credit",
        "2026-03-05,CET,,Reversal of General Account Hold,Completed,EUR,9.00,0,9,,,T4,Credit",
        "2026-03-06,CET,C,Express Checkout Payment,Denied,EUR,70.00,0,70,,,T5,Credit",
        "2026-03-14,CET,A,Payment Refund,Completed,EUR,-40.00,1,-39,,,T6,Debit",
    )
    assert facts.sources[0].platform == "PayPal"
    assert sums(facts, "orders", "revenue", "refunds") == [2, 150, 40]
    left = {left.why: left.rows for left in facts.sources[0].left_out}
    assert left == {"no_sale": (3, 5), "cancelled": (6,)}


def test_the_first_order_of_a_customer_needs_a_year_of_orders() -> None:
    # The blank day of a line left out is no proof of history.
    facts = read(
        "Order ID,Customer email,Financial status,Created at,Total,Lineitem name",
        "1,a@example.org,paid,2026-03-02,45,Red",
        "1,,,,,Blue",
        "2,b@example.org,paid,2026-03-14,25,Red",
    )
    assert sums(facts, "orders", "revenue") == [2, 70]
    assert "new_customers" not in facts.cube or facts.cube["new_customers"].isna().all()


# One order of two lines at one price, and what tells whose amount it is.
LINES = [
    ("quantity × price is the line's", "Quantity,Unit price,Total", "1,20,20", "2,20,40", 80),
    ("quantity × price is not the line's", "Quantity,Unit price,Total", "1,20,40", "2,20,40", 80),
    ("the name says the order", "Order total", "20", "40", 60),
    ("the name says the line", "Line total", "20", "40", 80),
]


@pytest.mark.parametrize("case", LINES, ids=[case[0] for case in LINES])
def test_an_amount_on_several_lines_is_told(case: tuple[str, str, str, str, float]) -> None:
    _, names, line, other, revenue = case
    facts = read(
        f"Order ID,Date,Product,{names}",
        f"1,2026-03-02,Red,{line}",
        f"1,2026-03-02,Blue,{line}",
        f"2,2026-03-14,Red,{other}",
    )
    assert sums(facts, "orders", "revenue") == [2, revenue]
    assert not facts.questions


ALIKE = (
    "Order ID,Date,Product,Amount",
    "1,2026-03-02,Red,20",
    "1,2026-03-02,Blue,20",
    "2,2026-03-14,Red,20",
)


def test_an_amount_that_nothing_tells_is_asked() -> None:
    asked = read(*ALIKE).questions[0]
    assert (asked.code, asked.default) == ("order_lines", "order")
    assert {option.id: option.values["revenue"] for option in asked.options} == {
        "order": 40,
        "line": 60,
    }


@pytest.mark.parametrize(("answer", "revenue"), [("order", 40), ("line", 60)])
def test_the_answer_about_lines_is_followed(answer: str, revenue: float) -> None:
    facts = read(*ALIKE, lines=answer)
    assert sums(facts, "orders", "revenue") == [2, revenue]
    assert not facts.questions


def test_many_orders_that_repeat_their_amount_tell_by_themselves() -> None:
    lines = [f"{n},2026-03-{n + 1:02},P{i},{10 * n}" for n in range(1, 6) for i in range(2)]
    facts = read("Order ID,Date,Product,Amount", *lines)
    assert sums(facts, "orders", "revenue") == [5, 150]
    assert not facts.questions


# A stage's name, and what it is: a longer name is understood by its plain words alone.
STAGES = [
    ("Closed Won (Sales Pipeline)", "won"),
    ("Abgeschlossen und gewonnen", "won"),
    ("Cierre ganado", "won"),
    ("Fechado e perdido", "lost_deals"),
    ("Closed - Not Converted", "lost_deals"),
    ("Closed - Converted", "won"),
    ("Proposition envoyée au client", "sales_qualified_leads"),
    ("Contract sent to customer", "sales_qualified_leads"),
    ("Pré-vente", ""),
]


@pytest.mark.parametrize(("stage", "counted"), STAGES, ids=[stage for stage, _ in STAGES])
def test_a_stage_is_understood(stage: str, counted: str) -> None:
    facts = read(
        "Deal name,Create date,Deal stage,Amount",
        f"A,2026-03-02,{stage},1000",
        "B,2026-03-03,Proposal,500",
        "C,2026-03-14,New,300",
    )
    row = facts.cube[facts.cube["date"] == "2026-03-02"].iloc[0]
    told = [name for name in ("won", "lost_deals") if row[name] == 1]
    assert told == ([counted] if counted in ("won", "lost_deals") else [])
    expected = counted in ("won", "sales_qualified_leads")
    assert row["sales_qualified_leads"] == expected
    assert float(facts.cube["revenue"].sum()) == (1000 if counted == "won" else 0)


def test_a_deal_with_a_row_for_each_stage_counts_once() -> None:
    facts = read(
        "Deal ID,Deal name,Deal stage,Created,Amount",
        "1,A,Qualified,2026-03-02,1000",
        "1,A,Closed won,2026-03-02,1000",
        "2,B,Qualified,2026-03-14,500",
    )
    assert sums(facts, "leads", "won", "revenue", "pipeline_value") == [2, 1, 1000, 1500]
    left = [(left.why, left.rows) for left in facts.sources[0].left_out]
    assert left == [("repeated_deals", (2,))]


PIPELINE = (
    "Deal name,Stage,Amount,Created",
    "A,Deployed,1000,2026-03-02",
    "B,Churned,500,2026-03-03",
    "C,Discovery,300,2026-03-14",
)


def test_stages_of_which_none_is_known_to_be_won_are_asked() -> None:
    facts = read(*PIPELINE)
    assert sums(facts, "leads", "won") == [3, 0]
    asked = facts.questions[0]
    assert (asked.code, asked.default) == ("stage_won", "none")
    assert [option.id for option in asked.options] == ["Deployed", "Churned", "none"]


@pytest.mark.parametrize(("answer", "won", "revenue"), [("Deployed", 1, 1000), ("none", 0, 0)])
def test_the_answer_about_the_stage_is_followed(answer: str, won: int, revenue: float) -> None:
    facts = read(*PIPELINE, won=answer)
    assert sums(facts, "won", "revenue") == [won, revenue]
    assert not facts.questions


def test_days_to_close_that_read_two_ways_are_not_counted() -> None:
    facts = read(
        "Deal name,Deal stage,Amount,Create date,Close date",
        "A,Won,1000,2026-03-02,04/05/2026",
        "B,Won,500,2026-03-03,06/07/2026",
    )
    assert sums(facts, "won") == [2]
    assert "deal_days" not in facts.cube or facts.cube["deal_days"].isna().all()


# Each deal's own currency, and the amounts that add up: the deals' when they share one, else the
# company's, whose currency the file does not say.
CURRENCIES = [("EUR", "EUR", "EUR", 1500), ("USD", "EUR", "", 1420)]


@pytest.mark.parametrize(("first", "second", "currency", "revenue"), CURRENCIES)
def test_amounts_in_several_currencies_are_not_summed(
    first: str, second: str, currency: str, revenue: float
) -> None:
    facts = read(
        "Record ID,Deal Name,Deal Stage,Create Date,Amount,Amount in company currency,Currency",
        f"1,A,Closed Won,2026-03-02,1000,920,{first}",
        f"2,B,Closed Won,2026-03-14,500,500,{second}",
    )
    assert facts.sources[0].platform == "HubSpot"
    assert facts.sources[0].currency == currency
    assert sums(facts, "revenue") == [revenue]


def test_open_tickets_are_no_deals() -> None:
    with pytest.raises(NothingRead):
        read("Date,Ticket,Status", "2026-03-02,1,Open", "2026-03-14,2,Closed")
