"""What every bad input is held to: read or refused within 5 s and 1 GB, its batch read all the
same, and what is found said in both languages.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpi.errors import UnreadableFile
from kpi.facts import Facts, Note, Question, Source
from kpi.intake import load
from kpi.words import say
from tests.intake.exports import LOOK_ALIKES, ROOT

SECONDS = 5.0
MEMORY = 1 << 30
GOOD = LOOK_ALIKES / "google_ads_fr.csv"
GOOD_SPEND = 4_544.15


def timed(*files: tuple[str, bytes] | Path, corrections: Mapping[str, str] | None = None) -> Facts:
    """Return what `load` gives of files, within the time allowed."""
    start = time.process_time()
    facts = load(files, corrections)
    assert time.process_time() - start < SECONDS
    return facts


def read(name: str, data: bytes, corrections: Mapping[str, str] | None = None) -> Facts:
    """Return the facts of a file that can be read, alone or with another."""
    both = timed((name, data), GOOD, corrections=corrections)
    assert both.problems == ()
    assert both.sources[-1].file == GOOD.name
    assert both.sources[-1].rows_read == 5
    return timed((name, data), corrections=corrections)


def source_of(name: str, data: bytes) -> Source:
    """Return the only source of a file that can be read."""
    (source,) = read(name, data).sources
    return source


def refused(name: str, data: bytes) -> UnreadableFile:
    """Return why a file is refused, the other one of its batch being read."""
    facts = timed((name, data), GOOD)
    (problem,) = facts.problems
    assert isinstance(problem, UnreadableFile)
    assert problem.where.file == name
    assert facts.total("spend") == pytest.approx(GOOD_SPEND)
    return problem


def codes(source: Source) -> list[str]:
    """Return the codes of a source's notes, in their order."""
    return [note.code for note in source.notes]


def noted(source: Source, code: str) -> Note:
    """Return the only note of this code."""
    (note,) = (note for note in source.notes if note.code == code)
    return note


def asked(facts: Facts, code: str) -> Question:
    """Return the only question of this code."""
    (question,) = (question for question in facts.questions if question.code == code)
    return question


def says(found: Note | Question | UnreadableFile, *told: object) -> bool:
    """Return whether both languages say all this, each in words of its own."""
    said = {language: say(found, language) for language in ("fr", "en")}
    unfilled = any("{" in text or "}" in text for text in said.values())
    whole = all(str(one) in text for one in told for text in said.values())
    return whole and not unfilled and said["fr"] != said["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a process of its own saw of a heavy file. `seconds`: of its processor, which a busy
    machine does not stretch; `problems`: code → row.
    """

    seconds: float
    memory: int
    spend: float
    rows: tuple[int, ...]
    notes: Mapping[str, Mapping[str, object]]
    problems: Mapping[str, int | None]


_CHILD = """
import json, resource, sys, time
from pathlib import Path
from kpi.intake import apart, load
start = time.process_time()
facts = load([Path(name) for name in sys.argv[1:]])
seconds = time.process_time() - start
apart._ROOMS.close()
rooms = resource.getrusage(resource.RUSAGE_CHILDREN)
status = Path("/proc/self/status")
# The system's own count of our peak begins with what the process that started us held.
told = status.read_text().splitlines() if status.exists() else []
peak = [line.split()[1] for line in told if line[:6] == "VmHWM:"]
own = int(peak[0]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({
    "seconds": seconds + rooms.ru_utime + rooms.ru_stime,
    "memory": (own + rooms.ru_maxrss) * 1024,
    "spend": float(facts.cube["spend"].sum()),
    "rows": [source.rows_read for source in facts.sources],
    "notes": {n.code: dict(n.values) for s in facts.sources for n in s.notes},
    "problems": {problem.what: problem.where.row for problem in facts.problems},
}, default=str))
"""


def weighed(folder: Path, name: str, data: bytes) -> Outcome:
    """Return what reading a file beside a good one takes, in a process of its own.

    Its memory is the peak of that process and of those that parse for it.
    """
    path = folder / name
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(GOOD)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    told = json.loads(done.stdout)
    outcome = Outcome(**{**told, "rows": tuple(told["rows"])})
    assert outcome.seconds < SECONDS
    assert outcome.memory < MEMORY
    return outcome
