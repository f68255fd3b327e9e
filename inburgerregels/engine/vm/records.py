"""The kinds of records in the stream of answers."""

from __future__ import annotations

__all__ = ["AGENDA", "DECIDED", "STANDING", "TERM"]

DECIDED, TERM, AGENDA, STANDING = range(4)
