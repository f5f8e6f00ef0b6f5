"""Facts and reviews as files to take away: bytes in, nothing written here."""

from kpi.report.marked import cells_in_doubt, marked_workbook
from kpi.report.template import template_workbook

__all__ = ["cells_in_doubt", "marked_workbook", "template_workbook"]
