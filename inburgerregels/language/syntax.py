"""Expressions as trees: what stands in a rule file, before names and types are looked up."""

from __future__ import annotations

import datetime
import difflib
import functools
import re
from collections.abc import Callable
from importlib import resources
from typing import Any

import attrs
import lark

from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Duration, Position, Problem, ProblemError

__all__ = [
    "DURATION_HINT",
    "Expr",
    "is_misspelt_duration",
    "literal_money",
    "parse",
    "parse_percentage",
]

_MAX_LENGTH = 4000
#: far more than anyone can read, and well within what the passes that follow can take
_MAX_DEPTH = 60
DURATION_HINT = "schrijf 3 jaar, 6 maanden, 16 weken of 10 dagen"
_DURATION_UNITS = ("jaar", "maanden", "maand", "weken", "week", "dagen", "dag")


@attrs.frozen
class Expr:
    """One node of an expression: an operator, its operands and what else it needs (``attr``).

    ``said`` is the word of the rule file where more words mean the same (``vanaf``, ``>=``).
    """

    op: str
    args: tuple[Expr, ...] = ()
    attr: Any = None
    position: Position | None = attrs.field(default=None, eq=False)
    said: str | None = attrs.field(default=None, eq=False)

    def __str__(self) -> str:
        inner = " ".join([str(self.attr)] * (self.attr is not None) + [str(a) for a in self.args])
        return f"({self.op} {inner})" if inner else self.op


#: comparison words and the operator each stands for
_COMPARISONS = {
    "=": "=",
    "<>": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "ten minste": ">=",
    "ten hoogste": "<=",
    "minder dan": "<",
    "meer dan": ">",
    "is een van": "in",
    "vanaf": ">=",
    "voor": "<",
    "na": ">",
    "tot en met": "<=",
}

_TERMINAL_NAMES = {
    "VGL": "een vergelijking (=, <, ten minste, na, ...)",
    "TEM": "tot en met",
    "NAAM": "een naam",
    "DATUM": "een datum (2019-05-18)",
    "DUUR": "een duur (3 jaar)",
    "GELD": "een bedrag (€ 1.250)",
    "PROCENT": "een percentage (15%)",
    "GETAL": "een getal",
    "EENHEID": "een getal met eenheid (600 uur)",
    "TEKST": "een 'tekst'",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "SEMICOLON": ";",
    "COMMA": ",",
    "DOT": ".",
    "PLUS": "+",
    "MINUS": "-",
    "SLASH": "/",
    "ENKEL": "een vraag (eerste, laatste, aantal, bestaat)",
    "UIT": "een vraag (som, verzameling)",
    "OVER": "een vraag (elk over, som over, ...)",
    "GEDEKT": "gedekte dagen",
    "DAGEN": "dagen van",
    "$END": "het einde",
}


@functools.cache
def _parser() -> lark.Lark:
    grammar = resources.files("inburgerregels.language").joinpath("grammar.lark").read_text("utf-8")
    return lark.Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=True)


def literal_money(text: str) -> int:
    """``€ 1.062,50`` as eurocents; raises ValueError for anything else.

    >>> literal_money("€ 1.062,50"), literal_money("500")
    (106250, 50000)
    """
    match = re.fullmatch(r"(?:€\s*)?(\d{1,3}(?:\.\d{3})+|\d{1,12})(?:,(\d\d))?", text.strip())
    if not match:
        raise ValueError(text)
    return int(match[1].replace(".", "")) * 100 + int(match[2] or 0)


def parse_percentage(text: str) -> tuple[int, int]:
    """``12,5%`` as (125, scale 3): the value is 125 / 10**3. Raises ValueError."""
    match = re.fullmatch(r"(\d{1,9})(?:,(\d{1,6}))?\s*%", text.strip())
    if not match:
        raise ValueError(text)
    decimals = match[2] or ""
    return int(match[1] + decimals), 2 + len(decimals)


def is_misspelt_duration(unit: str) -> bool:
    """Whether the unit of a number looks like that of a duration, but is not (``jaren``)."""
    close = difflib.get_close_matches(unit, [*_DURATION_UNITS, "jaren"], n=1, cutoff=0.75)
    return bool(close) and unit not in _DURATION_UNITS


def _where(scalar: Scalar, text: str, start: int, length: int) -> Position:
    """The place in the file of a place in a scalar's text (exact when it stands on one line)."""
    place = scalar.position
    if place.length < len(text):
        # Written over more lines: where in the file the place is cannot be told from the text.
        return place
    offset = 1 if scalar.quoted else 0
    return attrs.evolve(place, column=place.column + offset + start, length=max(1, length))


@functools.lru_cache(maxsize=4096)
def _tree(text: str) -> lark.Tree[lark.Token]:
    """Lark's tree, kept: the same law is read again for every other reading that is asked."""
    return _parser().parse(text)


