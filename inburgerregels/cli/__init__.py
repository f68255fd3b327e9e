"""The commands, in Dutch as their users are."""

from inburgerregels.cli.group import main

__all__ = ["main"]
