"""The whole proof, with seeds that no test uses: python -m bench.calibration [accounts a cell].

Prints the tables of docs/method-audit.md. About fifteen minutes on two cores for the default of
400 accounts a shape.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ProcessPoolExecutor

from bench.calibration.accounts import SETTINGS
from bench.calibration.coverage import coverage
from bench.calibration.proof import Outcome, Trial, healthy, judge, trapped

HEALTHY_SEED, TRAPPED_SEED, COVERAGE_SEED = 500_000, 700_000, 900_000
SIZES = (1.0, 2.0)
# One half of these accounts is healthy.
SURE = ((0.9, 1.01, "very likely"), (0.66, 0.9, "likely"))


def run(trials: list[Trial]) -> list[Outcome]:
    with ProcessPoolExecutor() as pool:
        return list(pool.map(judge, trials, chunksize=20))


def share(outcomes: Iterable[Outcome], what: Callable[[Outcome], bool]) -> str:
    counted = [what(one) for one in outcomes]
    return f"{100 * sum(counted) / len(counted):5.1f} %" if counted else "      –"


def by(
    outcomes: Iterable[Outcome], key: Callable[[Trial], Hashable]
) -> dict[Hashable, list[Outcome]]:
    groups: dict[Hashable, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(key(one.trial), []).append(one)
    return groups


def export(trial: Trial) -> str:
    return "days" if trial.dated else "none"


def false_alarms(outcomes: list[Outcome]) -> None:
    print("\n## Healthy accounts with any warning, any hidden performer, any note\n")
    groups = by(outcomes, lambda t: (t.world, export(t), t.setting.name))
    groups |= by(outcomes, lambda t: (t.world, export(t), "all"))
    for (world, days, name), some in groups.items():
        cells = (share(some, lambda o: o.warned), share(some, lambda o: o.gem))
        print(f"{world:11}", days, f"{name:18}", *cells, share(some, lambda o: o.noted), len(some))


def recall(outcomes: list[Outcome]) -> None:
    print(
        "\n## Traps found at the floor and at twice it; wrong campaign named; another rule spoke\n"
    )
    groups = by(outcomes, lambda t: (t.trap.rule[:3], export(t), t.setting.name))
    for (rule, days, name), some in groups.items():
        once, twice = ([o for o in some if o.trial.trap.size == size] for size in SIZES)
        found = share(once, lambda o: o.hit), share(twice, lambda o: o.hit)
        print(rule, days, f"{name:18}", *found, share(some, lambda o: o.wrong), end=" ")
        print(share(twice, lambda o: o.other))


def certainty(outcomes: list[Outcome]) -> None:
    print("\n## Findings that were right, by what they are called\n")
    for low, high, word in SURE:
        right = [ok for one in outcomes for sure, ok in one.sure if low <= sure < high]
        if right:
            print(f"{word:12} {100 * sum(right) / len(right):5.1f} % of {len(right)}")


def ranges(count: int) -> None:
    print("\n## Share of campaigns' 95 % ranges that hold the truth (median half width, log)\n")
    for setting in SETTINGS:
        for dated in (True, False):
            cells = coverage(setting, count, COVERAGE_SEED, dated=dated)
            told = (f"{id_} {100 * ok:.0f} % ({width:.2f})" for id_, (ok, width) in cells.items())
            print("days" if dated else "none", f"{setting.name:18}", "  ".join(told))


def main(count: int) -> None:
    calm = run(healthy(SETTINGS, count, HEALTHY_SEED))
    false_alarms(calm)
    caught = run(trapped(SETTINGS, SIZES, max(10, count // 4), TRAPPED_SEED))
    recall(caught)
    certainty([*calm, *(one for one in caught if one.trial.trap.size == SIZES[-1])])
    ranges(max(10, count // 8))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