def parse(scalar: Scalar) -> Expr:
    """The tree of one expression. Raises :class:`ProblemError` with the place of the mistake."""
    text = scalar.text
    if not text.strip():
        raise ProblemError([Problem("E001", "hier ontbreekt een uitdrukking", scalar.position)])
    if len(text) > _MAX_LENGTH:
        raise ProblemError([Problem("E001", "deze uitdrukking is te lang", scalar.position)])
    try:
        tree = _tree(text)
    except lark.exceptions.UnexpectedInput as error:
        raise ProblemError([_syntax_problem(error, scalar)]) from None
    return _Builder(scalar).build(tree)


_NAME = "NAAM"
#: what people write for a constant, how it should be, and what it is then called
_MISTAKES = (
    (r"€\s*\d+\.\d{1,2}(?![\d.])", "is geen bedrag", "schrijf een komma voor de centen"),
    (r"\d+\.\d+\s*%", "is geen percentage", "schrijf een komma voor de decimalen"),
)


def _mistaken_constant(scalar: Scalar, start: int) -> Problem | None:
    """A constant with a mistake in it, of which the part at ``start`` cannot be read."""
    for pattern, complaint, hint in _MISTAKES:
        for match in re.finditer(pattern, scalar.text):
            if match.start() <= start < match.end():
                place = _where(scalar, scalar.text, match.start(), len(match[0]))
                return Problem("E002", f"'{match[0]}' {complaint}", place, hint)
    return None


def _name_in_two(error: lark.exceptions.UnexpectedInput) -> str | None:
    """The name that was meant, when two words stand where one must."""
    before = getattr(error, "token_history", None) or ()
    both = [*before[-1:], getattr(error, "token", None)]
    if [getattr(token, "type", None) for token in both] != [_NAME, _NAME]:
        return None
    return "_".join(map(str, both))


def _syntax_problem(error: lark.exceptions.UnexpectedInput, scalar: Scalar) -> Problem:
    text = scalar.text
    if isinstance(error, lark.exceptions.UnexpectedToken):
        token = error.token
        at_end = token.type == "$END"
        start = len(text) if at_end else (token.start_pos or 0)
        found = "het einde" if at_end else f"'{token}'"
        length = len(str(token))
        expected: set[str] = set(error.accepts or error.expected or ())
    else:
        start = getattr(error, "pos_in_stream", 0) or 0
        found, length = f"'{text[start : start + 1]}'", 1
        expected = set(getattr(error, "allowed", None) or ())
    mistaken = _mistaken_constant(scalar, start)
    if mistaken is not None:
        return mistaken
    names = sorted(_TERMINAL_NAMES.get(name, name.lower()) for name in expected)
    hint = "verwacht: " + ", ".join(names) if names and len(names) <= 14 else None
    apart = _name_in_two(error)
    if apart is not None:
        hint = f"een naam is één woord; bedoelde u {apart}?"
    if found == "','":
        hint = "scheid argumenten met een puntkomma: f(a; b)"
    return Problem(
        "E001", f"{found} kan hier niet staan", _where(scalar, text, start, length), hint
    )


