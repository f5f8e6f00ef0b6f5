"""The currencies of the world, and the signs that amounts are written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kpi.catalog.entries import HERE, Entry, entries


@cache
def _tables() -> Mapping[str, Entry]:
    return MappingProxyType({entry.id: entry for entry in entries(HERE / "currencies.toml")})


def _codes(name: str) -> frozenset[str]:
    return frozenset(_tables()["codes"].values[name])


@cache
def codes() -> frozenset[str]:
    """Return the ISO 4217 codes in force."""
    return _codes("known")


@cache
def common() -> frozenset[str]:
    """Return the codes that begin or end a column name without brackets, whatever their case."""
    return _codes("common")


@cache
def everyday_words() -> frozenset[str]:
    """Return the codes that are words too ("ALL", "TOP")."""
    return _codes("words")


@cache
def filters() -> frozenset[str]:
    """Return the codes that a title line writes to say that nothing is filtered ("ALL")."""
    return _codes("filters")


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Return sign or name → the codes it may mean, the default first ("" when it has none).

    Raises CatalogError when a code is none of ISO 4217.
    """
    signs, shared = _tables()["signs"], _tables()["shared"]
    found = {sign: (code,) for code, held in signs.values.items() for sign in held}
    found |= {sign: tuple(held) for sign, held in shared.values.items()}
    unknown = {code for held in found.values() for code in held if code} - codes()
    if unknown:
        raise signs.fail(min(unknown), "no code of ISO 4217")
    return MappingProxyType(found)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    """Return the currencies named in words ("euro"), without case."""
    return MappingProxyType(
        {sign.casefold(): held for sign, held in families().items() if len(sign) > 3}
    )


def currencies_of(text: str) -> tuple[str, ...]:
    """Return the codes that a code, a sign or a name may mean, the default first; () when none.

    "EUR" and "eur" → ("EUR",); "CA$" → ("CAD",); "$" → ("USD", "CAD", …); "BTC" → ().
    """
    text = text.strip()
    if text in families():
        return families()[text]
    if text.upper() in codes():
        return (text.upper(),)
    return _names().get(text.casefold(), ())


def _bounded(sign: str) -> str:
    """Return the pattern of a sign; one of letters stands apart from other letters."""
    before = r"(?<![^\W\d_])" if sign[0].isalpha() else ""
    after = r"(?![^\W\d_])" if sign[-1].isalpha() else ""
    return f"{before}{re.escape(sign)}{after}"


@cache
def sign_pattern() -> re.Pattern[str]:
    """Return what finds a currency in a cell: a sign, or a known code in capitals.

    A single letter counts before the figure alone ("R 1,200"): after it, it may be a scale.
    """
    single = {sign for sign in families() if len(sign) == 1 and sign.isascii() and sign.isalpha()}
    signs = sorted(set(families()) - single, key=len, reverse=True)
    longer = "|".join(map(_bounded, [*signs, *sorted(codes())]))
    letters = "|".join(map(_bounded, sorted(single)))
    return re.compile(rf"{longer}|(?:{letters})(?=\s*\d)")
