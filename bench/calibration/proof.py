"""Counting what the audit says on simulated accounts: false alarms, recall, and whether sure
means sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.calibration.accounts import PLANTS, Setting, Trap, account
from bench.calibration.cubes import facts
from kpi.audit import Finding, audit
from kpi.brief import Brief

# Rules that compare two periods have nothing to say of a file without days.
UNDATED_RULES = ("R01_clickbait", "R07_roas_margin", "R13_budget_worst", "R14_hidden_gem")
GEM = "R14_hidden_gem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One account to judge: its shape, seed, trap (None when healthy) and whether its export has
    days.
    """

    setting: Setting
    seed: int
    trap: Trap | None
    dated: bool


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

    `hit`: the trap's rule named its campaign (or, where it has none, spoke at all); `wrong`: it
    named another; `other`: another rule spoke.
    """
    made = account(trial.setting, trial.seed, trial.trap)
    rule = trial.trap.rule if trial.trap is not None else ""
    # Half the healthy accounts come by device, so that the rule on averages has parts to look at.
    devices = rule == "R08_simpson" or (not rule and trial.seed % 2 == 0)
    brief = Brief(goal="conversion", model="ecommerce", margin=made.margin)
    said = audit(facts(made, dated=trial.dated, devices=devices), brief)
    wanted = made.names[made.trapped] if made.trapped >= 0 else None
    every = (*said.warnings, *said.hidden_performers)
    named = [one for one in every if rule and rule in (one.rule, *one.merged)]
    right = [one for one in named if wanted in (None, one.entity.get("campaign"))]
    return Outcome(
        trial=trial,
        warned=bool(said.warnings),
        gem=bool(said.hidden_performers),
        noted=bool(said.notes),
        hit=bool(right),
        wrong=len(right) < len(named),
        other=len(named) < len(every),
        sure=tuple(_sure(every, right)),
    )


def _sure(every: Iterable[Finding], right: Sequence[Finding]) -> Iterator[tuple[float, bool]]:
    for one in every:
        if one.confidence is not None:
            yield one.confidence, any(one is other for other in right)


def healthy(settings: Sequence[Setting], count: int, first_seed: int) -> list[Trial]:
    """Return `count` healthy accounts of each shape, each with days and without."""
    return [
        Trial(setting=setting, seed=first_seed + i, trap=None, dated=dated)
        for dated in (True, False)
        for setting in settings
        for i in range(count)
    ]


def trapped(
    settings: Sequence[Setting], sizes: Sequence[float], count: int, first_seed: int
) -> list[Trial]:
    """Return `count` accounts of each shape, rule and size (in floors), with days and, where it
    can, without.
    """
    return [
        Trial(setting=setting, seed=first_seed + i, trap=Trap(rule=rule, size=size), dated=dated)
        for rule in PLANTS
        for dated in (True, False)
        for setting in settings
        for size in sizes
        for i in range(count)
        if dated or rule in UNDATED_RULES
    ]
