"""The ready example: files we made ourselves, read like anybody's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import streamlit as st

import kpi
from ui import journey

FOLDER = Path(__file__).parent.parent / "examples" / "boutique"
TABLES = (".csv", ".xlsx", ".tsv")


def files() -> tuple[tuple[str, bytes], ...]:
    """Return the example's exports as (name, bytes)."""
    return tuple((p.name, p.read_bytes()) for p in sorted(FOLDER.iterdir()) if p.suffix in TABLES)


def answers() -> dict[str, Any]:
    """Return the answers that its owner would give."""
    stored = tomllib.loads((FOLDER / "brief.toml").read_text(encoding="utf-8"))
    return {name: tuple(v) if isinstance(v, list) else v for name, v in stored.items()}


# Shared by all sessions on purpose: these files are ours and the same for everybody.
@st.cache_resource(show_spinner=False)
def facts() -> kpi.Facts:
    """Return what the example's files hold, read once per server."""
    return kpi.load(list(files()))


def show() -> None:
    """Put the example in place; the visitor's own answers and files are kept aside."""
    journey.show_example(files(), facts(), answers())
