"""What the user can cause, said as codes and values: what was found, where, and what to do about
it.

No sentence is written here. `kpi.say(error, language)` puts the words on, from
`catalog/problems.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in what the user gave us; an empty text or None where it does not apply.

    `row` is the row number as a spreadsheet shows it (the first line of the file is 1).
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""


NOWHERE = Where()


class UserError(Exception):
    """Something the user can mend. `what` and `fix` are codes of `catalog/problems.toml`.

    `values` fills the placeholders of the sentences (raw numbers and names, never formatted text).
    """

    def __init__(
        self,
        what: str,
        where: Where = NOWHERE,
        fix: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(what, where, fix)
        self.what = what
        self.where = where
        self.fix = fix or what
        self.values: Mapping[str, Any] = MappingProxyType(dict(values or {}))

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.fix, dict(self.values)))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, UserError)
            and type(self) is type(other)
            and (self.what, self.where, self.fix, dict(self.values))
            == (other.what, other.where, other.fix, dict(other.values))
        )

    __hash__ = Exception.__hash__


def _rebuild(
    kind: type[UserError], what: str, where: Where, fix: str, values: dict[str, Any]
) -> UserError:
    """Reading may happen in another process: an error has to survive the way back whole."""
    error = kind.__new__(kind)
    UserError.__init__(error, what, where, fix, values)
    return error


class UnreadableFile(UserError):
    """A file that could not be read at all, or holds nothing we can use."""


class NothingRead(UserError):
    """None of the files given could be read; `problems` has one error a file."""

    def __init__(self, problems: tuple[UserError, ...]) -> None:
        super().__init__("nothing_read", values={"count": len(problems)})
        self.problems = problems


class InvalidBrief(UserError):
    """An answer outside what its question takes; `where.column` names the question."""


class UnknownName(UserError):
    """A KPI, field, dimension or period that does not exist; `values["near"]` has the nearest
    ones.
    """


class MixedCurrencies(UserError):
    """Money in several currencies was asked for as one sum."""


class OverlappingClaims(UserError):
    """Conversions or revenue that several platforms may each claim were asked for as one sum."""


class NotAdditive(UserError):
    """People or stocks (reach, followers) were asked for as a sum."""


def near_misses(name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return up to three known names that look like `name`, the nearest first."""
    import difflib

    return tuple(difflib.get_close_matches(name, known, n=3, cutoff=0.5))
