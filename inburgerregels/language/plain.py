"""YAML nodes as plain Python data, for parts of a file that are data and not rules."""

from __future__ import annotations

import datetime
import re
from typing import Any

from inburgerregels.language.yaml_nodes import Map, Node, Seq

__all__ = ["plain_value"]


def plain_value(node: Node) -> Any:
    """Dicts, lists, ints, dates, booleans (``ja``/``nee``), None and text."""
    if isinstance(node, Map):
        return {key.text: plain_value(value) for key, value in node.entries}
    if isinstance(node, Seq):
        return [plain_value(item) for item in node]
    if node.quoted:
        return node.text
    text = node.text.strip()
    if node.is_empty:
        return None
    if re.fullmatch(r"-?\d{1,12}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return {"ja": True, "nee": False, "true": True, "false": False}.get(text, text)
