"""The audit: claims that flatter, what they hide, and what could not be checked."""

from kpi.audit.finding import Aside, Audit, Finding, Rows, Unchecked, Unsettled
from kpi.audit.panel import audit

__all__ = ["Aside", "Audit", "Finding", "Rows", "Unchecked", "Unsettled", "audit"]
