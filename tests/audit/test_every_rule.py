"""Every rule of the catalogue is heard, and what it found fills its sentences."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from kpi.catalog import placeholder_types, rule, rules
from kpi.facts import Quantity
from tests.audit.heard import everything

EVERYTHING = everything()
# What the words layer takes from elsewhere: the finding's own money.
ELSEWHERE = {"money", "money_low", "money_high"}


def test_every_rule_of_the_catalogue_was_heard() -> None:
    assert {one.rule for one in EVERYTHING} == set(rules())


@pytest.mark.parametrize("id_", list(rules()))
def test_the_evidence_fills_every_sentence_of_its_rule(id_: str) -> None:
    known = rule(id_)
    heard = {one.variant: one for one in EVERYTHING if one.rule == id_}
    assert set(heard) >= set(known.variants)
    for one, part in product(heard.values(), known.words):
        if part == "silent":
            continue
        for pattern in known.pattern(part, one.variant).values():
            for name in re.findall(r"\{(\w+)\}", pattern):
                if name in ELSEWHERE:
                    continue
                value = one.evidence.get(name, one.entity.get(name))
                assert value is not None, f"{part} needs {name}"
                _is_of_its_type(name, value)


def _is_of_its_type(name: str, value: object) -> None:
    kind = placeholder_types()[name]
    if kind == "value":
        assert isinstance(value, Quantity), name
    elif kind in (
        "money",
        "percent",
        "ratio",
        "signed_percent",
        "signed_number",
        "frequency",
        "counted",
        "number",
        "signed_points",
    ):
        assert isinstance(value, int | float), name
    elif kind == "duration":
        assert isinstance(value, int), name
    elif kind == "date":
        assert isinstance(value, date), name
    elif kind == "list":
        assert isinstance(value, tuple), name
    else:
        assert isinstance(value, str), name
