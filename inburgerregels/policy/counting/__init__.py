"""Counting people in an evaluated population, by definitions that are data."""

__all__: list[str] = []
