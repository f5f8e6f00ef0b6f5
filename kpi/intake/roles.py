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
# What stands in a campaign's name and tells its channel, where no column does.
_CHANNEL_HINTS = (
    ("shopping", r"\b(shopping|pla|plas)\b"),
    ("video", r"\b(youtube|yt|video|trueview|bumper)\b"),
    ("display", r"\b(display|gdn|demand gen|demandgen|discovery|programmatic)\b"),
    (
        "paid_search",
        r"\b(search|sea|sem|pmax|performance max|rsa|dsa|recherche|pesquisa|busqueda|suche)\b",
    ),
)


@lru_cache(maxsize=32768)
def role_of(name: str) -> str:
    """Return brand, generic, prospecting, retargeting or awareness when the name says one; "" when
    unsure.
    """
    words = f" {_APART.sub(' ', plain(name)).strip()} "
    for phrase in vocabulary("not_brand")["words"]:
        words = words.replace(f" {_APART.sub(' ', phrase)} ", " ")
    for role, phrases in vocabulary("roles").items():
        if any(f" {_APART.sub(' ', phrase).strip()} " in words for phrase in phrases):
            return role
    return ""


def channel_of(card: Card | None, kind: str, name: str) -> str:
    """Return a campaign's channel: from its type, else from its name, else the platform's own."""
    found = channel_named(card, kind)
    if found:
        return found
    if card is None:
        return ""
    if card.channel == "paid_search" and not kind:
        words = _APART.sub(" ", plain(name))
        for channel, hint in _CHANNEL_HINTS:
            if re.search(hint, words):
                return channel
    return card.channel


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
