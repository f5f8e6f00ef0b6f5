"""Names read without their platform's own card, as in a file of unknown origin."""

from __future__ import annotations

import pytest

from bench.reading.labelled import labelled
from bench.reading.unknown import CONFIDENT, guesses, real_files, shares
from kpi.intake.columns import uses
from kpi.intake.recognise import Recognition
from tests.intake.exports import folder

FIELDS_RIGHT, SURE_RIGHT = 0.90, 0.98


def test_the_columns_of_labelled_files_are_recognised_without_their_card() -> None:
    files = [labelled(seed) for seed in range(80_000, 80_150)]
    found = [guess for file in files for guess in guesses(file.name, file.data)]
    fields, sure, count, _ = shares(found)
    assert count > 200
    assert fields >= FIELDS_RIGHT
    assert sure >= SURE_RIGHT


def test_the_columns_of_real_exports_are_recognised_without_their_card() -> None:
    exports = folder()
    if exports is None:
        pytest.skip("the real exports are not on this machine")
    found = [guess for name, data in real_files(exports) for guess in guesses(name, data)]
    fields, sure, *_ = shares(found)
    assert fields >= FIELDS_RIGHT
    assert sure >= SURE_RIGHT


NAMES = [
    ("Conversions value of purchases", "revenue"),
    ("Valeur des achats (site)", "revenue"),
    ("Outbound link clicks", "link_clicks"),
    ("Nouveaux utilisateurs du site", "new_users"),
    ("Reporting start day", "date"),
    # Settings, prices and shares hold the same words and count nothing.
    ("Campaign budget", ""),
    ("Cost per added cart", ""),
    ("Phone number clicks", ""),
]


@pytest.mark.parametrize(("name", "field"), NAMES)
def test_a_name_no_card_knows_is_understood_by_its_stems_or_left_aside(
    name: str, field: str
) -> None:
    sample = ("2026-03-01", "2026-03-02") if field == "date" else ("12", "7")
    (use,) = uses(Recognition(card=None), [name], [sample], {})
    measured = use.meaning is not None and use.meaning.kind in ("measure", "dimension")
    assert (use.meaning.name if measured and use.meaning else "") == field
    assert not field or use.confidence < CONFIDENT
