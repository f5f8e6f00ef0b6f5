"""Which platform exported a table, and what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi.catalog.currencies import common
from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, Card, Kind, Meaning, cards, platforms
from kpi.catalog.vocabulary import vocabulary
from kpi.facts import DIMENSIONS, MEASURES
from kpi.intake.dates import read_date, read_serial
from kpi.intake.durations import SECONDS, read_duration
from kpi.intake.lifetimes import is_lifetime, without_lifetimes
from kpi.intake.numbers import is_missing, take_apart
from kpi.intake.totals import says_total
from kpi.intake.units import factor_of, is_harmless, makes_a_rate, qualified, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

# Below this, what a column is gets asked rather than decided.
SURE = 0.7
# A name read as a likely platform means it.
LIKELY = 0.8
# A name that no card knows, understood by the stems of its words.
SUPPOSED = 0.7
# The rank of a name that stands in no list, after every listed one.
UNKNOWN = 99
# Cells looked at to see whether a column holds what its name promises, and the share that must.
LOOKED_AT = 40
MOSTLY = 0.7
# Subtotals by week or month may stand among the days.
DAYS_SHARE = 0.5
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
# A share of a price: "0.2", ".15", "0", "1".
_SHARE = re.compile(r"^(?:0?\.\d{1,2}|[01](?:\.0*)?)$")
# Names that speak of a person, whatever the tool.
_PERSON = re.compile(
    r"\b(e-?mail|phone|telephone|telefono|telefone|mobile|address|adresse|street|zip|postcode|postal"
    r"|first name|last name|prenom|nom de famille|vorname|nachname|ip)\b"
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The card that fits a table best (None: no platform) and the report.

    `by_name`: nothing but the file's name speaks for the card; its columns may bear anyone's names.
    `rivals`: cards that explain the whole header too, and of which nothing tells it apart.
    """

    card: Card | None
    report: str = ""
    language: str = ""
    by_name: bool = False
    rivals: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one column is used for. `meaning` None: not used, and `why` says the reason by its
    code.
    """

    position: int
    name: str
    meaning: Meaning | None = None
    confidence: float = 0.0
    why: str = ""
    duplicate_of: str = ""
    # What its figures are multiplied by, for the unit that its name gives.
    factor: float = 1.0

    def is_a(self, kind: str, name: str = "") -> bool:
        return (
            self.meaning is not None
            and self.meaning.kind == kind
            and name in ("", self.meaning.name)
        )


def recognise(
    file: str, header: Sequence[str], titles: Sequence[str], sheet: str = ""
) -> Recognition:
    """Return the platform whose own words the header, the title lines and the names hold: the
    sheet's before the file's.
    """
    names = [plain(name) for name in header]
    words = {plain(line.lstrip("# ")) for line in titles}
    scored = (
        (_score(card, names, words, _told(card, file, sheet)), id_)
        for id_, card in platforms().items()
    )
    (score, by_table), best = max(scored)
    if score <= 0:
        return Recognition(card=None, language=_language(cards()[ANY], names))
    card = platforms()[best]
    return Recognition(
        card=card,
        report=_report(card, words),
        language=_language(card, names),
        by_name=not by_table,
        rivals=tuple(_rivals(card, names, words, file, sheet)) if by_table else (),
    )


def _rivals(
    card: Card, names: Sequence[str], words: set[str], file: str, sheet: str
) -> Iterator[Card]:
    """Yield the cards of one family that know every name of a header, those that mark this card
    included; none when a title line or a name tells.
    """
    named = {name for name in names if name and not name.startswith("column ")}
    if any(title in words for title in card.titles) or _told(card, file, sheet):
        return
    for other in platforms().values():
        if other is not card and other.family == card.family and named <= set(other.meanings):
            yield other


def _told(card: Card, file: str, sheet: str) -> float:
    """Return how much the names of the sheet and the file speak for a card."""
    patterns = [rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in card.files]
    if any(re.search(pattern, sheet.lower()) for pattern in patterns):
        return 1.0
    return 0.5 * any(re.search(pattern, file.lower()) for pattern in (*patterns, *card.named))


def _score(card: Card, names: Sequence[str], words: set[str], told: float) -> tuple[float, bool]:
    """Return how well a card explains a header, 0 when nothing but everyday words speaks for it;
    and whether the table itself does, not its name alone.
    """
    named = [name for name in names if name and not name.startswith("column ")]
    known = [name for name in named if name in card.meanings]
    marks = sum(name in card.marks for name in set(named))
    titled = any(title in words for title in card.titles)
    all_known = len(known) == len(named) and len(known) >= 2
    measured = sum(card.meanings[name].kind in ("measure", "part") for name in known)
    by_table = marks >= 2 or bool(marks and all_known) or bool(titled and known)
    if not (by_table or (told and (measured >= 2 or (measured and all_known)))):
        return 0.0, False
    # A card that knows every name beats one that shares a few everyday ones.
    score = marks + 2.0 * titled + told + len(known) / max(len(named), 1) + all_known
    return score, by_table


def _report(card: Card, words: set[str]) -> str:
    return next((report for title, report in card.titles.items() if title in words), "")


def _language(card: Card, names: Sequence[str]) -> str:
    """Return the language that most names are in, English when they could be either."""
    votes: Counter[str] = Counter()
    for name in names:
        languages = card.meanings[name].languages if name in card.meanings else ()
        votes.update({language: 1.0 / len(languages) for language in languages})
    if not votes:
        return ""
    return max(votes, key=lambda language: (votes[language], language == "en"))


def uses(
    recognition: Recognition,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    chosen: Mapping[str, str],
    known: Mapping[str, Card] | None = None,
) -> tuple[Use, ...]:
    """Return what each column is, by its name first, then by what its first cells hold.

    `chosen`: column name → field ("" to leave it out), what the user decided; it wins over
    everything. `known`: the cards that lend their words to a file of no platform, by default all.
    Several columns may be of one field: kpi.intake.twins keeps one.
    """
    found = []
    lending = tuple((platforms() if known is None else known).values())
    card = recognition.card
    likely = () if card else _likely(header, lending)
    for position, (name, sample) in enumerate(zip(header, samples, strict=True)):
        if name in chosen:
            found.append(_in_unit(_chosen(position, name, chosen[name]), card))
            continue
        meaning, confidence = _in_cards(likely, name) or _by_name(recognition, name, lending)
        use = Use(position=position, name=name, meaning=meaning, confidence=confidence)
        found.append(_in_unit(_by_values(use, sample), card))
    found = without_lifetimes(found, samples, chosen)
    return _in_context(_with_days(found, samples))


def _with_days(found: list[Use], samples: Sequence[Sequence[str]]) -> tuple[Use, ...]:
    """Return the uses with the first column that holds days alone as the date, where none is."""
    if any(use.is_a("dimension", "date") or use.is_a("key", "day_index") for use in found):
        return tuple(found)
    for position, use in enumerate(found):
        given = [text for text in samples[position] if text.strip()][:LOOKED_AT]
        days = bool(given) and all(_is_plain_day(text) for text in given)
        if use.why == "no_field" and days and not is_lifetime(use.name):
            meaning = Meaning(kind="dimension", name="date")
            found[position] = replace(use, meaning=meaning, confidence=0.7, why="")
            break
    return tuple(found)


# "Views" are plays beside advertising figures, pages beside visits.
_VISITS = ("sessions", "engaged_sessions", "users", "new_users")
_ADS = ("spend", "clicks", "impressions")


def _in_context(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Return the uses with words of two meanings read by what stands beside them."""
    held = {use.meaning.name for use in found if use.is_a("measure") and use.meaning}
    found = tuple(_of_emails(use, held) for use in _by_reader(_by_medium(found)))
    if held & set(_VISITS):
        before, after = "video_views", "page_views"
    elif held & set(_ADS):
        before, after = "page_views", "video_views"
    else:
        return tuple(_either(use) for use in found)
    if after in held:
        return found
    meaning = Meaning(kind="measure", name=after)
    return tuple(
        replace(use, meaning=meaning)
        if use.is_a("measure", before) and plain(use.name) in _VIEWS
        else use
        for use in found
    )


