"""Whole caseloads: files in, a prepared store, every person evaluated, tables out."""

__all__: list[str] = []
