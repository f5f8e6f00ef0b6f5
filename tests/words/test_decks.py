"""The copy deck holds: both languages, placeholders, lengths, typography, words we avoid."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator

import pytest

from kpi.catalog import KINDS, kpis, labels, nouns, placeholder_types, rules, sentences
from kpi.catalog.entries import HERE
from kpi.catalog.rules import PARTS
from kpi.words.interface import catalog

PLACEHOLDER = re.compile(r"\{(\w+)\}")
NO_BREAK = "\u00a0\u202f"
LIMITS = {"label": 26, "short": 60, "headline": 90}
AVOID = {
    "fr": "p-value significati encodage cohorte écart-type médian granularité dénominateur agrég "
    "dataset statistiqu corrélation gaspill malheureusement désolé holdout",
    "en": "p-value significan encoding cohort granularity denominator aggregat dataset statistical "
    "correlat wasted unfortunately sorry please holdout",
}
TYPOGRAPHY = {
    "fr": (
        (rf"[^{NO_BREAK}][:;!?%€»]", "a no-break space before : ; ! ? % € »"),
        (rf"«[^{NO_BREAK}]", "a no-break space after «"),
        (r"[“”\"']", "« » and ’ only"),
    ),
    "en": ((r"\s[:;!?%]", "no space before punctuation"), (r"[«»\"']", "“ ” and ’ only")),
}
BUTTONS_TO_AVOID = ("valider", "ok", "soumettre", "submit", "go")

Pair = tuple[str, str, str, str]  # where, part, French, English
Source = Callable[[], Iterator[Pair]]


def of_rules() -> Iterator[Pair]:
    for rule in rules().values():
        yield rule.id, "title", rule.title["fr"], rule.title["en"]
        for part in PARTS:
            yield rule.id, part, rule.words[part]["fr"], rule.words[part]["en"]


def of_kpis() -> Iterator[Pair]:
    for one in kpis().values():
        parts = {
            "name": one.name,
            "label": one.label,
            "short": one.short,
            "decision": one.decision,
            "trap": one.trap,
        }
        for part, both in parts.items():
            yield one.id, part, both["fr"], both["en"]


def of_decks() -> Iterator[Pair]:
    for deck in ("problems", "refusals", "reasons", "verdicts", "checks"):
        for code, entry in sentences(deck).items():
            for part, both in entry.items():
                yield f"{deck}.{code}", part, both["fr"], both["en"]


def of_labels() -> Iterator[Pair]:
    for kind in KINDS:
        for code, one in labels(kind).items():
            yield f"{kind}.{code}", "name", one.name["fr"], one.name["en"]
            for part, both in one.explanations.items():
                yield f"{kind}.{code}", part, both["fr"], both["en"]
    for code, noun in nouns().items():
        yield f"noun.{code}", "one", noun.one["fr"], noun.one["en"]
        yield f"noun.{code}", "many", noun.many["fr"], noun.many["en"]


def of_interface() -> Iterator[Pair]:
    for message in catalog("fr"):
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        other = catalog("en").get(message.id)
        french = message.string if isinstance(message.string, tuple) else (message.string,)
        if other is None:
            yield key, "text", french[0], ""
            continue
        english = other.string if isinstance(other.string, tuple) else (other.string,)
        for number, (fr, en) in enumerate(zip(french, english, strict=True)):
            yield key, f"form {number}", fr, en


SOURCES = (of_rules, of_kpis, of_decks, of_labels, of_interface)


def samples() -> dict[str, dict[str, str]]:
    with (HERE / "placeholders.toml").open("rb") as file:
        return {name: entry["sample"] for name, entry in tomllib.load(file).items()}


def filled(text: str, language: str) -> str:
    """The text with its samples, each cut as a headline cuts a name."""
    known = samples()

    def sample(found: re.Match[str]) -> str:
        written = known[found[1]][language]
        return written if len(written) <= 24 else written[:23] + "…"

    return PLACEHOLDER.sub(sample, text)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.__name__)
def test_both_languages_say_it_with_the_same_placeholders(source: Source) -> None:
    for where, part, fr, en in source():
        assert fr, f"{where}, {part}: no French"
        assert en, f"{where}, {part}: no English"
        same = set(PLACEHOLDER.findall(fr)) == set(PLACEHOLDER.findall(en))
        assert same, f"{where}, {part}: placeholders differ"


@pytest.mark.parametrize("source", [of_rules, of_decks], ids=lambda one: one.__name__)
def test_every_placeholder_is_declared(source: Source) -> None:
    for where, part, fr, _ in source():
        undeclared = set(PLACEHOLDER.findall(fr)) - set(placeholder_types())
        assert not undeclared, f"{where}, {part}: {undeclared}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.__name__)
def test_the_typography_is_right(source: Source) -> None:
    wrong = []
    for where, part, fr, en in source():
        for language, text in (("fr", fr), ("en", en)):
            if text != text.strip() or "  " in text:
                wrong.append(f"{where}, {part}, {language}: stray spaces")
            for rule, why in TYPOGRAPHY[language]:
                if re.search(rule, text):
                    wrong.append(f"{where}, {part}, {language}: {why}: {text}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.__name__)
def test_words_that_a_marketer_should_not_read_are_absent(source: Source) -> None:
    for where, part, fr, en in source():
        for language, text in (("fr", fr), ("en", en)):
            for word in AVOID[language].split():
                assert word not in text.lower(), f"{where}, {part}, {language}: {word}"


@pytest.mark.parametrize("source", [of_rules, of_kpis], ids=lambda one: one.__name__)
def test_what_stands_in_a_narrow_place_is_short(source: Source) -> None:
    for where, part, fr, en in source():
        for language, text in (("fr", fr), ("en", en)):
            limit = LIMITS.get(part, 10_000)
            assert len(filled(text, language)) <= limit, f"{where}, {part}, {language}"


def test_labels_of_kpis_differ() -> None:
    for language in ("fr", "en"):
        found = [one.label[language] for one in kpis().values()]
        assert len(found) == len(set(found))


def test_buttons_say_what_happens() -> None:
    for key, _, fr, en in of_interface():
        if key.startswith("button."):
            assert fr.lower() not in BUTTONS_TO_AVOID, key
            assert en.lower() not in BUTTONS_TO_AVOID, key


def test_verdicts_fit_a_title() -> None:
    for code, entry in sentences("verdicts").items():
        for language in ("fr", "en"):
            assert len(filled(entry["first"][language], language)) <= 115, code
