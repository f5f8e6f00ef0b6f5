"""Accounts in which each rule is heard, one module a family of rules: `audits()` returns them."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from kpi.audit import Finding


def everything() -> list[Finding]:
    """Return at least one finding of each rule."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    every = [one for module in modules for one in module.audits()]
    return [one for a in every for one in (*a.warnings, *a.hidden_performers, *a.notes)]
