"""Measured tables in ``docs/performance.md``: each between marks of its own."""

from __future__ import annotations

from pathlib import Path

__all__ = ["REPORT", "replace_measured"]

REPORT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def replace_measured(report: Path, marks: tuple[str, str], measured: str) -> None:
    """Replace what stands between two marks of a report, and leave the rest as it is."""
    begin, end = marks
    before, _, rest = report.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    report.write_text(f"{before}{begin}\n{measured}\n{end}{after}", encoding="utf-8")
