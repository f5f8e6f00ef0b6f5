"""Counting what the audit says on simulated accounts: false alarms, recall, and whether sure
means sure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.calibration.accounts import Setting, Trap
from bench.calibration.trial import Trial
from bench.calibration.worlds import WORLDS
from kpi.audit import Finding, audit


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was said of one account. `sure`: the confidence of each finding with whether it was
    right.
    """

    trial: Trial
    warned: bool
    gem: bool
    noted: bool
    hit: bool
    wrong: bool
    other: bool
    sure: tuple[tuple[float, bool], ...]


def judge(trial: Trial) -> Outcome:
    """Return what the audit says of an account, held against what was planted in it.

    `hit`: the trap's rule named what it was planted in (or, where that is the whole account, spoke
    at all); `wrong`: it named something else; `other`: another rule spoke.
    """
    built = WORLDS[trial.world].build(trial)
    rule = trial.trap.rule if trial.trap is not None else ""
    said = audit(built.facts, built.brief)
    every = (*said.warnings, *said.hidden_performers)
    # A rule that warns of nothing (a note) is heard all the same.
    told = (*every, *(one for one in said.notes if one.rule == rule))
    named = [one for one in told if rule and rule in (one.rule, *one.merged)]
    right = [one for one in named if built.entity.items() <= one.entity.items()]
    return Outcome(
        trial=trial,
        warned=bool(said.warnings),
        gem=bool(said.hidden_performers),
        noted=bool(said.notes),
        hit=bool(right),
        wrong=len(right) < len(named),
        other=len(named) < len(told),
        sure=tuple(_sure(every, right)),
    )


def _sure(every: Iterable[Finding], right: Sequence[Finding]) -> Iterator[tuple[float, bool]]:
    for one in every:
        if one.confidence is not None:
            yield one.confidence, any(one is other for other in right)


def healthy(
    settings: Sequence[Setting], count: int, first_seed: int, worlds: Iterable[str] = WORLDS
) -> list[Trial]:
    """Return `count` healthy accounts of each world and shape, each with days and without."""
    return [
        Trial(world=world, setting=setting, seed=first_seed + i, trap=None, dated=dated)
        for world in worlds
        for dated in (True, False)
        for setting in settings
        for i in range(count)
    ]


def trapped(
    settings: Sequence[Setting],
    sizes: Sequence[float],
    count: int,
    first_seed: int,
    rules: Collection[str] = (),
) -> list[Trial]:
    """Return `count` accounts of each shape, rule (all of them by default) and size (in floors),
    with days and, where the rule can, without.
    """
    return [
        Trial(world=name, setting=setting, seed=first_seed + i, trap=Trap(rule, size), dated=dated)
        for name, world in WORLDS.items()
        for rule in world.rules
        for dated in (True, False)
        for setting in settings
        for size in sizes
        for i in range(count)
        if (dated or rule in world.undated) and (not rules or rule in rules)
    ]
