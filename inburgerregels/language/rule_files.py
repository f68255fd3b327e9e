"""Which files of a folder hold rules."""

from __future__ import annotations

from pathlib import Path

__all__ = ["rule_files"]


def rule_files(root: Path) -> list[Path]:
    """The rule files in a folder, or that file itself."""
    return sorted(root.rglob("*.y*ml")) if root.is_dir() else [root]
