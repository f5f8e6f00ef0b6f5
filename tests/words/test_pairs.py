"""What each side of a card draws has figures that can be written and names that are words."""

from __future__ import annotations

import pytest

from kpi.audit.finding import Finding
from kpi.catalog import placeholder_types, rules
from kpi.words import LANGUAGES, pair
from tests.audit.heard import everything


def test_every_figure_drawn_can_be_written() -> None:
    sides = [side for one in rules().values() for side in (one.seen, one.hidden)]
    assert {name for side in sides for name in side[:2]} <= set(placeholder_types())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", everything(), ids=lambda one: one.rule + one.variant)
def test_what_a_rule_draws_is_named(one: Finding, language: str) -> None:
    """A name that no language knows comes back as its key."""
    drawn = [pair(one, language, "seen"), pair(one, language, "hidden")]
    names = [name for two in drawn if two for name in (two.label, two.reference_label)]
    assert not [name for name in names if name.startswith("pair.")]
