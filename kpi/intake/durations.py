"""Lengths of time as tools write them: "00:02:10", "12m", "1 h 05 min"."""

from __future__ import annotations

import re
from functools import lru_cache

from kpi.catalog.vocabulary import meanings_of

# What one of each unit of the measures is, in seconds.
SECONDS = {"seconds": 1.0, "minutes": 60.0, "days": 86_400.0}
_WORDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0}
_CLOCK = re.compile(r"^(?:(\d+):)?(\d{1,2}):(\d{2}(?:[.,]\d+)?)$")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?")


@lru_cache(maxsize=65536)
def read_duration(text: str) -> float | None:
    """Return the seconds that a text says, with a clock ("2:10" is two minutes and ten seconds) or
    with units; None when it does neither: a bare number has the unit of its column.
    """
    text = text.strip().casefold()
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = (
            float((part or "0").replace(",", ".")) for part in clock.groups()
        )
        return hours * 3600 + minutes * 60 + seconds
    if not text or _PART.sub("", text).strip(" ,"):
        return None
    parts = [(float(n.replace(",", ".")), _unit(word)) for n, word in _PART.findall(text)]
    return sum(number * unit for number, unit in parts) if all(u for _, u in parts) else None


def _unit(word: str) -> float:
    return _WORDS.get(meanings_of("durations").get(word, ""), 0.0)
