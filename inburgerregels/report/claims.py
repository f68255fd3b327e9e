"""What was claimed beside what was reckoned again, as text and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import amount, number
from inburgerregels.policy.claims import PartReckoned, Reckoned

__all__ = ["claims_as_json", "claims_as_text"]

_WIDE = 100
_TITLE = "Wat de brief verwachtte, nagerekend"


def claims_as_text(found: Sequence[Reckoned]) -> str:
    lines = [_TITLE, "=" * len(_TITLE), ""]
    for one in found:
        lines += _claim(one)
    return "\n".join(lines)


def _claim(one: Reckoned) -> list[str]:
    lines = [one.claim.title, "-" * min(_WIDE, len(one.claim.title))]
    if one.published is not None:
        lines.append(f"gepubliceerd  {one.published.printed}  ({one.published.id})")
        lines.append(f"nagerekend    {_spread(one.totals, money=True)}")
    for part in one.parts:
        lines += ["", f"{part.part.title}:"]
        money = _is_money(part)
        lines += [
            f"  {year}  {_spread(values, money=money)}" for year, values in part.by_year.items()
        ]
    lines += ["", "Verondersteld is:"]
    for text in one.claim.assumptions:
        lines += textwrap.wrap(text, _WIDE, initial_indent="- ", subsequent_indent="  ")
    lines += ["", *textwrap.wrap(f"Waarom het anders kan zijn: {one.claim.why}", _WIDE), ""]
    return lines


def _is_money(part: PartReckoned) -> bool:
    return part.part.counts


def _spread(values: Sequence[Fraction], *, money: bool) -> str:
    """The mean, and the lowest and highest where there is more than one population."""
    if not values:
        return "-"
    mean = sum(values, Fraction(0)) / len(values)
    shown = _shown(mean, money=money)
    if len(values) == 1:
        return shown
    low, high = _shown(min(values), money=money), _shown(max(values), money=money)
    return f"{shown}  (tussen {low} en {high})"


def _shown(value: Fraction, *, money: bool) -> str:
    return amount(round(value)) if money else number(round(value))


def claims_as_json(found: Sequence[Reckoned]) -> list[dict[str, Any]]:
    return [
        {
            "bewering": one.claim.name,
            "titel": one.claim.title,
            "gepubliceerd_cent": None if one.published is None else round(one.published.value),
            "berekend_cent": None
            if one.published is None
            else [round(value) for value in one.totals],
            "delen": [
                {
                    "titel": part.part.title,
                    "jaren": {
                        str(year): [round(value) for value in values]
                        for year, values in part.by_year.items()
                    },
                }
                for part in one.parts
            ],
            "veronderstellingen": list(one.claim.assumptions),
            "waarom_anders": one.claim.why,
        }
        for one in found
    ]
