"""Bytes → Facts: container, text, table, platform, values, meaning, checks, questions."""

from kpi.intake.apart import warm
from kpi.intake.files import tables
from kpi.intake.infer import currency_of, infer
from kpi.intake.load import load
from kpi.intake.table import Table

__all__ = ["Table", "currency_of", "infer", "load", "tables", "warm"]
