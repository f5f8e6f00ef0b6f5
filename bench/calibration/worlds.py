"""The simulated accounts by kind of source, each built the same way: advertising, and beside it
what e-mails, pages, shops and sites report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.calibration.accounts import PLANTS, account
from bench.calibration.business import PLANTS as BUSINESS
from bench.calibration.business import business
from bench.calibration.cubes import facts
from bench.calibration.mail import PLANTS as MAIL
from bench.calibration.mail import mail
from bench.calibration.pages import PLANTS as PAGES
from bench.calibration.pages import pages
from bench.calibration.trial import Built, Trial
from kpi.brief import Brief


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`rules`: those it can plant; `undated`: those that can also speak without days."""

    build: Callable[[Trial], Built]
    rules: tuple[str, ...]
    undated: tuple[str, ...] = ()


def advertising(trial: Trial) -> Built:
    """Return an account of ad platforms."""
    made = account(trial.setting, trial.seed, trial.trap)
    # Half the healthy accounts come by device, so that the rule on averages has parts to look at.
    rule = trial.trap.rule if trial.trap is not None else ""
    devices = rule == "R08_simpson" or (not rule and trial.seed % 2 == 0)
    return Built(
        facts=facts(made, dated=trial.dated, devices=devices),
        brief=Brief(goal="conversion", model="ecommerce", margin=made.margin),
        entity={"campaign": made.names[made.trapped]} if made.trapped >= 0 else {},
    )


WORLDS: Mapping[str, World] = {
    "advertising": World(
        build=advertising,
        rules=tuple(PLANTS),
        undated=("R01_clickbait", "R07_roas_margin", "R13_budget_worst", "R14_hidden_gem"),
    ),
    "business": World(
        build=business,
        rules=tuple(BUSINESS),
        undated=("R11_view_through", "R18_double_count", "R26_click_session"),
    ),
    "mail": World(
        build=mail,
        rules=tuple(MAIL),
        undated=("R06_bot_clicks", "R16_list_churn", "R31_hidden_email"),
    ),
    "pages": World(build=pages, rules=tuple(PAGES), undated=("R32_hidden_post",)),
}
