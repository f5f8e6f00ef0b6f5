"""A sample of the labelled set: exports whose truth is known, read and held against it.

In full, 3,000 files and more: make proof-reading.
"""

from __future__ import annotations

from bench.reading.labelled import judged, labelled

SAMPLE = [judged(labelled(seed)) for seed in range(90_000, 90_120)]
DECIDABLE = [one for one in SAMPLE if one.file.truth.decidable]


def test_no_file_is_read_wrong_in_silence() -> None:
    silent = [(one.file.name, one.wrong) for one in SAMPLE if one.outcome == "silent"]
    assert silent == []


def test_what_can_be_decided_is_read_with_the_right_sums_days_and_currency() -> None:
    wrong = [(one.file.name, one.wrong, one.asked) for one in DECIDABLE if one.wrong]
    assert wrong == []


def test_one_decidable_file_in_ten_may_ask_at_most() -> None:
    asking = sum(one.outcome in ("asked", "refused") for one in DECIDABLE)
    assert asking <= len(DECIDABLE) / 10


def test_what_cannot_be_decided_is_asked() -> None:
    # 3 and 4 May, or 5 March and 5 April: nothing else in the file tells.
    told = [one.asked for one in SAMPLE if not one.file.truth.decidable]
    assert all("ambiguous_dates" in asked for asked in told)
