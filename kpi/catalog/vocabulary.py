"""Words found inside files and what they mean: roles of campaigns, stages of deals, customers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from kpi.catalog.entries import HERE, CatalogError, entries
from kpi.catalog.headings import plain


@cache
def vocabulary(section: str) -> Mapping[str, tuple[str, ...]]:
    """Return meaning → words, in plain form and the file's order, for one section."""
    for entry in entries(HERE / "vocabulary.toml"):
        if entry.id == section:
            found = {name: tuple(map(plain, entry.texts(name))) for name in list(entry.values)}
            return MappingProxyType(found)
    raise CatalogError("vocabulary.toml has no section " + section)


@cache
def meanings_of(section: str) -> Mapping[str, str]:
    """Return word → meaning for one section; a word listed twice keeps its first meaning."""
    found: dict[str, str] = {}
    for meaning, words in vocabulary(section).items():
        for word in words:
            found.setdefault(word, meaning)
    return MappingProxyType(found)
