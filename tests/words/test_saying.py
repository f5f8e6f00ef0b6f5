"""What records say, in both languages. Sentences are those of the deck with raw values put in."""

from __future__ import annotations

from datetime import date

import pytest

from kpi.audit.finding import Finding, Unchecked
from kpi.brief import Brief
from kpi.catalog import kpis, rules
from kpi.errors import InvalidBrief, NothingRead, UnreadableFile, UserError, Where
from kpi.facts import Check, LeftOut, Note, Option, Quantity, Question
from kpi.period import Period
from kpi.plan.reason import Reason
from kpi.readings.compare import Cause, Change
from kpi.words import option_name, say, say_markdown

S = "\u00a0"

CLICKBAIT = Finding(
    rule="R01_clickbait",
    kind="warning",
    entity={"campaign": "Été – Prospection femmes 25-34", "platform": "meta_ads"},
    confidence=0.95,
    money=(1130.0, 2345.0, 3580.0),
    currency="EUR",
    evidence={
        "result": "Achats sur le site web",
        "ctr": 0.024,
        "ctr_peers": 0.011,
        "conv_rate": 0.009,
        "conv_rate_peers": 0.023,
        "cost": 45.2,
        "cost_peers": 28.1,
        "weeks": 8,
        "low": Quantity(38.0, "money"),
        "high": Quantity(53.5, "money"),
    },
)

SPOKEN = [
    (
        "headline",
        f"«{S}Été – Prospection femme…{S}» fait cliquer, mais 45,20{S}€ par vente contre 28,10{S}€",
        "“Été – Prospection femme…” draws clicks, but €45.20 per sale against €28.10",
    ),
    (
        "you_see",
        f"Un taux de clic de 2,4{S}%, contre 1,1{S}% pour les campagnes comparables.",
        "A click-through rate of 2.4%, against 1.1% for comparable campaigns.",
    ),
    (
        "it_hides",
        (
            f"Après le clic, peu de visiteurs vont au bout (0,9{S}% contre 2,3{S}%){S}: chaque "
            f"vente coûte 45,20{S}€ au lieu de 28,10{S}€."
        ),
        (
            "After the click, few visitors go all the way (0.9% against 2.3%): each sale costs "
            "€45.20 instead of €28.10."
        ),
    ),
    (
        "confidence",
        (
            f"Constat tiré de 8{S}semaines. Le coût par vente se situe très probablement entre "
            f"38,00{S}€ et 53,50{S}€. Ce constat est très probable (environ 95 chances sur 100)."
        ),
        (
            "Based on 8 weeks. The cost per sale very likely lies between €38.00 and €53.50. "
            "This finding is very likely (about 95 chances in 100)."
        ),
    ),
    (
        "at_stake",
        f"En jeu{S}: environ 2{S}300{S}€ (entre 1{S}100{S}€ et 3{S}600{S}€) sur la période.",
        "At stake: about €2,300 (between €1,100 and €3,600) over the period.",
    ),
]


@pytest.mark.parametrize(("part", "fr", "en"), SPOKEN, ids=[part for part, *_ in SPOKEN])
def test_a_finding_line_by_line(part: str, fr: str, en: str) -> None:
    assert say(CLICKBAIT, "fr", part) == fr
    assert say(CLICKBAIT, "en", part) == en


def test_a_finding_s_headline_is_what_it_says_first() -> None:
    assert say(CLICKBAIT, "fr") == say(CLICKBAIT, "fr", "headline")


def test_without_dates_the_confidence_is_said_to_be_likely_no_more() -> None:
    undated = Finding(rule="R01_clickbait", kind="warning", confidence=0.8, dated=False)
    assert say(undated, "en", "confidence") == (
        "Without dates we cannot measure how figures vary from week to week: this is likely, no "
        "more. Add the Day column to the export to settle it."
    )


def test_a_finding_without_an_amount_says_what_is_off() -> None:
    remark = Finding(rule="R12_small_winner", kind="note")
    assert say(remark, "en", "at_stake").startswith("No amount at stake")


def test_a_narrow_range_takes_a_third_digit() -> None:
    narrow = Finding(
        rule="R03_reach_flat", kind="warning", money=(1671.3, 1731.0, 1789.1), currency="EUR"
    )
    assert say(narrow, "en", "at_stake") == (
        "At stake: about €1,730 (between €1,670 and €1,790) over the period."
    )


def test_a_name_wakes_nothing_in_markdown() -> None:
    named = Finding(
        rule="R13_budget_worst",
        kind="warning",
        entity={"campaign": "[Soldes](http://x) *$5*\u202e"},
        evidence={"spend_share": 0.41, "result_share": 0.12, "result": "sale"},
    )
    said = say_markdown(named, "en", "headline")
    assert r"\[Soldes\]\(http\://x\) \*\$5\*" in said
    assert "\u202e" not in said
    assert say(named, "en", "headline").startswith("“[Soldes](http://x) *$5*”")


