"""The law that commands about a population ask."""

from __future__ import annotations

import attrs

from inburgerregels.cli.options import LawOptions

__all__ = ["with_default_readings"]


def with_default_readings(law: LawOptions) -> LawOptions:
    """The law as asked, with the readings of the data file where no other is asked."""
    from inburgerregels.policy.readings import default_readings

    chosen = {**default_readings(), **dict(law.readings)}
    return attrs.evolve(law, readings=tuple(sorted(chosen.items())))
