"""Moments told in several time zones, brought to the days of one."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta

_STAMP = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})[T ,]+(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})$",
    re.IGNORECASE,
)
# One place has two offsets a year, an hour apart: its days are told by its own clock.
SUMMER_TIME = 60


def offset_of(text: str) -> int | None:
    """Return the minutes that a moment's clock is ahead of UTC; None when it does not say."""
    found = _STAMP.match(text.strip())
    if not found:
        return None
    zone = found[6]
    if zone[0] not in "+-":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return -minutes if zone[0] == "-" else minutes


def in_one_zone(moments: Counter[str]) -> tuple[dict[str, str], str]:
    """Return text → its day in the zone of most rows, and that zone's name; ({}, "") when every
    moment is told by the clock of one place.

    `moments`: text → its rows.
    """
    offsets = {text: offset for text in moments if (offset := offset_of(text)) is not None}
    if not offsets or max(offsets.values()) - min(offsets.values()) <= SUMMER_TIME:
        return {}, ""
    votes: Counter[int] = Counter()
    for text, offset in offsets.items():
        votes[offset] += moments[text]
    main = max(votes, key=lambda offset: (votes[offset], offset == 0, offset))
    return {text: _day(text, main - offset) for text, offset in offsets.items()}, _named(main)


def _day(text: str, minutes: int) -> str:
    """Return the day of a moment on a clock that many minutes ahead of its own; the text itself
    when there is no such moment.
    """
    found = _STAMP.match(text.strip())
    if not found:
        return text
    day, hour, minute = "-".join(found.group(1, 2, 3)), int(found[4]), int(found[5])
    try:
        moved = datetime.fromisoformat(day) + timedelta(hours=hour, minutes=minute + minutes)
    except (ValueError, OverflowError):
        return text
    return moved.date().isoformat()


def _named(offset: int) -> str:
    sign = "\u2212" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    return f"UTC{sign}{hours:02d}:{minutes:02d}" if offset else "UTC"
