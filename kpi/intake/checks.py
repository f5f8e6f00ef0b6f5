"""What a file says twice: its rates against our ratios, its clicks against its impressions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kpi.catalog.platforms import ANY, cards
from kpi.errors import Where
from kpi.facts import Check, Note, Quantity
from kpi.intake.cells import Coded, plainly_differ, row_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from kpi.catalog.platforms import Card, Rate
    from kpi.intake.cells import Floats
    from kpi.intake.frame import Frame

    Ints = NDArray[np.int64]

# A rate agrees within the rounding of its own decimals, or within this share of itself.
SHARE = 0.01
DECIMALS = 6
# Below this share of agreeing rows a rate is said not to be ours: another denominator, most often.
AGREEING = 0.95
# Rows named in a note.
NAMED = 50
# Below this share of clicks that lead to the site, a click rate speaks of something else.
MOSTLY = 0.6


def checks_of(card: Card | None, frame: Frame) -> Iterator[Check]:
    """Yield one check for each rate that the file repeats, then the plain orders of size between
    figures.
    """
    known = {**cards()[ANY].rates, **(card.rates if card else {})}
    for id_, exported in frame.rates.items():
        rate = known.get(id_)
        if rate is None or not {rate.numerator, rate.denominator} <= set(frame.measures):
            continue
        check = _rate_check(rate, exported, frame)
        if check is not None:
            yield check
    yield from _smaller("clicks", "clicks", "impressions", frame)


def _rate_check(rate: Rate, exported: Floats, frame: Frame) -> Check | None:
    """Return whether an exported rate is our ratio, as a share or in percent, whichever agrees
    more.
    """
    below = frame.measures[rate.denominator]
    above = frame.measures[rate.numerator]
    told = np.flatnonzero(~np.isnan(exported))
    told = told[~np.isnan(above[told]) & (below[told] > 0)]
    if not len(told):
        return None
    ours = above[told] / below[told] * rate.scale
    agreed, scale = max((_agree(exported[told], ours * s), s) for s in (1.0, 100.0))
    wrong = ~_close(exported[told], ours * scale)
    values = {"rate": rate.id, "agreed": agreed, "count": len(told), "scale": scale}
    rows = tuple(frame.numbers[told][wrong].tolist())
    return Check(id="rates", passed=bool(agreed >= AGREEING * len(told)), values=values, rows=rows)


def _close(exported: Floats, ours: Floats) -> NDArray[np.bool_]:
    rounding = 0.51 * 10.0 ** -_decimals(exported)
    close: NDArray[np.bool_] = np.abs(exported - ours) <= np.maximum(rounding, SHARE * np.abs(ours))
    return close


def _decimals(exported: Floats) -> int:
    """Return how many decimals a rate is exported with."""
    for decimals in range(DECIMALS):
        scaled = exported * 10.0**decimals
        if (np.abs(scaled - np.round(scaled)) < 1e-6).all():
            return decimals
    return DECIMALS


def _agree(exported: Floats, ours: Floats) -> int:
    return int(_close(exported, ours).sum())


def _smaller(id_: str, smaller: str, larger: str, frame: Frame) -> Iterator[Check]:
    if not {smaller, larger} <= set(frame.measures):
        return
    wrong = frame.measures[smaller] > frame.measures[larger]
    yield Check(
        id=id_,
        passed=not bool(wrong.any()),
        values={"count": int(wrong.sum())},
        rows=tuple(frame.numbers[wrong].tolist()),
    )


def notes_of(place: Where, frame: Frame, names: Mapping[str, str]) -> Iterator[Note]:
    """Yield what is odd in the figures and kept all the same: credits, clicks above impressions,
    zeros only; `names`: the columns of the fields.
    """
    spend = frame.measures.get("spend")
    if spend is not None and (spend < 0).any():
        row = int(frame.numbers[spend < 0][0])
        value = float(spend[spend < 0][0])
        yield Note(
            code="neg_spend",
            where=replace(place, row=row),
            values={"value": value, "row": row},
        )
    yield from _unspent(place, frame)
    clicks, shown = frame.measures.get("clicks"), frame.measures.get("impressions")
    if clicks is not None and shown is not None and (clicks > shown).any():
        at = int(np.flatnonzero(clicks > shown)[0])
        values = {
            "clicks": float(clicks[at]),
            "impressions": float(shown[at]),
            "row": int(frame.numbers[at]),
        }
        yield Note(code="clicks_gt_impr", where=place, values=values)
    yield from _all_clicks(replace(place, column=names.get("clicks", "")), frame)
    # Results of other kinds than sales (reactions, views) exceed clicks by nature.
    if "result" not in frame.dimensions:
        yield from _above(place, frame, "conversions", "clicks", "conv_gt_clicks")
    yield from _above(place, frame, "opens", "delivered", "percent_over")
    if frame.measures and not any((np.abs(v) > 0).any() for v in frame.measures.values()):
        yield Note(code="zero_everything", where=place)


def _all_clicks(place: Where, frame: Frame) -> Iterator[Note]:
    """Yield a note where most of advertising's clicks do not lead to the site."""
    if not {"clicks", "link_clicks", "spend"} <= set(frame.measures):
        return
    every, link = (frame.measures[name] for name in ("clicks", "link_clicks"))
    both = ~(np.isnan(every) | np.isnan(link))
    if both.any() and link[both].sum() < MOSTLY * every[both].sum():
        share = Quantity(float(link[both].sum() / every[both].sum()), "%")
        yield Note(code="clicks_of_all_kinds", where=place, values={"value": share})


