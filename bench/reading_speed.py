"""How fast, and in how much memory, long exports become facts, as ratios to plain readers of the
same bytes.

    python -m bench.reading_speed [english] [french] [workbook] [memory]

Rounds are interleaved in one process, because machines are noisy; the median of the paired ratios
is held against its line. The ratio of processor time stands beside it: what the reader would take
on one core, and steadier when others use the machine. Memory is the high-water mark of a fresh
process, above what it held once the file and the packages were in.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from kpi.intake import load

ROWS = 1_000_000
SHEET_ROWS = 100_000
ROUNDS = 9
DEVICES = ("Computers", "Mobile phones", "Tablets")
EN = (
    "Day", "Campaign", "Campaign type", "Ad group", "Device", "Currency code", "Impr.", "Clicks",
    "CTR", "Avg. CPC", "Cost", "Conversions", "Conv. value",
)  # fmt: skip
FR = (
    "Jour", "Campagne", "Type de campagne", "Groupe d'annonces", "Appareil", "Code de devise",
    "Impr.", "Clics", "CTR", "CPC moy.", "Coût", "Conversions", "Valeur de conv.",
)  # fmt: skip
Row = tuple[str, str, str, str, str, str, int, int, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One promise: what is measured, the highest ratio allowed and the one aimed at."""

    name: str
    limit: float
    aim: float


