"""``python -m inburgerregels.cli``."""

from inburgerregels.cli.group import main

__all__ = ["main"]

if __name__ == "__main__":
    main(prog_name="inburgerregels")
