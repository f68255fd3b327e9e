"""Small changes to one value or expression: a unit more or less, a word for its counterpart."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import attrs
import lark

from inburgerregels.language.syntax import _parser

__all__ = ["Change", "of_expression", "of_literal", "of_windows"]

_MONEY = re.compile(r"(€\s*)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d\d))?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PERCENTAGE = re.compile(r"(\d+)(?:,(\d+))?(\s*%)")
_NUMBER = re.compile(r"(-?\d+)(\s.*)?", re.DOTALL)
_COUNTERPART = {"ja": "nee", "nee": "ja"}

#: Words of an expression and what each is changed into.
_SWAPS = {
    "en": "of",
    "of": "en",
    "voor": "tot en met",
    "tot en met": "voor",
    "na": "vanaf",
    "vanaf": "na",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "ten minste": "meer dan",
    "meer dan": "ten minste",
    "ten hoogste": "minder dan",
    "minder dan": "ten hoogste",
    "=": "<>",
    "<>": "=",
    "eerste": "laatste",
    "laatste": "eerste",
    "vroegste": "uiterste",
    "uiterste": "vroegste",
    "hoogste": "laagste",
    "laagste": "hoogste",
    "langste": "kortste",
    "kortste": "langste",
    "elk": "enig",
    "enig": "elk",
    "+": "-",
    "-": "+",
    "samen": "zonder",
    "zonder": "samen met",
    "niet": "",
    "ja": "nee",
    "nee": "ja",
}
#: Tokens that carry a number.
_LITERALS = frozenset({"DATUM", "DUUR", "GELD", "PROCENT", "GETAL", "EENHEID"})


@attrs.frozen
class Change:
    """``text`` is the whole value after the change, ``what`` the change for a reader."""

    kind: str
    what: str
    text: str


def of_literal(text: str) -> Iterator[str]:
    """The values one unit below and above: of the last digit written, a day, a whole euro."""
    for step in (-1, 1):
        near = _near(text.strip(), step)
        if near is not None:
            yield near


def _near(text: str, step: int) -> str | None:
    if text in _COUNTERPART:
        return _COUNTERPART[text] if step == 1 else None
    if _DATE.fullmatch(text):
        day = datetime.date.fromisoformat(text).toordinal() + step
        exists = 1 <= day <= datetime.date.max.toordinal()
        return datetime.date.fromordinal(day).isoformat() if exists else None
    if match := _MONEY.fullmatch(text):
        euros = int(match[2].replace(".", "")) + step
        cents = f",{match[3]}" if match[3] else ""
        return None if euros < 0 else f"{match[1]}{euros}{cents}"
    if match := _PERCENTAGE.fullmatch(text):
        decimals = match[2] or ""
        digits = int(match[1] + decimals) + step
        if digits < 0:
            return None
        written = str(digits).zfill(len(decimals) + 1)
        whole, rest = (
            written[: len(written) - len(decimals)],
            written[len(written) - len(decimals) :],
        )
        return whole + (f",{rest}" if rest else "") + match[3]
    if match := _NUMBER.fullmatch(text):
        number = int(match[1]) + step
        return None if number < 0 <= int(match[1]) else f"{number}{match[2] or ''}"
    return None


def of_expression(text: str) -> list[Change]:
    """Every change of one number or one word of an expression that leaves it readable."""
    found = []
    counts: dict[str, int] = {}
    for token in _tokens(text):
        written = re.sub(r"\s+", " ", str(token))
        counts[written] = counts.get(written, 0) + 1
        nth = f" ({counts[written]}e)"
        start, end = token.start_pos or 0, token.end_pos or 0
        if token.type in _LITERALS:
            near = [("getal", other) for other in of_literal(str(token))]
        else:
            near = [("wissel", _SWAPS[written])] if written in _SWAPS else []
        for kind, other in near:
            after = end
            if written == "samen":
                after = text.index("met", end) + len("met")
            whole = text[:start] + other + text[after:]
            if _reads(whole):
                found.append(Change(kind, f"{written} → {other or 'weg'}{nth}", whole))
    return found


def of_windows(text: str) -> list[Change]:
    """A day earlier or later at each edge of each window: ``van begin`` and ``tot en met einde``."""
    found: list[Change] = []
    if "van" not in text and "tot" not in text:
        return found
    tree = _parser().parse(text)
    edges = [
        (part.meta.end_pos, word)
        for window in tree.iter_subtrees()
        if window.data in ("venster_van", "venster_tot")
        for part, word in zip(
            [part for part in window.children if isinstance(part, lark.Tree)],
            ("van", "tot en met") if window.data == "venster_van" else ("tot en met",),
            strict=False,
        )
    ]
    for nth, (end, word) in enumerate(sorted(edges), start=1):
        for step in (" - 1 dag", " + 1 dag"):
            whole = text[:end] + step + text[end:]
            if _reads(whole):
                found.append(Change("venster", f"{word} …{step} ({nth}e)", whole))
    return found


def _tokens(text: str) -> list[lark.Token]:
    return list(_parser().parse_interactive(text).iter_parse())


def _reads(text: str) -> bool:
    try:
        _parser().parse(text)
    except lark.exceptions.LarkError:
        return False
    return True
