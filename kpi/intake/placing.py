"""The platform, channel and role of each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kpi.intake.cells import Coded, coded_as, constant, row_keys
from kpi.intake.roles import channel_named, channel_of, is_platform, platform_named, role_of

if TYPE_CHECKING:
    from kpi.catalog.platforms import Card
    from kpi.intake.corrections import Corrections
    from kpi.intake.frame import Frame
    from kpi.intake.identify import Identified


def placed(frame: Frame, table: Identified, corrections: Corrections) -> Frame:
    """Return the rows with their platform, channel and campaign role."""
    count = len(frame)
    frame = frame.with_dimensions(platform=_platform(frame, table.card))
    said = corrections.text("channel", *table.place)
    channel = constant(said, count) if said else _channel(frame, table.card)
    return frame.with_dimensions(channel=channel, campaign_role=_role(frame, corrections))


def _platform(frame: Frame, card: Card | None) -> Coded:
    if card is not None:
        return constant(card.name, len(frame))
    named = frame.dimensions.get("platform")
    if named is not None:
        return named.map(platform_named)
    channel = frame.dimensions.get("channel")
    if channel is not None and all(is_platform(text) for text in channel.values if text):
        return channel.map(platform_named)
    return constant("", len(frame))


def _role(frame: Frame, corrections: Corrections) -> Coded:
    """Return each campaign's role: the user's word, else the file's own column, else its name's."""
    roles, campaigns = corrections.roles(), frame.dimensions.get("campaign")
    given = frame.dimensions.get("campaign_role")
    if given is not None:
        return given
    if campaigns is None:
        return constant("", len(frame))
    return campaigns.map(lambda name: roles[name] if name in roles else role_of(name))


def _channel(frame: Frame, card: Card | None) -> Coded:
    """Return each row's channel: named by a column, else by the campaign's type or name, else the
    platform's.
    """
    named = frame.dimensions.get("channel") or frame.keys.get("medium")
    if named is not None:
        fallback = "" if card is None else card.channel
        return named.map(
            lambda text: channel_named(card, text) or fallback or ("other" if text else "")
        )
    kinds = frame.keys.get("campaign_type")
    campaigns = frame.dimensions.get("campaign", constant("", len(frame)))
    if card is None:
        return frame.dimensions["platform"].map(lambda text: channel_named(None, text))
    if kinds is None or len(kinds.values) == 1:
        kind = "" if kinds is None else kinds.values[0]
        return campaigns.map(lambda name: channel_of(card, kind, name))
    codes, pairs = pd.factorize(row_keys([kinds, campaigns])[0])
    kind_codes, name_codes = np.divmod(pairs, len(campaigns.values))
    values = [
        channel_of(card, kinds.values[k], campaigns.values[n])
        for k, n in zip(kind_codes, name_codes, strict=True)
    ]
    return coded_as(codes.astype(np.int32), values)
