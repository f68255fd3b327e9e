"""The kinds of records in the stream of answers."""

from __future__ import annotations

__all__ = ["AGENDA", "DECIDED", "STANDING", "TERM", "UNUSED"]

DECIDED, TERM, AGENDA, STANDING, UNUSED = range(5)