def test_amounts_in_dollars_do_not_open_a_formula_in_markdown() -> None:
    in_dollars = Finding(
        rule="R01_clickbait",
        kind="warning",
        money=(1.0, 2.0, 3.0),
        currency="USD",
    )
    assert r"US\$2" in say_markdown(in_dollars, "en", "at_stake")


@pytest.mark.parametrize("rule", rules())
def test_a_rule_that_could_not_run_says_what_to_add(rule: str) -> None:
    for language in ("fr", "en"):
        assert "{" not in say(Unchecked(rule=rule, missing=("conversions", "date")), language)
    one = Unchecked(rule=rule, missing=("conversions", "date"))
    assert say(one, "en", "missing") == "Columns to add: Conversions and Date."


# Reasons


@pytest.mark.parametrize(
    ("reason", "fr"),
    [
        (
            Reason(kpi="roas", filter="coherent", because="no_margin", instead="cpa"),
            (
                f"«{S}ROAS (retour sur dépenses publicitaires){S}» demande votre taux de marge, "
                "inconnu pour l’instant. Indiquez une marge, même approchée, à l’étape Contexte. "
                f"En attendant{S}: «{S}Coût par conversion (CPA){S}»."
            ),
        ),
        # What cannot be advised is left out.
        (
            Reason(kpi="roas", filter="coherent", because="no_margin"),
            (
                f"«{S}ROAS (retour sur dépenses publicitaires){S}» demande votre taux de marge, "
                "inconnu pour l’instant. Indiquez une marge, même approchée, à l’étape Contexte."
            ),
        ),
        (
            Reason(
                kpi="cac",
                filter="coherent",
                because="no_volume",
                instead="cpa",
                values={
                    "conversions": Quantity(12, "conversion"),
                    "conversions_needed": Quantity(30, "conversion"),
                },
            ),
            (
                f"Avec 12{S}conversions par mois, «{S}Coût d’acquisition client (CAC){S}» "
                f"bougerait surtout par hasard. Suivez une étape plus fréquente, "
                f"«{S}Coût par conversion (CPA){S}», jusqu’à 30{S}conversions par mois."
            ),
        ),
    ],
    ids=["with a substitute", "without", "with counts"],
)
def test_why_a_kpi_is_left_out(reason: Reason, fr: str) -> None:
    assert say(reason, "fr") == fr
    both = f"{say(reason, 'fr', 'sentence')} {say(reason, 'fr', 'next')}"
    assert both.strip() == fr


# Errors


def refused(**answers: object) -> InvalidBrief:
    with pytest.raises(InvalidBrief) as caught:
        Brief(**{"goal": "acquisition", "model": "ecommerce", **answers})  # type: ignore[arg-type]
    return caught.value


def test_an_answer_outside_its_range_is_said_in_its_own_unit() -> None:
    error = refused(margin=1.4)
    assert say(error, "fr", "what") == (
        f"Cette réponse sort de ce que la question attend{S}: 140{S}%. Maximum{S}: 100{S}%."
    )
    assert say(error, "en", "where") == "Context step, “Margin”."


def test_an_unknown_answer_is_met_with_the_nearest() -> None:
    assert say(refused(goal="acquisitions"), "en", "what") == (
        "This answer does not exist: “acquisitions”. The nearest: acquisition."
    )


def test_a_file_that_cannot_be_read_says_what_where_and_what_to_do() -> None:
    error = UnreadableFile("empty_file", Where(file="mars.csv"))
    assert say(error, "en") == (
        "This file is empty (0 bytes). File “mars.csv”. Export it again from your platform. "
        "Your other files stay loaded."
    )


def test_many_rows_are_counted_rather_than_listed() -> None:
    values = {"found": 9, "wanted": 11, "rows": (12, 15, 18, 20, 22)}
    error = UnreadableFile("ragged", Where(file="a.csv"), values=values)
    assert say(error, "fr", "where") == f"Fichier «{S}a.csv{S}», lignes 12, 15 et 3{S}autres."
    assert say(error, "en", "where") == "File “a.csv”, rows 12, 15 and 3 more."


def test_a_sentence_that_lacks_its_figure_is_left_out() -> None:
    """Half an error is better than a sentence with a hole."""
    error = UnreadableFile("ragged", Where(file="a.csv", row=3))
    assert say(error, "en", "what") == "Nothing is deleted, all is set aside."
    assert say(error, "en", "where") == "File “a.csv”, row 3."


def test_an_unknown_code_still_says_something_useful() -> None:
    error = UserError("a_code_of_tomorrow", Where(file="a.csv"))
    assert say(error, "en", "what") == "Something in this file was not understood."


def test_none_read_counts_the_files() -> None:
    nothing = NothingRead((UserError("empty_file"), UserError("prose")))
    assert say(nothing, "en", "what") == "None of these files could be read. Files: 2."


