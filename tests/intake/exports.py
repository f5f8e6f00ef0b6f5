"""Where the real exports are: named by JUSTE_MESURE_EXPORTS, or beside the checkout."""

from __future__ import annotations

import csv
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOK_ALIKES = ROOT / "tests" / "exports"


def folder() -> Path | None:
    """Return the folder of real exports, or None when this machine has none."""
    named = os.environ.get("JUSTE_MESURE_EXPORTS")
    found = Path(named) if named else ROOT.parent / "shared" / "exports"
    return found if (found / "INDEX.tsv").exists() else None


def index() -> list[dict[str, str]]:
    """Return the rows of the index, one a file; empty without the folder."""
    where = folder()
    if where is None:
        return []
    with (where / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))
