"""What the marketer told us. Every optional answer may be None: unknown is neither yes nor no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Literal, get_args

from kpi.errors import InvalidBrief, Where, near_misses

Goal = Literal["acquisition", "conversion", "loyalty", "awareness", "engagement"]
Model = Literal[
    "ecommerce", "marketplace", "lead_generation", "b2b", "subscription", "app", "retail", "media",
    "nonprofit",
]  # fmt: skip
Channel = Literal[
    "paid_search", "shopping", "paid_social", "display", "video", "email", "sms", "organic_search",
    "organic_social", "website", "app", "affiliate", "referral", "direct", "offline", "crm",
    "other",
]  # fmt: skip
Situation = Literal[
    "new_advertiser", "strong_brand", "heavy_retargeting", "platforms_claim_same_sale",
    "native_lead_forms", "frequent_discounts", "costs_rising", "churn_rising", "win_back",
    "list_fatigue", "bought_engagement_suspected", "few_large_accounts", "cold_prospecting",
    "seasonal", "launch", "no_online_sales", "no_contract", "narrow_target", "brand_budget",
]  # fmt: skip

GOALS: tuple[str, ...] = get_args(Goal)
MODELS: tuple[str, ...] = get_args(Model)
CHANNELS: tuple[str, ...] = get_args(Channel)
SITUATIONS: tuple[str, ...] = get_args(Situation)
PAID_CHANNELS = ("paid_search", "shopping", "paid_social", "display", "video", "affiliate")

SHARES = ("margin", "apple_mail_share")
AMOUNTS = (
    "average_order_value", "monthly_conversions", "weekly_sessions", "sales_cycle_days",
    "history_months", "monthly_budget",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The goal and its context.

    Units: `margin` and `apple_mail_share` are shares from 0 to 1; `average_order_value` and
    `monthly_budget` are money in `currency` (ISO 4217); `sales_cycle_days` days, `history_months`
    months; `monthly_conversions` and `weekly_sessions` counts. `targets` gives a value per KPI id,
    in the KPI's own unit (a rate as a share). `inferred` names the answers that were supposed from
    the files rather than given. Raises InvalidBrief naming the answer that cannot be.
    """

    goal: Goal
    model: Model
    channels: tuple[Channel, ...] = ()
    margin: float | None = None
    currency: str | None = None
    average_order_value: float | None = None
    monthly_conversions: float | None = None
    weekly_sessions: float | None = None
    sales_cycle_days: float | None = None
    history_months: float | None = None
    apple_mail_share: float | None = None
    monthly_budget: float | None = None
    has_crm: bool | None = None
    situations: tuple[Situation, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "channels", tuple(dict.fromkeys(self.channels)))
        object.__setattr__(self, "situations", tuple(dict.fromkeys(self.situations)))
        object.__setattr__(self, "targets", MappingProxyType(dict(self.targets)))
        object.__setattr__(self, "inferred", frozenset(self.inferred))
        _refuse_unknown("goal", (self.goal,), GOALS)
        _refuse_unknown("model", (self.model,), MODELS)
        _refuse_unknown("channels", self.channels, CHANNELS)
        _refuse_unknown("situations", self.situations, SITUATIONS)
        _refuse_unknown("inferred", tuple(self.inferred), tuple(f.name for f in fields(self)))
        for name in SHARES:
            _refuse_outside(name, getattr(self, name), 0.0, 1.0)
        for name in AMOUNTS:
            _refuse_outside(name, getattr(self, name), 0.0, float("inf"))
        for target in self.targets.values():
            _refuse_outside("targets", target, float("-inf"), float("inf"))

    def __hash__(self) -> int:
        plain = (getattr(self, f.name) for f in fields(self) if f.name != "targets")
        return hash((*plain, *sorted(self.targets.items())))

    def __reduce__(self) -> tuple[object, ...]:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return (_rebuild, ({**values, "targets": dict(self.targets)},))


def _rebuild(values: dict[str, object]) -> Brief:
    return Brief(**values)  # type: ignore[arg-type]


def _refuse_unknown(question: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for answer in given:
        if answer not in known:
            near = near_misses(str(answer), known)
            raise InvalidBrief(
                "unknown_answer", Where(column=question), values={"sample": answer, "options": near}
            )


def _refuse_outside(question: str, answer: float | None, low: float, high: float) -> None:
    # `not (low <= x <= high)` also refuses nan, which compares false with everything.
    if answer is not None and not (low <= answer <= high and answer < float("inf")):
        raise InvalidBrief(
            "answer_outside", Where(column=question), values={"found": answer, "limit": high}
        )
