"""The rule book: pages of Markdown that say in Dutch what the rule files say."""

from inburgerregels.report.wet.book import law_book

__all__ = ["law_book"]
