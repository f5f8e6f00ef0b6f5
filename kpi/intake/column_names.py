"""What the name of a column says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kpi.catalog.currencies import common
from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, Card, Kind, Meaning, cards
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import MEASURES
from kpi.intake.units import is_harmless, makes_a_rate, qualified, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.intake.recognise import Recognition

# A name read as a likely platform means it.
LIKELY = 0.8
# A name that no card knows, understood by the stems of its words.
SUPPOSED = 0.7
# The rank of a name that stands in no list, after every listed one.
UNKNOWN = 99
_RATE = re.compile(
    r"\b(rate|rates|taux|ratio|average|avg|moyen|moyenne|moy|medio|media|ctr|cpc|cpm|cpa|cpl|cpv|cac"
    r"|roas|roi|acos|tasa|taxa|quote|per|par|pro|por|share|part|pct|percent|percentage|pourcentage)\b"
    r"|%|/"
)
_DECORATION = re.compile(
    r"^(#|nb|nbr|no|num|number|nombre|total|sum|somme|anzahl|numero|qty|the|of|de|d'|des|du|le|la"
    r"|les|en|in|metrics|segments)\b[ .:]*|\s*[(\[].*?[)\]]\s*|#\s*(of\s+)?|\b(ttc|ht|euros?)$"
    r"|[€$£]|\b(in|en|em)$"
)


# A header shorter than this tells no platform by its everyday names.
TELLING = 4


def likely_cards(header: Sequence[str], lending: Sequence[Card]) -> tuple[Card, ...]:
    """Return the cards that know every name of a header, one at least of them no everyday word.

    Not enough to name the platform, enough to read its words as that platform means them.
    """
    names = {plain(name) for name in header if name and not name.startswith("Column ")}
    if len(names) < TELLING or names <= set(cards()[ANY].meanings):
        return ()
    return tuple(card for card in lending if names <= set(card.meanings))


def in_cards(likely: Sequence[Card], name: str) -> tuple[Meaning, float] | None:
    """Return what the likely cards agree that a name means, or None."""
    told = [card.meanings[key] for card in likely if (key := plain(name)) in card.meanings]
    # A setting of one platform may be a figure of another: its cells will tell.
    told = [meaning for meaning in told if meaning.kind != "aside"] or told
    if not told or len({(m.kind, m.name, m.result) for m in told}) > 1:
        return None
    return told[0], LIKELY


def by_name(
    recognition: Recognition, name: str, lending: Sequence[Card]
) -> tuple[Meaning | None, float]:
    """Return what a name says: in its platform's card, in everyday words, then in any card."""
    card = recognition.card
    key = plain(re.sub(r" \(\d+\)$", "", name))
    # Two header lines joined: the lower one names the column, the upper one its group.
    if " - " in key and (card is None or recognition.by_name) and key not in cards()[ANY].meanings:
        key = key.rpartition(" - ")[2]
    anyone = cards()[ANY]
    if card is not None and key in card.meanings:
        return card.meanings[key], 1.0
    bare, unit = unit_of(key)
    if card is not None and unit and bare in card.meanings:
        return card.meanings[bare], 0.95
    if set(re.split(r"[^a-z0-9]+", key)) & set(vocabulary("no_column")["compared"]):
        return None, 0.0
    if card is not None and not recognition.by_name:
        found = anyone.meanings.get(key)
        # A platform's card says all it counts, unless no export of it was ever seen. Advertising
        # platforms rename their columns by language and year: there a plain word still counts,
        # after every name of the card.
        kinds = ["dimension", "segment", "personal"]
        kinds += [] if card.seen else ["measure", "key"]
        kinds += ["measure"] if card.family == "ads" else []
        if found is None or found.kind not in kinds:
            return None, 0.0
        return replace(found, rank=found.rank + UNKNOWN), 0.75
    if key in anyone.meanings:
        return anyone.meanings[key], 0.95
    return _qualified(unit_of(key)[0], lending)


def _qualified(key: str, lending: Sequence[Card]) -> tuple[Meaning | None, float]:
    """Return what a name says without its ornaments; what its brackets hold may change it.

    "Cost (per click)" is a rate, "Conversions (view-through)" counts other conversions.
    """
    inner = qualified(key)[1]
    shorter = reduced(key)
    meaning = cards()[ANY].meanings.get(shorter)
    if meaning is None:
        return _in_any_card(key, lending)
    if is_harmless(inner):
        return meaning, 0.85
    if makes_a_rate(inner):
        return Meaning(kind="rate", name=""), 0.6
    return _by_stems(key) or meaning, SUPPOSED


def reduced(key: str) -> str:
    """Return a plain name without its ornaments: "# of website clicks (eur)" → "website clicks"."""
    before = ""
    while key != before:
        before, key = key, " ".join(_DECORATION.sub(" ", key).split()).strip(" :-")
        words = key.split()
        for end in (0, -1):
            if len(words) > 1 and words[end].upper() in common():
                del words[end]
        key = " ".join(words)
    return key


def _in_any_card(key: str, lending: Sequence[Card]) -> tuple[Meaning | None, float]:
    """Return what the platforms agree that a name means, or that it is a rate by its words."""
    found = {(m.kind, m.name): m for c in lending if (m := c.meanings.get(key)) is not None}
    if len(found) == 1:
        return next(iter(found.values())), 0.8
    if _RATE.search(key):
        return Meaning(kind="rate", name=""), 0.6
    return _by_stems(key), SUPPOSED


def _by_stems(key: str) -> Meaning | None:
    """Return the field whose stems a name holds, the longest line of stems first; None when two
    fields claim it, or when it is a setting.
    """
    words = re.split(r"[^a-z0-9]+", key)
    if set(words) & set(vocabulary("no_column")["words"]):
        return None
    fits = {
        name: max(map(len, found))
        for name, lines in vocabulary("columns").items()
        if (found := [stems for line in lines if _holds(words, stems := line.split())])
    }
    best = [name for name, length in fits.items() if length == max(fits.values())]
    if len(best) != 1:
        return None
    kind: Kind = "measure" if best[0] in MEASURES else "dimension"
    # A name that some card knows is preferred to one understood by its stems.
    return Meaning(kind=kind if best[0] != "page" else "segment", name=best[0], rank=UNKNOWN)


def _holds(words: Sequence[str], stems: Sequence[str]) -> bool:
    return all(any(word.startswith(stem) for word in words) for stem in stems)