class _Builder:
    """Turns lark's tree into :class:`Expr`, with the place of every node in the file."""

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar

    def build(self, tree: Any) -> Expr:
        self._check_depth(tree)
        expr = self._build(tree)
        return attrs.evolve(expr, position=expr.position or self.scalar.position)

    def _check_depth(self, tree: Any) -> None:
        todo = [(tree, 1)]
        while todo:
            node, depth = todo.pop()
            if depth > _MAX_DEPTH:
                raise ProblemError(
                    [Problem("E001", "deze uitdrukking is te diep genest", self.scalar.position)]
                )
            if isinstance(node, lark.Tree):
                todo += [(child, depth + 1) for child in node.children]

    def _place(self, tree: Any) -> Position:
        meta = tree.meta if isinstance(tree, lark.Tree) else tree
        start = getattr(meta, "start_pos", None)
        end = getattr(meta, "end_pos", None)
        if start is None or end is None:
            return self.scalar.position
        return _where(self.scalar, self.scalar.text, start, end - start)

    def _fail(self, message: str, tree: Any, hint: str | None = None) -> ProblemError:
        return ProblemError([Problem("E002", message, self._place(tree), hint)])

    def _literal(self, read: Callable[[str], Any], text: str, tree: Any) -> Any:
        try:
            return read(text)
        except ValueError:
            raise self._fail(f"'{text}' is te groot of niet goed geschreven", tree) from None

    def _build(self, tree: Any) -> Expr:
        place = self._place(tree)
        name, parts = tree.data, list(tree.children)

        def make(op: str, *args: Expr, attr: Any = None) -> Expr:
            return Expr(op, args, attr, place)

        match name:
            case "datum":
                try:
                    day = datetime.date.fromisoformat(str(parts[0])).toordinal()
                except ValueError:
                    written = re.fullmatch(r"\d{4}-\d\d-\d\d", str(parts[0]))
                    what = "is geen bestaande dag" if written else "is geen dag"
                    hint = None if written else "schrijf 2019-05-18"
                    raise self._fail(f"{parts[0]} {what}", tree, hint) from None
                return make("date", attr=day)
            case "duur":
                text = re.sub(r"\s+", " ", str(parts[0]))
                return make("duration", attr=self._literal(Duration.parse, text, tree))
            case "geld":
                return make("money", attr=self._literal(literal_money, str(parts[0]), tree))
            case "procent":
                return make("percentage", attr=self._literal(parse_percentage, str(parts[0]), tree))
            case "getal":
                return make("number", attr=(self._int(parts[0], tree), None))
            case "eenheid":
                number, unit = str(parts[0]).split(None, 1)
                if is_misspelt_duration(unit):
                    message = f"{number} {unit} is geen duur"
                    raise self._fail(message, tree, DURATION_HINT)
                return make("number", attr=(self._int(number, tree), unit))
            case "tekst":
                return make("text", attr=str(parts[0])[1:-1])
            case "naam":
                return make("name", attr=str(parts[0]))
            case "als":
                return make("if", *map(self._build, parts))
            case "of_":
                return make("or", *map(self._build, parts))
            case "en_":
                return make("and", *map(self._build, parts))
            case "niet_":
                return make("not", self._build(parts[0]))
            case "vergelijk":
                word = re.sub(r"\s+", " ", str(parts[1]))
                self._check_parentheses(parts[0], parts[1])
                left, right = self._build(parts[0]), self._build(parts[2])
                return Expr("compare", (left, right), _COMPARISONS[word], place, word)
            case "plus" | "min" | "zonder" | "samen" | "maal" | "aandeel":
                ops = {
                    "plus": "+",
                    "min": "-",
                    "zonder": "without",
                    "samen": "with",
                    "maal": "x",
                    "aandeel": "/",
                }
                return make(ops[name], *map(self._build, parts))
            case "ofwel":
                return make("else", *map(self._build, parts))
            case "op_":
                return make("at", *map(self._build, parts))
            case "veld":
                return make("field", self._build(parts[0]), attr=str(parts[1]))
            case "verzameling_van":
                return make("set", *[self._build(part) for part in parts if part is not None])
            case "functie":
                args = [self._build(part) for part in parts[1:] if part is not None]
                return make("call", *args, attr=str(parts[0]))
            case "dagen":
                return make("days", self._build(parts[1]), self._build(parts[3]))
            case "over":
                how, variable, source, body = parts
                return make(
                    "over", self._build(source), self._build(body), attr=(str(how), str(variable))
                )
            case "vraag":
                return self._query(str(parts[0]), (), parts[1:], place)
            case "vraag_veld":
                return self._query(
                    str(parts[0]), (Expr("name", (), str(parts[1]), place),), parts[2:], place
                )
            case "gedekt":
                values = (self._build(parts[1]), self._build(parts[2]))
                return self._query("gedekte dagen", values, parts[3:], place)
        raise AssertionError(f"onbekende vorm {name}")

    def _check_parentheses(self, query: Any, comparison: Any) -> None:
        """A query with a filter is compared only when it stands in parentheses.

        Without, ``waar kleur = rood ten minste 2`` and ``waar nummer ten minste 2`` would mean
        different things.
        """
        if query.data not in ("vraag", "vraag_veld", "gedekt"):
            return
        filtered = any(getattr(part, "data", None) == "filter" for part in query.children)
        after = self.scalar.text[query.meta.end_pos : comparison.start_pos]
        if filtered and ")" not in after:
            hint = "zet de vraag met haar `waar` tussen haakjes: (aantal ... waar ...) ten minste 2"
            raise ProblemError(
                [
                    Problem(
                        "E001", f"'{comparison}' kan hier niet staan", self._place(comparison), hint
                    )
                ]
            )

    def _int(self, token: Any, tree: Any) -> int:
        text = str(token)
        if len(text) > 12:
            raise self._fail(f"{text} is te groot", tree)
        return int(text)

    def _query(self, how: str, values: tuple[Expr, ...], rest: list[Any], place: Position) -> Expr:
        """``query`` with args (low, high, filter, *values); what is not there is ``none``."""
        none = Expr("none")
        low = high = condition = none
        source = ".".join(str(part) for part in rest[0].children)
        for part in rest[1:]:
            if part is None:
                continue
            if part.data == "venster_van":
                low = self._build(part.children[0])
                if part.children[2] is not None:
                    high = self._build(part.children[2])
            elif part.data == "venster_tot":
                high = self._build(part.children[1])
            else:
                condition = self._build(part.children[0])
        where = self._place(rest[0])
        return Expr("query", (low, high, condition, *values), (how, source, where), place)
