"""What one audit looks at, read once and shared by all its rules."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from kpi.audit.campaigns import Table
from kpi.audit.claims import Looked, Together, could_not
from kpi.audit.gather import tables
from kpi.audit.joined import Joined
from kpi.brief import Brief
from kpi.catalog import rule
from kpi.facts import Facts
from kpi.period import Period
from kpi.readings.ledger import Ledger


class Scene:
    """The facts as arrays, what the brief says, and the tables of campaigns.

    `period`: the days asked for, None for all of them. Peer rules look at what lies inside it,
    period rules at its weeks against as many before.
    """

    def __init__(self, facts: Facts, brief: Brief | None = None, period: Period | None = None):
        self.facts, self.brief, self.period = facts, brief, period
        self._joined: dict[int, Joined] = {}

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.facts)

    @cached_property
    def whole(self) -> tuple[Table, ...]:
        """Campaigns, one table a platform, over all days."""
        return tables(self.facts, self.brief, None)

    @cached_property
    def shown(self) -> tuple[Table, ...]:
        """Campaigns, one table a platform, inside the period asked for."""
        if self.period is None:
            return self.whole
        return tables(self.facts, self.brief, self.period)

    def joined(self, table: Table) -> Joined:
        """Return a table's campaigns as other rows tell of them, found once for all rules."""
        if id(table) not in self._joined:
            self._joined[id(table)] = Joined(self.ledger, table)
        return self._joined[id(table)]

    @property
    def margin(self) -> float | None:
        """The margin rate of the brief, None when unknown or zero."""
        return self.brief.margin or None if self.brief is not None else None

    def each_shown(self, id_: str, look: Callable[[Table], Looked]) -> Looked:
        """Return one look of a rule on campaigns at every platform, inside the period."""
        if self.whole and not self.shown:
            return could_not(id_, "period")
        return _as_one(id_, tuple(look(table) for table in self.shown))

    def each_whole(self, id_: str, look: Callable[[Table], Looked]) -> Looked:
        """Return one look of a rule on campaigns at every platform, over all days."""
        return _as_one(id_, tuple(look(table) for table in self.whole))


def _as_one(id_: str, looks: tuple[Looked, ...]) -> Looked:
    """Without any advertising, the rule's own columns are what is missing."""
    needed = ("margin" if name == "gross_margin" else name for name in rule(id_).needs[0])
    return Together(looks=looks).as_one(id_, could_not(id_, *needed))
