"""What could not be checked is said by what it takes; what is too early, by how much more."""

from __future__ import annotations

from kpi import words
from kpi.audit import Finding, Unchecked, Unsettled

EVERY = (
    Unchecked(rule="R05_mpp", missing=("opens", "delivered")),
    Unchecked(rule="R16_list_churn", missing=("subscribers_gained",)),
    Unchecked(rule="R02_cvr_up_cac_up", missing=("date",)),
    Unchecked(rule="R03_reach_flat", missing=("date",)),
    Unchecked(rule="R08_simpson", missing=("date",)),
    Unchecked(rule="R11_view_through", missing=("view_conversions",)),
    Unchecked(rule="R07_roas_margin", missing=("margin",)),
)


def test_what_most_checks_wait_for_comes_first() -> None:
    found = words.gathered(EVERY, "en", {"ads"})
    assert [len(titles) for _, titles in found] == [3, 2, 1, 1]
    assert found[0][0].startswith("Columns to add: ")
    # A column of a file that is not there is asked for with its file.
    assert found[1][0] == "One more export: Email tool."
    assert found[2][0] == "Columns to add: View-through conversions."
    assert found[3][0].startswith("To know whether sales pay for the ads")


def test_with_the_file_at_hand_its_columns_are_what_is_missing() -> None:
    takes = [takes for takes, _ in words.gathered(EVERY[:2], "fr", {"ads", "email"})]
    assert takes[0].startswith("Colonnes à ajouter")
    assert len(takes) == 2


def test_an_open_claim_says_what_would_settle_it() -> None:
    finding = Finding(
        rule="R01_clickbait",
        kind="warning",
        entity={"campaign": "Summer"},
        currency="EUR",
        evidence={"name": "Summer", "result": "Purchase", "cost": 29.3, "cost_peers": 21.1},
    )
    open_ = Unsettled(finding=finding, needed=41.0, noun="Purchase")
    assert words.say(open_, "en") == (
        "“Summer” draws clicks, but €29.30 per sale against €21.10. "
        "Too early to tell: about 41 sales more would settle it."
    )
    assert "environ 41\xa0ventes de plus" in words.say(open_, "fr")