def test_notes_and_questions_use_the_same_deck() -> None:
    where = Where(file="a.csv", column="Date")
    values = {"sample": "03/04/2026", "date_a": date(2026, 4, 3), "date_b": date(2026, 3, 4)}
    asked = Question(id="q", code="ambiguous_dates", where=where, options=(), values=values)
    assert say(asked, "fr", "what") == (
        f"La date «{S}03/04/2026{S}» peut se lire de deux façons{S}: 3 avril 2026 ou 4 mars 2026."
    )
    said = Note(code="html_as_xls", where=where)
    assert say(said, "en", "where") == "File “a.csv”."


def test_rows_set_aside_are_counted_with_their_reason() -> None:
    assert say(LeftOut(why="totals_row", rows=(14, 15)), "en").endswith(": 2 rows set aside.")


# KPIs and changes


def test_a_kpi_says_its_name_label_decision_and_trap() -> None:
    cpa = kpis()["cpa"]
    assert say(cpa, "fr") == "Coût par conversion (CPA)"
    assert say(cpa, "en", "label") == "Cost per conversion"
    assert say(cpa, "en", "formula") == "Spend ÷ conversions"
    assert say(cpa, "fr", "trap").endswith(".")


# CPA 33.33 → 53.33: CPM +17.25, CTR +12.24, CVR -9.50 (notes on statistics, section 4).
MOVED = Change(
    kpi="cpa",
    status="ok",
    before_period=Period(date(2026, 3, 2), date(2026, 3, 29)),
    after_period=Period(date(2026, 3, 30), date(2026, 4, 26)),
    before=33.33,
    after=53.33,
    delta=20.0,
    causes=(
        Cause(name="cpm", effect=17.25),
        Cause(name="ctr", effect=12.24),
        Cause(name="click_conversion", effect=-9.5),
    ),
)


def test_a_change_says_from_where_to_where() -> None:
    assert say(MOVED, "en") == "“Cost per conversion” goes from 33.30 to 53.30 (+60%)."


def test_a_change_names_its_causes_the_largest_first() -> None:
    assert say(MOVED, "en", "causes") == (
        "What explains it: CPM: +17.30, Click-through rate: +12.20 and Conversion per click: -9.50."
    )


def test_a_rate_moves_by_points() -> None:
    moved = Change(
        kpi="ctr",
        status="ok",
        before_period=MOVED.before_period,
        after_period=MOVED.after_period,
        before=0.019,
        after=0.011,
    )
    assert say(moved, "fr") == f"«{S}Taux de clic{S}» passe de 1,9{S}% à 1,1{S}% (-0,8{S}point)."


def test_what_nobody_can_say_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        say(object(), "fr")


# Files


@pytest.mark.parametrize(
    ("check", "en"),
    [
        (
            Check(
                id="totals",
                passed=True,
                values={"field": "spend", "file_total": 12345.67, "read_total": 12345.67},
            ),
            "Spend: the file’s own total, 12,345.67, is what we read.",
        ),
        (
            Check(
                id="totals",
                passed=False,
                values={"field": "clicks", "file_total": 867.0, "read_total": 603.0},
            ),
            "Clicks: the file says 867, we read 603. Check the filters of the export.",
        ),
        (
            Check(id="rates", passed=True, values={"rate": "ctr", "agreed": 161, "count": 161}),
            "Click-through rate: our sums give the file’s own figure again. Rows compared: 161.",
        ),
        (Check(id="clicks", passed=True), "Never more clicks than impressions."),
    ],
    ids=["total", "wrong total", "rate", "clicks"],
)
def test_a_proof_of_our_reading_says_its_numbers(check: Check, en: str) -> None:
    assert say(check, "en") == en


def test_answers_to_a_question_say_what_they_give() -> None:
    asked = Question(
        id="q",
        code="ambiguous_dates",
        where=Where(file="a.csv"),
        options=(Option(id="dmy"), Option(id="mdy")),
        values={"sample": "03/04/2026", "date_a": date(2026, 4, 3), "date_b": date(2026, 3, 4)},
    )
    assert option_name(asked, "dmy", "en") == "Day first: 3 April 2026"
    assert option_name(asked, "mdy", "en") == "Month first: 4 March 2026"


def test_two_sheets_of_one_file_are_not_called_two_files() -> None:
    values = {
        "file": "gsc.xlsx",
        "file_other": "gsc.xlsx",
        "sheet_other": "Pages",
        "date_a": date(2026, 3, 2),
        "date_b": date(2026, 3, 8),
    }
    note = Note(code="overlap_periods", where=Where(file="gsc.xlsx", sheet="Dates"), values=values)
    assert say(note, "en", "where") == "File “gsc.xlsx”, sheets “Dates” and “Pages”."


def test_a_long_list_is_cut() -> None:
    columns = tuple(f"Column {n}" for n in range(12))
    error = UnreadableFile("header_only", Where(file="a.csv"), values={"columns": columns})
    assert say(error, "en", "where").endswith("Column 5 and 6 more.")
