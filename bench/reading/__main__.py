"""The long proofs of the reader: python -m bench.reading [labelled files].

Prints what docs/method-reading.md reports.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.reading import fuzz, pollution
from bench.reading.labelled import Judgement, judged, labelled, outcomes
from bench.reading.unknown import CONFIDENT, Guess, guesses, real_files, shares

# Seeds that no test uses.
FIRST = 300_000
HEADERS = 1000


def judge(seed: int) -> Judgement:
    return judged(labelled(seed))


def guess(seed: int) -> list[Guess]:
    file = labelled(seed)
    return list(guesses(file.name, file.data))


def prove_labelled(count: int, pool: ProcessPoolExecutor) -> None:
    """Print how the files of the labelled set were read, and each that was read wrong."""
    found = list(pool.map(judge, range(FIRST, FIRST + count), chunksize=50))
    print(f"labelled set: {count} files")
    for (decidable, outcome), number in sorted(outcomes(found).items()):
        print(f"  {'decidable' if decidable else 'not decidable':14} {outcome:8} {number:6}")
    for one in found:
        if one.wrong and one.outcome != "asked":
            print("  ", one.file.name, one.outcome, one.wrong, dict(one.file.traits))
    print("  asked:", dict(Counter(code for one in found for code in one.asked)))


def prove_unknown(pool: ProcessPoolExecutor) -> None:
    """Print the share of columns recognised with their platform's card removed."""
    found = [one for some in pool.map(guess, range(FIRST, FIRST + HEADERS)) for one in some]
    _say("labelled headers", found)
    beside = Path(__file__).parents[3] / "shared" / "exports"
    named = Path(os.environ.get("JUSTE_MESURE_EXPORTS", beside))
    if named.is_dir():
        _say("real headers", [g for name, data in real_files(named) for g in guesses(name, data)])


def _say(what: str, found: list[Guess]) -> None:
    fields, sure, count, confident = shares(found)
    print(
        f"{what}, own card removed: {fields:.1%} of {count} fields right; "
        f"{sure:.1%} of {confident} guesses at {CONFIDENT} or more"
    )


if __name__ == "__main__":
    with ProcessPoolExecutor() as workers:
        prove_labelled(int(sys.argv[1]) if len(sys.argv) > 1 else 3000, workers)
        prove_unknown(workers)
        kept = [pollution.prove(), fuzz.prove(workers)]
    sys.exit(not all(kept))