def _either(use: Use) -> Use:
    """Return "Views" as a supposition where nothing beside them says what was seen."""
    unsaid = use.confidence < 1.0 and plain(use.name) in _VIEWS
    return replace(use, confidence=min(use.confidence, SUPPOSED)) if unsaid else use


def _by_medium(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Leave the source aside where a medium says the channel: google / cpc is paid search."""
    if not any(use.is_a("key", "medium") for use in found):
        return found
    return tuple(
        replace(use, meaning=None, why="no_field")
        if use.is_a("dimension", "channel") and plain(use.name).endswith("source")
        else use
        for use in found
    )


def _by_reader(found: tuple[Use, ...]) -> tuple[Use, ...]:
    """Leave the openings counted each time aside where those who opened stand beside them."""
    each_time = vocabulary("each_time")["opens"]
    opens = [use for use in found if use.is_a("measure", "opens")]
    if all(plain(use.name) in each_time for use in opens):
        return found
    return tuple(
        replace(use, meaning=None, why="no_field")
        if use in opens and plain(use.name) in each_time
        else use
        for use in found
    )


def _of_emails(use: Use, held: set[str]) -> Use:
    """Return a use that does not count the clicks of an e-mail twice: each reader once, then all
    of them.
    """
    if use.is_a("measure", "clicks") and "email_clicks" in held and held & _SENT:
        return replace(use, meaning=None, why="no_field")
    # What a platform claims or sums up goes by the shop's words too: less sure beside its spend.
    claimed = held & {"spend", "impressions"} and any(
        use.is_a("measure", name) for name in _CLAIMED
    )
    claimed = claimed and not (use.is_a("measure", "orders") and "conversions" in held)
    return replace(use, confidence=min(use.confidence, SUPPOSED)) if claimed else use


_CLAIMED = ("orders", "carts", "engagements")
_SENT = frozenset(["sends", "delivered", "opens"])
_VIEWS = frozenset(["views", "vues", "aufrufe", "vistas", "visualizaciones", "visualizacoes"])


def _is_plain_day(text: str) -> bool:
    return not text.strip().isdigit() and read_date(text) is not None


def _in_unit(use: Use, card: Card | None) -> Use:
    """Return a use with what its figures are multiplied by; a name that a card knows has no unit
    to add.
    """
    if not (use.is_a("measure") or use.is_a("part")) or use.meaning is None:
        return use
    key = plain(use.name)
    if any(key in one.meanings for one in (card, cards()[ANY]) if one is not None):
        return use
    return replace(use, factor=factor_of(unit_of(key)[1], use.meaning.name))


def _chosen(position: int, name: str, field: str) -> Use:
    if field in MEASURES or field in DIMENSIONS:
        meaning = Meaning(kind="measure" if field in MEASURES else "dimension", name=field)
        return Use(position=position, name=name, meaning=meaning, confidence=1.0)
    return Use(position=position, name=name, why="chosen")


# A header shorter than this tells no platform by its everyday names.
TELLING = 4


def _likely(header: Sequence[str], lending: Sequence[Card]) -> tuple[Card, ...]:
    """Return the cards that know every name of a header, one at least of them no everyday word.

    Not enough to name the platform, enough to read its words as that platform means them.
    """
    names = {plain(name) for name in header if name and not name.startswith("Column ")}
    if len(names) < TELLING or names <= set(cards()[ANY].meanings):
        return ()
    return tuple(card for card in lending if names <= set(card.meanings))


def _in_cards(likely: Sequence[Card], name: str) -> tuple[Meaning, float] | None:
    """Return what the likely cards agree that a name means, or None."""
    told = [card.meanings[key] for card in likely if (key := plain(name)) in card.meanings]
    if not told or len({(m.kind, m.name, m.result) for m in told}) > 1:
        return None
    return told[0], LIKELY


def _by_name(
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


def _by_values(use: Use, sample: Sequence[str]) -> Use:
    """Return a use that its cells do not deny: figures for a measure, days for a date, no e-mail
    addresses.
    """
    given = [text for text in sample if text.strip()]
    given = given[:: max(len(given) // LOOKED_AT, 1)]
    if given and sum(bool(_MAIL.match(text.strip())) for text in given) * 3 > len(given):
        if use.is_a("key", "customer_key"):
            return use
        return replace(use, meaning=Meaning(kind="personal", name="people"), confidence=1.0)
    if use.meaning is None and _PERSON.search(plain(use.name)) and not _mostly(given, _is_figure):
        return replace(use, meaning=Meaning(kind="personal", name="people"), confidence=0.8)
    if use.meaning is None:
        return replace(use, why="no_field")
    if use.meaning.kind in ("measure", "part", "rate") and not _holds_figures(use, given):
        return replace(use, meaning=None, why="no_figures")
    if use.meaning.kind in ("measure", "part") and given and _mostly(given, _is_percent):
        return replace(use, meaning=Meaning(kind="rate", name=""))
    if use.is_a("measure", "discounts") and _are_shares(given):
        return replace(use, meaning=None, why="rate")
    days = [text for text in given if not says_total(text)]
    if use.meaning.name in ("date", "date_end") and not _mostly(days, _is_date, DAYS_SHARE):
        return replace(use, meaning=None, why="no_dates")
    return use


def _are_shares(texts: Sequence[str]) -> bool:
    """Return whether all figures lie between 0 and 1, one of them at least inside: 0.2 is a fifth
    of the price, not 20 cents.
    """
    plain_ones = [text.strip().replace(",", ".") for text in texts if not is_missing(text)]
    if not all(_SHARE.match(text) for text in plain_ones):
        return False
    return any(0 < float(text) < 1 for text in plain_ones)


def _mostly(texts: Sequence[str], is_right: Callable[[str], bool], share: float = MOSTLY) -> bool:
    return sum(map(is_right, texts)) >= share * len(texts)


def _is_percent(text: str) -> bool:
    written = take_apart(text)
    return written is not None and written.percent


def _is_figure(text: str) -> bool:
    return is_missing(text) or take_apart(text) is not None


def _holds_figures(use: Use, given: Sequence[str]) -> bool:
    """Return whether a column's cells are what its name counts: numbers, or lengths of time."""
    # A second header line may describe a platform's columns: its first cell proves nothing.
    figures = given[1:] if use.confidence == 1.0 and len(given) > 1 else given
    name = use.meaning.name if use.meaning else ""
    timed = name in MEASURES and MEASURES[name].unit in SECONDS
    return _mostly(figures, _is_length if timed else _is_figure)


def _is_length(text: str) -> bool:
    return _is_figure(text) or read_duration(text) is not None


def _is_date(text: str) -> bool:
    return is_missing(text) or read_date(text) is not None or read_serial(text) is not None
