"""Deals and leads of a CRM: what each has become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.headings import plain
from kpi.catalog.vocabulary import meanings_of
from kpi.intake.date_order import read_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kpi.facts import LeftOut
    from kpi.intake.cells import Coded, Floats
    from kpi.intake.frame import Frame

    Mask = NDArray[np.bool_]

# The answer that no stage of a file is won.
NONE = "none"
# Stages from the first to the last.
_FURTHER = ("", "lead", "qualified", "sales_qualified", "lost", "won")
# What parts the words of a stage: "Closed-Won (Sales pipeline)".
_NO_WORD = re.compile(r"[-()/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Become:
    """Deals with what they have become, the rows left out where a deal has a row for each stage it
    passed, and the stages of which one may mean won, when no stage is known to (else none).
    """

    frame: Frame
    left_out: tuple[LeftOut, ...]
    unknown: tuple[str, ...]


def deals(frame: Frame, won_by: str) -> Become:
    """Return one row a deal or lead, dated by its creation: leads = 1, and what it has become.

    won, lost_deals, qualified_leads and sales_qualified_leads are 1 or 0; revenue is the amount of
    what is won; deal_days the days from creation to closing of what is won. `won_by`: the stage
    that the user says is won, NONE or "".
    """
    stage = _stages(frame.keys["deal_stage"], won_by)
    again = _passed(frame, stage)
    left_out = frame.left("repeated_deals", again)
    unknown = () if won_by else _unknown(frame.keys["deal_stage"], stage)
    frame, stage = frame.where(~again), stage.where(~again)
    amount = frame.measures.get("pipeline_value")
    won = _is(stage, "won")
    measures: dict[str, Floats] = {
        "leads": np.ones(len(frame)),
        "won": won,
        "lost_deals": _is(stage, "lost"),
    }
    if {"qualified", "sales_qualified"} & set(stage.values):
        measures["qualified_leads"] = _is(stage, "qualified", "sales_qualified", "won")
    if "sales_qualified" in stage.values:
        measures["sales_qualified_leads"] = _is(stage, "sales_qualified", "won")
    if amount is not None:
        measures["revenue"] = np.where(won == 1.0, amount, np.nan)
    days = _days_to_close(frame)
    if days is not None:
        measures["deal_days"] = np.where(won == 1.0, days, np.nan)
    frame = frame.with_measures(**measures)
    return Become(frame=frame, left_out=left_out, unknown=unknown)


def _unknown(texts: Coded, stage: Coded) -> tuple[str, ...]:
    """Return the stages that no word explains, when none is known to be won."""
    if "won" in stage.values:
        return ()
    return tuple(text for text in dict.fromkeys(texts.values) if text.strip() and not _told(text))


def _told(text: str) -> bool:
    return bool(stage_of(plain(text)))


def _passed(frame: Frame, stage: Coded) -> Mask:
    """Return the rows of deals that another row tells further: each deal's furthest stage stays,
    the last such row if several.
    """
    again = np.zeros(len(frame), dtype=bool)
    ids = frame.keys.get("deal_id")
    if ids is None:
        return again
    far = np.array([_FURTHER.index(value) for value in stage.values])[stage.codes]
    order = np.lexsort((np.arange(len(frame)), far, ids.codes))
    last = np.append(ids.codes[order][1:] != ids.codes[order][:-1], True)
    again[order[~last]] = True
    return again & ~ids.is_blank()


def _stages(column: Coded, won_by: str) -> Coded:
    """Return each deal's stage as lead, qualified, sales_qualified, won or lost; "" when no word
    is known.
    """
    return column.map(lambda text: "won" if text == won_by else stage_of(plain(text)))


def stage_of(text: str) -> str:
    """Return what a stage's plain name says: lead, qualified, sales_qualified, won, lost or ""."""
    whole = meanings_of("stages")
    if text in whole:
        return whole[text]
    # "Proposal to the client" is no client yet: inside a longer name only plain words tell.
    spaced = f" {_NO_WORD.sub(' ', text)} "
    return next((m for word, m in meanings_of("stage_words").items() if f" {word} " in spaced), "")


def _is(stage: Coded, *names: str) -> Floats:
    flags = np.array([float(value in names) for value in stage.values])
    return flags[stage.codes]


def _days_to_close(frame: Frame) -> Floats | None:
    """Return the days from creation to closing; None without closing days, or when they read two
    ways.
    """
    created, closed = frame.dimensions["date"], frame.keys.get("deal_closed")
    if closed is None:
        return None
    read = read_dates(closed.values)
    if not read.settled:
        return None
    ends = [p.first.isoformat() if p else "NaT" for p in read.periods]
    first = np.array([value or "NaT" for value in created.values], dtype="datetime64[D]")
    last = np.array(ends, dtype="datetime64[D]")
    days = (last[closed.codes] - first[created.codes]) / np.timedelta64(1, "D")
    return np.where(days >= 0, days, np.nan)
