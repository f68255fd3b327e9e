"""Answers as a reader sees them: plain text, a page, and the Dutch in which they are written."""

from inburgerregels.report.labels import Labels, labels_of
from inburgerregels.report.page import cases_as_html
from inburgerregels.report.text import cases_as_text
from inburgerregels.report.view import CaseView, case_view

__all__ = ["CaseView", "Labels", "case_view", "cases_as_html", "cases_as_text", "labels_of"]
