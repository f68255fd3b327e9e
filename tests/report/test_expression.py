"""Expressions written out again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.data import rules_dir
from inburgerregels.language.syntax import Expr, parse
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq, read_documents
from inburgerregels.model import Duration, Position, ProblemError
from inburgerregels.report.expression import expression


def read(text: str) -> Expr:
    return parse(Scalar(text, Position("proef")))


def shape(expr: Expr) -> Any:
    """The tree without the places in the file; 0,60% is 0,6%."""
    attr = expr.attr[:2] if expr.op == "query" else expr.attr
    if expr.op == "percentage":
        attr = Fraction(attr[0], 10 ** attr[1])
    return (expr.op, attr, tuple(map(shape, expr.args)))


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("als a dan b anders c", "als a dan b anders c"),
        ("(als a dan b anders c) en d", "(als a dan b anders c) en d"),
        ("a of b en niet (c of d)", "a of b en niet (c of d)"),
        ("a - (b - c) - d", "a - (b - c) - d"),
        ("(a + b) x c / d", "(a + b) x c / d"),
        ("€ 1250 x (100% - 12,5%)", "€ 1.250,00 x (100% - 12,5%)"),
        ("begin + 36 maanden", "begin + 3 jaar"),
        ("a ten minste 600 uur", "a ten minste 600 uur"),
        ("a is een van [knm, ona]", "a is een van [knm, ona]"),
        ("[lezen, knm] samen met [ona] zonder [knm]", "[lezen, knm] samen met [ona] zonder [knm]"),
        ("(eerste examen).uitslag ofwel behaald", "(eerste examen).uitslag ofwel behaald"),
        ("(aantal examen waar onderdeel = o) = 2", "(aantal examen waar onderdeel = o) = 2"),
        ("dagen van a tot en met b", "dagen van a tot en met b"),
        ("hoogte op boete.datum", "hoogte op boete.datum"),
        ("uiterste(a; b + 1 dag)", "uiterste(a; b + 1 dag)"),
        ("'een tekst'", "'een tekst'"),
        ("d voor 2019-05-18", "d voor 2019-05-18"),
        (
            "gedekte dagen(van_dag; tot_dag) van verlenging van a tot en met b waar c",
            "gedekte dagen(van_dag; tot_dag) van verlenging van a tot en met b waar c",
        ),
        (
            "elk over o uit S zonder T geldt ((aantal examen tot en met b) ten minste 2)",
            "elk over o uit S zonder T geldt ((aantal examen tot en met b) ten minste 2)",
        ),
        ("som uren van les van a waar keurmerk en b", "som uren van les van a waar keurmerk en b"),
    ],
)
def test_an_expression_is_written_with_no_more_parentheses_than_it_needs(
    text: str, again: str
) -> None:
    assert expression(read(text)) == again


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    parts = node.items if isinstance(node, Seq) else [value for _, value in node.entries]
    return [scalar for part in parts for scalar in scalars(part)]


def law_files() -> list[Path]:
    return sorted(rules_dir().rglob("*.yaml"))


def test_every_expression_in_the_law_means_the_same_when_written_out_again() -> None:
    tried = 0
    for path in law_files():
        for document in read_documents(path):
            assert isinstance(document, Map)
            for scalar in scalars(document):
                try:
                    first = parse(scalar)
                except ProblemError:
                    continue  # A title or a citation, not an expression.
                assert shape(read(expression(first))) == shape(first), scalar.position
                tried += 1
    assert tried > 100


names = st.sampled_from(["aap", "noot", "mies_1"]).map(lambda name: Expr("name", (), name))
constants = st.one_of(
    names,
    st.integers(0, 10**6).map(lambda cents: Expr("money", (), cents)),
    st.integers(0, 999).map(lambda share: Expr("percentage", (), (share, 2))),
    st.integers(0, 999).map(lambda number: Expr("number", (), (number, None))),
    st.integers(1, 999).map(lambda number: Expr("number", (), (number, "uur"))),
    st.integers(1, 99).map(lambda days: Expr("duration", (), Duration(days=days))),
    st.integers(700_000, 740_000).map(lambda day: Expr("date", (), day)),
)


def deeper(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    def pair(op: str) -> st.SearchStrategy[Expr]:
        return st.tuples(inner, inner).map(lambda args: Expr(op, args))

    nothing = Expr("none")
    maybe = st.just(nothing) | inner
    return st.one_of(
        *(pair(op) for op in ("or", "and", "+", "-", "without", "with", "x", "/", "else", "at")),
        pair("days"),
        inner.map(lambda arg: Expr("not", (arg,))),
        st.tuples(inner, inner, inner).map(lambda args: Expr("if", args)),
        st.tuples(st.sampled_from(["=", "<>", "<", ">=", "in"]), inner, inner).map(
            lambda parts: Expr("compare", parts[1:], parts[0])
        ),
        inner.map(lambda arg: Expr("field", (arg,), "veld")),
        st.lists(inner, max_size=2).map(lambda args: Expr("call", tuple(args), "hoogste")),
        st.lists(inner, min_size=1, max_size=2).map(lambda args: Expr("set", tuple(args))),
        st.tuples(st.sampled_from(["elk", "aantal", "som"]), inner, inner).map(
            lambda parts: Expr("over", parts[1:], (parts[0], "o"))
        ),
        st.tuples(st.sampled_from(["eerste", "bestaat"]), maybe, maybe, maybe).map(
            lambda parts: Expr("query", parts[1:], (parts[0], "examen"))
        ),
        st.tuples(maybe, maybe, maybe, names).map(
            lambda parts: Expr("query", parts, ("som", "examen"))
        ),
        st.tuples(maybe, maybe, maybe, inner, inner).map(
            lambda parts: Expr("query", parts, ("gedekte dagen", "examen"))
        ),
    )


@given(st.recursive(constants, deeper, max_leaves=8))
def test_any_expression_reads_back_as_itself(expr: Expr) -> None:
    assert shape(read(expression(expr))) == shape(expr)
