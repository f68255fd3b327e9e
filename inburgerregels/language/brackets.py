"""The heads of rows and columns of tables: ``0 tot en met 149``, ``60% tot 90%``, or a choice value."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import Bracket
from inburgerregels.language.syntax import parse_percentage
from inburgerregels.language.vocabulary import Choice, choices_with
from inburgerregels.language.yaml_nodes import Node
from inburgerregels.model import ALREADY, NEVER

__all__ = ["BracketReader"]

_NUMBER = r"(\d{1,9}(?:,\d{1,4})?)\s*(%|[a-z_]+)?"
_BRACKET = re.compile(
    rf"{_NUMBER} (tot en met|tot) {_NUMBER}|{_NUMBER} (of meer|of minder)|{_NUMBER}"
)


class BracketReader:
    def __init__(self, reader: Reader, choices: Mapping[str, Choice]) -> None:
        self.reader = reader
        self.choices = choices

    def read(self, node: Node) -> Bracket | None:
        """One bracket; what is wrong with it is reported."""
        scalar = self.reader.scalar(node, "grens")
        if scalar is None:
            return None
        place = scalar.position
        text = re.sub(r"\s+", " ", scalar.text.strip())
        if choices_with([text], self.choices):
            return Bracket(None, None, text, choice=text, position=place)
        match = _BRACKET.fullmatch(text)
        if not match:
            hint = "schrijf 12, 0 tot en met 149, 300 of meer, 60% tot 90%, of een keuze"
            self.reader.wrong(scalar, f"'{text}' is geen grens", hint)
            return None
        share = "%" in text
        units = {match[i] for i in (2, 5, 7, 10) if match[i] and match[i] != "%"}
        if len(units) > 1:
            self.reader.wrong(scalar, f"'{text}' mengt eenheden")
        unit = min(units, default=None)
        scale = 4 if share else 0
        try:
            low = _bound(match[1] or match[6] or match[9], share)
            high = _bound(match[4], share) if match[4] else low
        except ValueError:
            self.reader.wrong(scalar, f"'{text}' is geen grens in hele getallen")
            return None
        joiner = match[3] or match[8]
        if joiner == "of meer":
            return Bracket(low, None, text, scale=scale, unit=unit, position=place)
        if joiner == "of minder":
            return Bracket(None, low, text, scale=scale, unit=unit, position=place)
        half_open = joiner == "tot"
        if low > high or (half_open and low == high):
            self.reader.wrong(scalar, f"'{text}': de ondergrens ligt niet onder de bovengrens")
        if half_open and not share:
            high, half_open = high - 1, False
        return Bracket(low, high, text, half_open=half_open, scale=scale, unit=unit, position=place)

    def check(self, brackets: list[Bracket], side: str) -> None:
        """Report holes and overlaps between the brackets of one side (``rij``, ``kolom``)."""
        words = [bracket.choice for bracket in brackets if bracket.choice is not None]
        if not words:
            self._check_numbers(brackets)
        elif len(words) < len(brackets):
            odd = next(bracket for bracket in brackets if bracket.choice is None)
            self._wrong("T001", f"'{odd.text}' staat tussen waarden van een keuze", odd)
        else:
            self._check_choice(brackets, words, side)

    def _wrong(self, code: str, message: str, bracket: Bracket) -> None:
        self.reader.problems.add(code, message, bracket.position)

    def _check_choice(self, brackets: list[Bracket], words: list[str], side: str) -> None:
        for place, bracket in enumerate(brackets):
            if bracket.choice in words[:place]:
                self._wrong("T003", f"'{bracket.text}' staat er twee keer", bracket)
        owners = choices_with(words, self.choices)
        if not owners:
            names = ", ".join(words)
            self._wrong("T001", f"deze waarden horen niet bij één keuze: {names}", brackets[0])
            return
        missing = [value for value in owners[0].values if value not in words]
        if missing:
            message = f"er is geen {side} voor {', '.join(missing)} (keuze {owners[0].name})"
            self._wrong("T002", message, brackets[-1])

    def _check_numbers(self, brackets: list[Bracket]) -> None:
        previous: Bracket | None = None
        for bracket in sorted(brackets, key=lambda b: ALREADY if b.low is None else b.low):
            if previous is not None:
                end = NEVER if previous.high is None else previous.high
                start = ALREADY if bracket.low is None else bracket.low
                # Between shares nothing lies between, so only `tot` can adjoin.
                adjoins = start == end if previous.half_open else start == end + 1
                if start <= end and not adjoins:
                    message = f"'{previous.text}' en '{bracket.text}' overlappen"
                    self._wrong("T003", message, bracket)
                elif not adjoins or (bracket.scale and not previous.half_open):
                    message = f"tussen '{previous.text}' en '{bracket.text}' zit een gat"
                    self._wrong("T002", message, bracket)
            previous = bracket


def _bound(text: str, share: bool) -> int:
    if not share:
        return int(text)
    value, scale = parse_percentage(text + "%")
    if scale > 4:
        raise ValueError(text)
    return int(value * 10 ** (4 - scale))
