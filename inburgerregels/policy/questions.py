"""What is counted of a population: indicators, balances and splits, as a data file defines them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

__all__ = ["BETTER_LESS", "BETTER_MORE", "Balance", "Indicator", "Questions", "Split", "YearOf"]

BETTER_MORE, BETTER_LESS = "meer", "minder"


@attrs.frozen
class YearOf:
    """In which calendar year a row counts: that of the day in ``column``.

    With ``kind`` it is the day in ``column`` of a decision of that kind, of the same person and with
    the same values in ``equal``; where there is none, the day in ``otherwise``.
    """

    column: str
    kind: str | None = None
    equal: tuple[str, ...] = ()
    otherwise: str | None = None


@attrs.frozen
class Indicator:
    """``rows`` are the decisions, the terms or the persons; of them count those of one of ``kinds``
    (all, when there are none) and of none of ``kinds_not``, with in each column of ``where`` one of
    these words or numbers. ``standing_only`` leaves out decisions that were withdrawn.

    What is added up of a row is ``total``: a column, ``te betalen``, ``dagen``, or one. ``unit`` is
    what comes out; of *personen* everybody counts once at most. ``better`` is what is better for the
    person: more, less, or neither. ``average_over`` names the indicator that the total is divided by
    where it is shown. ``in_short``: it is said before anything else, with what
    becomes of the indicators that it is ``made_of``.
    """

    name: str
    title: str
    note: str | None
    rows: str
    kinds: tuple[str, ...]
    kinds_not: tuple[str, ...]
    where: Mapping[str, tuple[str, ...]]
    standing_only: bool
    total: str | None
    unit: str
    better: str | None
    year: YearOf | None
    average_over: str | None
    in_short: bool = False
    made_of: tuple[str, ...] = ()

    @property
    def sign(self) -> int:
        """One where more is better, minus one where less is, else nought."""
        return {BETTER_MORE: 1, BETTER_LESS: -1}.get(self.better or "", 0)


@attrs.frozen
class Balance:
    """What decides whether somebody is better or worse off: these indicators of the person added up,
    each in its own direction; they have one unit."""

    name: str
    title: str
    note: str | None
    indicators: tuple[str, ...]


@attrs.frozen
class Split:
    """A way to divide the persons: by a field of the person (``person``), of the standing
    (``standing``), or of their first or last event of these kinds: its ``column``, or its year.
    ``names`` are what readers call the parts, where that is something else."""

    name: str
    title: str
    note: str | None
    person: str | None = None
    standing: str | None = None
    events: tuple[str, ...] = ()
    last: bool = False
    column: str | None = None
    names: Mapping[str, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Questions:
    """``fields`` are the fields of decisions that the indicators look at; ``caveats`` belong under every
    answer; ``relived`` and ``not_relived`` under that about lives that were, or could not be, lived
    again under each law."""

    title: str
    indicators: Mapping[str, Indicator]
    balances: tuple[Balance, ...]
    splits: tuple[Split, ...]
    fields: frozenset[str]
    caveats: tuple[str, ...] = ()
    relived: tuple[str, ...] = ()
    not_relived: tuple[str, ...] = ()

    def caveats_of(self, *, relived: bool) -> tuple[str, ...]:
        """What must be known to use an answer."""
        return (*self.caveats, *(self.relived if relived else self.not_relived))

    @property
    def projections(self) -> bool:
        """Whether an indicator asks what is expected."""
        return any("verwacht" in one.where for one in self.indicators.values())