def rows(count: int, seed: int = 7) -> list[Row]:
    """Return the rows of a campaign report by day, ad group and device."""
    generator = np.random.default_rng(seed)
    impressions = generator.poisson(9_000, count)
    clicks = generator.binomial(impressions, 0.03) + 1
    conversions = generator.binomial(clicks, 0.04)
    cost = np.round(clicks * generator.uniform(0.4, 0.9, count), 2)
    value = np.round(conversions * generator.uniform(40, 90, count), 2)
    figures = zip(
        impressions.tolist(), clicks.tolist(), (clicks / impressions).tolist(),
        np.round(cost / clicks, 2).tolist(), cost.tolist(), conversions.tolist(), value.tolist(),
        strict=True,
    )  # fmt: skip
    first = date(2026, 11, 22) - timedelta(days=-(-count // 1_200) - 1)
    made: list[Row] = []
    for i, figure in enumerate(figures):
        day = (first + timedelta(days=i // 1_200)).isoformat()
        place = i % 1_200
        campaign, group = place // 12, place // 3
        made.append(
            (day, f"Search {campaign:03d} | été", "Search", f"Group {group:04d}",
             DEVICES[place % 3], "EUR", *figure)
        )  # fmt: skip
    return made


def english(count: int = ROWS) -> bytes:
    """Return the rows as an English CSV."""
    lines = [",".join(EN)]
    for day, name, kind, group, device, money, n, c, rate, cpc, cost, sold, value in rows(count):
        lines.append(
            f"{day},{name},{kind},{group},{device},{money},{n},{c},{rate:.2%},{cpc:.2f},{cost:.2f},{sold:.2f},{value:.2f}"
        )
    return ("\n".join(lines) + "\n").encode()


def french(count: int = ROWS) -> bytes:
    """Return the rows as a French CSV: semicolons, Windows-1252, decimal commas, no-break
    spaces.
    """
    lines = [";".join(FR)]
    for day, name, kind, group, device, money, n, c, rate, cpc, cost, sold, value in rows(count):
        figures = f"{n:,};{c:,};{100 * rate:.2f}\xa0%;{cpc:.2f};{cost:,.2f};{sold:.2f};{value:,.2f}"
        figures = figures.replace(",", "\xa0").replace(".", ",")
        lines.append(
            f"{day[8:]}/{day[5:7]}/{day[:4]};{name};{kind};{group};{device};{money};{figures}"
        )
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def workbook(count: int = SHEET_ROWS) -> bytes:
    """Return the rows as an XLSX sheet, dates as dates, rates as percent formats."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet("Report")
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    percent = book.add_format({"num_format": "0.00%"})
    sheet.write_row(0, 0, EN)
    for i, row in enumerate(rows(count), start=1):
        sheet.write_datetime(i, 0, pd.Timestamp(row[0]).to_pydatetime(), day_format)
        for j, cell in enumerate(row[1:], start=1):
            sheet.write(i, j, cell, percent if j == 8 else None)
    book.close()
    return stream.getvalue()


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Ratios:
    """How many times as long ours took as a plain reader, a round each: on the clock, and the
    median of what its own process asked of the processors.
    """

    clock: list[float]
    processor: float | None = None


def paired(ours: Callable[[], object], plain: Callable[[], object], rounds: int) -> Ratios:
    """Return the ratio of each round, after one unmeasured round of both."""
    plain()
    ours()
    clock, processor = [], []
    for _ in range(rounds):
        start = time.process_time()
        base = seconds(plain)
        middle = time.process_time()
        clock.append(seconds(ours) / base)
        processor.append((time.process_time() - middle) / (middle - start))
    return Ratios(clock, statistics.median(processor))


def told(line: Line, ratios: Ratios) -> bool:
    """Print one line of the result; return whether the promise holds."""
    ratio = statistics.median(ratios.clock)
    spread = f"{min(ratios.clock):.2f} to {max(ratios.clock):.2f}" if len(ratios.clock) > 1 else ""
    if ratios.processor is not None:
        spread += f", of processor time {ratios.processor:.2f}"
    held = ratio <= line.limit
    print(
        f"{line.name:<58}{ratio:6.2f}  at most {line.limit:g}, aim {line.aim:g}  "
        f"{'holds' if held else 'MISSED'}  {spread}",
        flush=True,
    )
    return held


def pandas_text_and_regex(data: bytes) -> pd.DataFrame:
    """Read a French export the usual way: everything as text, cleaned by regular expression."""
    frame = pd.read_csv(io.BytesIO(data), sep=";", encoding="cp1252", dtype=str)
    for name in FR[6:]:
        cleaned = frame[name].str.replace(r"[\s\u00a0\u202f%]", "", regex=True)
        frame[name] = pd.to_numeric(cleaned.str.replace(",", "."))
    frame["Jour"] = pd.to_datetime(frame["Jour"], format="%d/%m/%Y")
    return frame


def of_english(rounds: int) -> bool:
    data = english()
    line = Line(name="1,000,000 rows, English CSV / pandas.read_csv", limit=1.5, aim=1.0)
    ours = lambda: load([("report.csv", data)])  # noqa: E731
    return told(line, paired(ours, lambda: pd.read_csv(io.BytesIO(data)), rounds))


def of_french(rounds: int) -> bool:
    data = french()
    line = Line(name="1,000,000 rows, French CSV / pandas, text and regex", limit=0.6, aim=0.5)
    ours = lambda: load([("rapport.csv", data)])  # noqa: E731
    return told(line, paired(ours, lambda: pandas_text_and_regex(data), rounds))


def of_workbook(rounds: int) -> bool:
    import openpyxl
    import python_calamine as calamine

    data = workbook()

    def bare() -> object:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return book.get_sheet_by_index(0).to_python()

    def slow() -> object:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        return list(book.worksheets[0].iter_rows(values_only=True))

    ours = lambda: load([("report.xlsx", data)])  # noqa: E731
    line = Line(name="100,000 rows, XLSX / calamine's bare to_python", limit=2.5, aim=1.6)
    # A workbook is parsed in another process, whose work is not ours to count.
    held = told(line, Ratios(paired(ours, bare, rounds).clock))
    once = Line(name="the same / openpyxl read-only (once)", limit=0.25, aim=0.2)
    return told(once, Ratios([seconds(ours) / seconds(slow)])) and held


# The peak is the child's own (VmHWM): what getrusage says counts the process that started it too.
_CHILD = """
import sys
from pathlib import Path
from kpi.intake import load

def held(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1])

load([("small.csv", b"Day,Campaign,Clicks,Cost\\n2026-01-01,A,1,2.00\\n2026-01-02,B,1,2.00\\n")])
data = Path(sys.argv[1]).read_bytes()
before = held("VmRSS")
load([(sys.argv[1], data)])
print((held("VmHWM") - before) * 1024 / len(data))
"""


def of_memory(_: int) -> bool:
    held = True
    for name, data in (("English", english()), ("French", french())):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.csv"
            path.write_bytes(data)
            child = [sys.executable, "-c", _CHILD, str(path)]
            found = subprocess.run(child, capture_output=True, text=True, check=True)
        line = Line(name=f"1,000,000 rows, {name}: memory / the file's bytes", limit=5, aim=3)
        held = told(line, Ratios([float(found.stdout)])) and held
    return held


PARTS = {
    "english": of_english, "french": of_french, "workbook": of_workbook, "memory": of_memory,
}  # fmt: skip


def main() -> int:
    asked = [name for name in PARTS if name in sys.argv[1:]] or list(PARTS)
    missed = [name for name in asked if not PARTS[name](ROUNDS)]
    # A measurement, not a test: what is over its line is named, and docs/ says what would change
    # it.
    print(f"over the line: {', '.join(missed)}" if missed else "all within their lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
