"""Where a table tells the same thing twice, the one column that counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.intake.desk import total

if TYPE_CHECKING:
    from kpi.intake.columns import Use
    from kpi.intake.desk import Desk

# Marks the columns in the payer's own currency.
PAYER = "payer"


def one_money(desk: Desk) -> tuple[Use, ...]:
    """Keep one set of amounts where a table tells them twice: the payers' when they share a
    currency.

    Otherwise the payers' amounts do not add up, and the account's own are used.
    """
    theirs = [use for use in desk.table.uses if use.meaning and use.meaning.result == PAYER]
    given = next((use for use in theirs if use.is_a("dimension", "currency")), None)
    shared = given is not None and len(set(desk.cells(given).coded().values) - {""}) == 1
    own = {u.meaning.name for u in desk.table.uses if u.meaning and u not in theirs}
    fields = {use.meaning.name for use in theirs if use.meaning} & own
    # The payers' currencies say nothing of the account's own amounts.
    fields |= {"currency"} if fields and not shared else set()
    return tuple(
        replace(use, meaning=None, why="duplicate")
        if use.meaning and use.meaning.name in fields and (use in theirs) != shared
        else use
        for use in desk.table.uses
    )


def one_conversion(desk: Desk) -> tuple[Use, ...]:
    """Keep one column as the conversions, say which, and which others count the same or less sure
    things.

    Purchases are preferred to "Results" when sales are tracked with their value; then the plain
    column; then the
    first of the others that counted anything.
    """
    uses = desk.table.uses
    candidates = list(desk.table.all("measure", "conversions"))
    if len(candidates) < 2:
        return uses
    counted = [use for use in candidates if total(desk, use) > 0] or candidates[:1]
    values = (*desk.table.all("measure", "revenue"), *desk.table.all("rate", "roas"))
    valued = any(total(desk, use) > 0 for use in values)
    bought = [use for use in counted if use.meaning and use.meaning.result == "purchase" and valued]
    plain_ones = [use for use in counted if use.meaning and not use.meaning.result]
    kept = (bought or plain_ones or counted)[0]
    others = tuple(use.name for use in candidates if use is not kept)
    desk.note("conversions_counted", kept.name, names=others)
    return tuple(
        replace(use, meaning=None, why="duplicate", duplicate_of=kept.name)
        if use in candidates and use is not kept
        else use
        for use in uses
    )
