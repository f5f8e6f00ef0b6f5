"""Every bad input of the list has its test."""

from __future__ import annotations

import csv
import importlib
import pkgutil

import pytest

from tests.intake import bad
from tests.intake.exports import folder


def listed() -> list[str]:
    """Return the ids of the list, which lies beside the real exports."""
    exports = folder()
    path = exports.parent / "method" / "bad_inputs.tsv" if exports else None
    if path is None or not path.exists():
        pytest.skip("The list of bad inputs is not on this machine: JUSTE_MESURE_EXPORTS names it.")
    with path.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file, delimiter="\t")]


def with_a_test() -> set[str]:
    """Return the ids that a module of this package tests."""
    found = set()
    for module in pkgutil.iter_modules(bad.__path__):
        names = vars(importlib.import_module(f"{bad.__name__}.{module.name}"))
        found |= {name.removeprefix("test_") for name in names if name.startswith("test_")}
    return found


def test_every_bad_input_has_its_test() -> None:
    assert sorted(set(listed()) - with_a_test()) == []
