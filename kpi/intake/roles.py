"""What a campaign is for, and through which channel it goes, as its name and type tell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kpi.catalog.headings import plain
from kpi.catalog.platforms import ANY, cards
from kpi.catalog.vocabulary import meanings_of, vocabulary

if TYPE_CHECKING:
    from kpi.catalog.platforms import Card

_APART = re.compile(r"[^a-z0-9+]+")


@lru_cache(maxsize=32768)
def role_of(name: str) -> str:
    """Return brand, generic, prospecting, retargeting or awareness when the name says one; "" when
    unsure.
    """
    words = f" {_APART.sub(' ', plain(name)).strip()} "
    for phrase in vocabulary("not_brand")["words"]:
        words = words.replace(f" {_APART.sub(' ', phrase)} ", " ")
    return _first_said("roles", words)


def channel_of(card: Card | None, kind: str, name: str) -> str:
    """Return a campaign's channel: from its type, else from its name, else the platform's own."""
    found = channel_named(card, kind)
    if found:
        return found
    if card is None:
        return ""
    if card.channel == "paid_search" and not kind:
        return (
            _first_said("campaign_channels", f" {_APART.sub(' ', plain(name)).strip()} ")
            or card.channel
        )
    return card.channel


def _first_said(section: str, words: str) -> str:
    """Return the first meaning of which a phrase stands among these words, or ""."""
    for meaning, phrases in vocabulary(section).items():
        if any(f" {_APART.sub(' ', phrase).strip()} " in words for phrase in phrases):
            return meaning
    return ""


@lru_cache(maxsize=8192)
def _named(card_id: str, text: str) -> str:
    key = plain(text)
    for id_ in (card_id, ANY):
        card = cards().get(id_)
        if card is None:
            continue
        for candidate in (key, key.partition("/")[2].strip(), key.replace("-", " ")):
            if candidate and candidate in card.channels:
                return card.channels[candidate]
    return ""


def channel_named(card: Card | None, text: str) -> str:
    """Return the channel that a text names ("Paid Social", "google / cpc"), or ""."""
    return _named(card.id if card else ANY, text) if text.strip() else ""


@lru_cache(maxsize=8192)
def platform_named(text: str) -> str:
    """Return the platform that a text names ("FB Ads" → "Meta Ads"), or the text itself."""
    return meanings_of("platforms").get(plain(text), text.strip())


def is_platform(text: str) -> bool:
    """Return whether a text is the name of a platform ("Google Ads"), and not of a channel."""
    return plain(text) in meanings_of("platforms") and plain(text) not in _BOTH


# "Google" or "Meta" may name what brought a visit; "Google Ads" only the platform.
_BOTH = frozenset(["google", "bing", "microsoft", "meta", "facebook", "instagram", "x", "snap"])
