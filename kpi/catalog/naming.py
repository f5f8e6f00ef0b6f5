"""What things are called in both languages: goals, channels, fields, and the nouns counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kpi.catalog.entries import HERE, LANGUAGES, Bilingual, Entry, entries

# One file a kind in `labels/`; a code that several kinds share is found in this order.
KINDS = (
    "field", "dimension", "channel", "goal", "model", "situation", "role", "question", "family",
    "platform", "unit", "direction", "timing", "form", "stage", "filter", "status", "grain",
    "segment", "phrase", "report", "rate", "option", "left_out", "why_unused", "threshold",
    "threshold_source",
)  # fmt: skip
# What an entry may say beside its label: on a screen, in one plain sentence, by an example, and
# what an answer changes.
EXPLANATIONS = ("title", "sentence", "example", "help", "changes")
# The noun of what is not recognised.
FALLBACK = "conversion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One code's name and its explanations, by part of EXPLANATIONS (only those it has)."""

    code: str
    name: Bilingual
    explanations: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """Something that is counted, without article.

    `stems`: beginnings of words that, all there, recognise it in a platform's name for a result.
    """

    code: str
    one: Bilingual
    many: Bilingual
    stems: tuple[tuple[str, ...], ...]


def _label(entry: Entry) -> Label:
    values = entry.values
    if set(values) == set(LANGUAGES):  # the short form: spend = { fr = "…", en = "…" }
        values["name"] = {language: values.pop(language) for language in LANGUAGES}
    made = Label(
        code=entry.id,
        name=entry.both("name"),
        explanations=MappingProxyType(
            {part: entry.both(part) for part in EXPLANATIONS if part in values}
        ),
    )
    entry.finish()
    return made


def _noun(entry: Entry) -> Noun:
    made = Noun(
        code=entry.id,
        one=entry.both("one"),
        many=entry.both("many"),
        stems=tuple(tuple(stem.split()) for stem in entry.texts("stems")),
    )
    entry.finish()
    return made


@cache
def labels(kind: str) -> Mapping[str, Label]:
    """Return code → Label, for one of KINDS."""
    return MappingProxyType({e.id: _label(e) for e in entries(HERE / "labels" / f"{kind}.toml")})


@cache
def nouns() -> Mapping[str, Noun]:
    """Return code → Noun, in the order in which a platform's name for a result is looked up."""
    return MappingProxyType({e.id: _noun(e) for e in entries(HERE / "labels" / "noun.toml")})


def _plain(text: str) -> tuple[str, ...]:
    """Return a text's words in small letters without accents: "Achats (site)" → achats, site."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z]+", letters))


@cache
def noun(text: str) -> Noun:
    """Return the noun for a code, or for a platform's own name of a result.

    "Achats sur le site web" and "actions:omni_purchase" are sales; what is not recognised is a
    conversion, a word that is never wrong.
    """
    known = nouns()
    for code in (text, text.removesuffix("s")):  # "rows" is the noun "row"
        if code in known:
            return known[code]
    words = _plain(text)
    for found in known.values():
        for stem in found.stems:
            if all(any(word.startswith(part) for word in words) for part in stem):
                return found
    return known[FALLBACK]