def _unspent(place: Where, frame: Frame) -> Iterator[Note]:
    """Yield a note of the rows that were seen or clicked and tell no spend, where others do."""
    spend = frame.measures.get("spend")
    unknown = np.isnan(spend) if spend is not None else np.empty(0)
    if not unknown.any() or unknown.all():
        return
    active = np.zeros(len(frame), dtype=bool)
    for name in ("impressions", "clicks"):
        active |= frame.measures.get(name, np.zeros(len(frame))) > 0
    rows = frame.numbers[unknown & active]
    if len(rows):
        values = {"count": len(rows), "rows": tuple(rows[:NAMED].tolist())}
        yield Note(code="spend_blank", where=place, values=values)


def _above(place: Where, frame: Frame, part: str, whole: str, code: str) -> Iterator[Note]:
    """Yield a note when a part exceeds its whole on some row."""
    if not {part, whole} <= set(frame.measures):
        return
    inner, outer = frame.measures[part], frame.measures[whole]
    wrong = np.flatnonzero((inner > outer) & (outer > 0))
    if not len(wrong):
        return
    first = int(wrong[0])
    row = int(frame.numbers[first])
    values = {
        part: float(inner[first]),
        whole: float(outer[first]),
        "value": Quantity(float(inner[first] / outer[first]), "%"),
        "row": row,
        "rows": tuple(frame.numbers[wrong].tolist()),
    }
    yield Note(code=code, where=Where(file=place.file, sheet=place.sheet, row=row), values=values)


def duplicates(
    frame: Frame, original: Callable[[Ints], pd.DataFrame], read: Ints
) -> NDArray[np.bool_]:
    """Return the rows that repeat an earlier one, cell for cell.

    Rows are compared by their dimensions and figures first; only where these repeat are all the
    cells of the
    file looked at (`original`, whose rows have the numbers `read`).
    """
    import pandas as pd

    repeated = np.zeros(len(frame), dtype=bool)
    # Most exports are sorted: by what changes least, then by what changes within.
    columns = sorted(frame.dimensions.values(), key=Coded.changes)
    if len(frame) and plainly_differ(*row_keys(columns)):
        return repeated
    codes, uniques = pd.factorize(_fingerprints(frame))
    if len(uniques) == len(frame):
        return repeated
    suspects = np.flatnonzero(pd.Series(codes).duplicated(keep=False).to_numpy())
    rows = frame.places_in(read)[suspects]
    repeated[suspects] = original(rows).duplicated().to_numpy()
    return repeated


def _fingerprints(frame: Frame) -> NDArray[np.uint64]:
    """Return a number for each row, equal where dimensions, keys and figures are."""
    found = np.zeros(len(frame), dtype=np.uint64)
    for column in (*frame.dimensions.values(), *frame.keys.values()):
        if len(column.values) > 1:
            found = found * np.uint64(1_000_003) + column.codes.astype(np.uint64)
    for values in frame.measures.values():
        found = found * np.uint64(1_000_003) + np.ascontiguousarray(values).view(np.uint64)
    return found


# What the same row shows whatever the attribution window.
UNWINDOWED = ("spend", "impressions")


def other_windows(frame: Frame) -> NDArray[np.bool_]:
    """Return the rows that tell an earlier one again under another attribution window.

    Same dimensions, same spend and same impressions, another window: adding them would double both.
    """
    import pandas as pd

    windows = frame.keys.get("attribution")
    again = np.zeros(len(frame), dtype=bool)
    if windows is None or len(windows.values) < 2 or not set(UNWINDOWED) <= set(frame.measures):
        return again
    told = pd.DataFrame(
        {name: column.codes for name, column in frame.dimensions.items()}
        | {name: frame.measures[name] for name in UNWINDOWED}
    )
    window = windows.codes
    spent = (frame.measures["spend"] > 0) & (frame.measures["impressions"] > 0)
    first = told.groupby(list(told.columns), dropna=False)["spend"].ngroup().to_numpy()
    seen: NDArray[np.int64] = pd.Series(window).groupby(first).transform("first").to_numpy()
    again[:] = spent & (window != seen)
    return again
