"""The cube step: one program for any engine, and never 0 for what is absent."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from kpi.facts import DIMENSIONS, MEASURES
from kpi.intake import load
from kpi.intake.cube import gathered

NAN = float("nan")
ROWS = pd.DataFrame(
    {
        "date": ["2026-03-02", "2026-03-01", "2026-03-01", "2026-03-02", "2026-03-01"],
        "campaign": ["B", "A", "A", "", "B"],
        "row": [0, 1, 2, 3, 4],
        "spend": [1.5, 2.0, NAN, NAN, 0.0],
        "clicks": [3.0, 4.0, 5.0, NAN, 0.0],
        "revenue": [NAN, NAN, NAN, NAN, 7.0],
        "followers": [9.0, 10.0, NAN, 11.0, NAN],
        "reach": [20.0, 30.0, 40.0, NAN, 50.0],
    }
)
CUBE = pd.DataFrame(
    {
        "date": ["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-02"],
        "campaign": ["A", "B", "", "B"],
        # Flows add up; nobody knows the spend of 2 March without a name, and it is not 0.
        "spend": [2.0, 0.0, NAN, 1.5],
        "clicks": [9.0, 0.0, NAN, 3.0],
        "revenue": [NAN, 7.0, NAN, NAN],
        # A stock keeps the last value known, in the order of the rows.
        "followers": [10.0, NAN, 11.0, 9.0],
        # People of two rows may be the same ones.
        "reach": [NAN, 50.0, NAN, 20.0],
    }
)


def on_pandas(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return gathered(rows, by).reset_index(drop=True)


def on_pyarrow(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    table = gathered(pa.Table.from_pandas(rows, preserve_index=False), by)
    assert isinstance(table, pa.Table)
    return table.to_pandas().astype(dict.fromkeys(by, "str"))


ENGINES = [pytest.param(on_pandas, id="pandas"), pytest.param(on_pyarrow, id="pyarrow")]
Engine = Callable[[pd.DataFrame, list[str]], pd.DataFrame]


@pytest.mark.parametrize("engine", ENGINES)
def test_each_kind_of_figure_adds_up_as_it_may(engine: Engine) -> None:
    pd.testing.assert_frame_equal(engine(ROWS, ["date", "campaign"]), CUBE)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_absent_measure_stays_absent(engine: Engine) -> None:
    rows = ROWS.assign(impressions=NAN)
    assert engine(rows, ["campaign"])["impressions"].isna().all()


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_that_are_cells_already_stay_as_they_are(engine: Engine) -> None:
    rows = CUBE.assign(row=[0, 1, 2, 3])
    pd.testing.assert_frame_equal(engine(rows, ["date", "campaign"]), CUBE)


def export(rows: int = 3_000) -> bytes:
    """Return a report in no order, several rows of which fall in one cell of the cube."""
    generator = np.random.default_rng(3)
    lines = ["Day,Campaign,Device,Keyword ID,Currency code,Impr.,Clicks,Cost,Conv. value"]
    for i in range(rows):
        day, campaign = generator.integers(1, 29), generator.integers(0, 6)
        shown, clicks = generator.integers(100, 9_000), generator.integers(0, 90)
        value = "--" if campaign == 0 else f"{clicks * 7.13:.2f}"
        lines.append(
            f"2026-03-{day:02d},Campaign {campaign},Computers,{i},EUR,{shown},{clicks},"
            f"{clicks * 0.37:.2f},{value}"
        )
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_s_cube_is_what_any_engine_makes_of_its_rows(engine: Engine) -> None:
    facts = load([("report.csv", export())])
    original = facts.rows()
    names = {"Impr.": "impressions", "Clicks": "clicks", "Cost": "spend", "Conv. value": "revenue"}
    rows = original.rename(columns={"Day": "date", "Campaign": "campaign", **names})
    rows = rows[["date", "campaign", *names.values()]].copy()
    for name in names.values():
        rows[name] = pd.to_numeric(rows[name], errors="coerce").astype("float64")
    made = engine(rows, ["date", "campaign"])
    assert len(made) < len(rows)
    cube = facts.cube.sort_values(["date", "campaign"], ignore_index=True)
    pd.testing.assert_frame_equal(made, cube[made.columns], check_exact=False, rtol=1e-12)
    assert made["revenue"].isna().sum() == (made["campaign"] == "Campaign 0").sum() > 0


def test_the_cube_is_a_plain_frame_of_texts_and_figures() -> None:
    cube = load([("report.csv", export())]).cube
    assert type(cube) is pd.DataFrame
    kinds = {name: str(cube[name].dtype) for name in cube.columns}
    assert {kinds[n] for n in DIMENSIONS if n != "source"} == {"str"}
    assert {kinds[n] for n in cube.columns if n in MEASURES} == {"float64"}
    assert list(cube["date"]) == sorted(cube["date"])
