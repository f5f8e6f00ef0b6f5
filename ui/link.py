"""Answers that survive a reload and travel in a link.

The address carries words alone (goal, model, channels, situations, yes or no, the language).
Figures such as the margin stay in a session cookie of the browser, and enter a shared link only on
request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode

import streamlit as st

import kpi
from kpi.brief import AMOUNTS, CHANNELS, GOALS, MODELS, SHARES, SITUATIONS
from kpi.catalog import kpis

COOKIE = "juste_mesure_figures"
TARGET = "target."
FIGURES = (*SHARES, *AMOUNTS)
MANY = {"channels": CHANNELS, "situations": SITUATIONS}
ONE = {"goal": GOALS, "model": MODELS}
LONGEST = 2000


def from_address(parameters: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the answers an address holds, and the names of those it holds badly."""
    answers: dict[str, Any] = {}
    unreadable = []
    for name, among in ONE.items():
        if name in parameters:
            if parameters[name] in among:
                answers[name] = parameters[name]
            else:
                unreadable.append(name)
    for name, among in MANY.items():
        words = [word for word in parameters.get(name, "").split(",") if word]
        known = tuple(word for word in words if word in among)
        if known:
            answers[name] = known
        if len(known) < len(words):
            unreadable.append(name)
    if parameters.get("has_crm") in ("yes", "no"):
        answers["has_crm"] = parameters["has_crm"] == "yes"
    if "currency" in parameters:
        if re.fullmatch("[A-Za-z]{3}", parameters["currency"]):
            answers["currency"] = parameters["currency"].upper()
        else:
            unreadable.append("currency")
    figures, bad = _figures(parameters)
    return {**answers, **figures}, (*unreadable, *bad)


def _figures(texts: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the figures among some texts, targets gathered, and the names of those unreadable."""
    found: dict[str, Any] = {}
    targets: dict[str, float] = {}
    bad = []
    for name, text in texts.items():
        target = name.removeprefix(TARGET) if name.startswith(TARGET) else ""
        if name not in FIGURES and target not in kpis():
            continue
        try:
            value = float(text)
            given = {"targets": {target: value}} if target else {name: value}
            kpi.Brief(goal="acquisition", model="ecommerce", **given)
        except (TypeError, ValueError, kpi.InvalidBrief):
            bad.append(name)
            continue
        if target:
            targets[target] = value
        else:
            found[name] = value
    return {**found, "targets": targets} if targets else found, tuple(bad)


def _as_figures(answers: Mapping[str, Any]) -> dict[str, float]:
    figures = {name: float(answers[name]) for name in FIGURES if name in answers}
    return figures | {f"{TARGET}{id_}": v for id_, v in answers.get("targets", {}).items()}


def to_address(
    answers: Mapping[str, Any], language: str, *, figures: bool = False
) -> dict[str, str]:
    """Return the query parameters that bring these answers back."""
    parameters = {name: str(answers[name]) for name in ONE if name in answers}
    parameters |= {name: ",".join(answers[name]) for name in MANY if answers.get(name)}
    if "has_crm" in answers:
        parameters["has_crm"] = "yes" if answers["has_crm"] else "no"
    if "currency" in answers:
        parameters["currency"] = answers["currency"]
    if figures:
        parameters |= {name: f"{value:g}" for name, value in _as_figures(answers).items()}
    return {**parameters, "lang": language}


def shared(answers: Mapping[str, Any], language: str, *, figures: bool) -> str:
    """Return the link to copy, opening on the KPI set."""
    base = (st.context.url or "").split("?")[0].rstrip("/")
    last = base.rsplit("/", 1)[-1]
    root = (
        base[: -len(last) - 1] if last in ("goal", "context", "kpis", "data", "results") else base
    )
    return f"{root}/kpis?{urlencode(to_address(answers, language, figures=figures))}"


def from_cookie(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the figures an earlier load of this browser session left, or nothing when
    unreadable.
    """
    stored_text = cookies.get(COOKIE, "")
    # A run without a browser behind it has no cookies worth the name.
    if not isinstance(stored_text, str) or not 0 < len(stored_text) <= LONGEST:
        return {}
    text = unquote(stored_text)
    try:
        stored = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(stored, dict):
        return {}
    return _figures(stored)[0]


def cookie(answers: Mapping[str, Any]) -> str:
    """Return the cookie that keeps the figures in the browser, for this session of it only."""
    value = quote(json.dumps(_as_figures(answers), separators=(",", ":")))
    return f"{COOKIE}={value};path=/;SameSite=Strict"
