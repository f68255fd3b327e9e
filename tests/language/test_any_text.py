"""Whatever is in a file, the answer is what is wrong with it, and where; never a traceback."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inburgerregels.engine import prepare
from inburgerregels.language import read_rulebook
from inburgerregels.language.syntax import parse
from inburgerregels.language.yaml_nodes import Scalar, read_documents
from inburgerregels.model import Position, Problem, ProblemError

HERE = Path(__file__).parent
EXPRESSIONS = [
    row[0]
    for row in csv.reader(
        (HERE / "expressions.csv").read_text(encoding="utf-8").splitlines(), delimiter=";"
    )
]
WORDS = sorted({word for expression in EXPRESSIONS for word in expression.split()})
CONSTRUCTS = HERE.parent / "engine" / "constructs"
LAWS = sorted(CONSTRUCTS.glob("*.yaml"))
COMMON = sorted((CONSTRUCTS / "gemeen").glob("*.yaml"))

#: pieces of expressions in any order: most are no expression, some are one nobody thought of
pieces = st.lists(st.sampled_from([*WORDS, "(", ")", "[", "]", ";", "."]), max_size=30).map(
    " ".join
)


def read(text: str) -> None:
    try:
        parse(Scalar(text, Position("wet.yaml", 3, 5, len(text))))
    except ProblemError as error:
        for problem in error.problems:
            assert problem.position is not None
            assert problem.position.path == "wet.yaml"


@given(st.text(max_size=200))
@example("€ 1.00")
@example("€ 12345678901234567890")
@example("1234567 jaar")
@example("١٢ jaar")
@example("1234567890,1234567%")
@example("9999-99-99")
@example("niet " * 500 + "ja")
@example("(" * 1500 + "1" + ")" * 1500)
@example("[" * 900)
@example("als ja dan " * 300)
@example("a" * 5000)
@example("'")
@example("\x00")
@example("\ud800")
def test_any_text_is_an_expression_or_a_mistake_with_a_place(text: str) -> None:
    read(text)


@given(pieces)
def test_any_row_of_words_is_an_expression_or_a_mistake_with_a_place(text: str) -> None:
    read(text)


@given(st.sampled_from(EXPRESSIONS), st.data())
def test_an_expression_with_a_typing_error_is_an_expression_or_a_mistake(
    text: str, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 5)))
        text = text[:start] + data.draw(st.sampled_from([*WORDS, "", " ", "(", "é"])) + text[end:]
    read(text)


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbfa: 1")
@example(b"a: \x07")
@example(b"a: \xc2\x85b")
@example(b"? [a]\n: 1")
@example(b"%YAML 3.0\n---\na")
@example(b"<<: {a: 1}")
@example(b"&a [*a]")
@example(b"a: !!binary aaaa")
@example(b"- " * 2000)
@example(b"[" * 100_000)
@example(b"{a: " * 10_000)
def test_any_bytes_are_documents_or_mistakes_with_a_place(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wet.yaml"
        path.write_bytes(raw)
        try:
            read_documents(path)
        except ProblemError as error:
            for problem in error.problems:
                assert problem.position is not None
                assert problem.position.path == str(path)


@given(st.text(max_size=300))
@example("a: \ud800")
@example("a:\n\tb: 1")
@example("\U0001f600: *x")
def test_any_text_is_documents_or_mistakes_with_a_place(text: str) -> None:
    found: tuple[Problem, ...] = ()
    try:
        read_documents("wet.yaml", text)
    except ProblemError as error:
        found = error.problems
    assert all(problem.position is not None for problem in found)


@pytest.mark.parametrize("law", LAWS, ids=lambda path: path.stem)
@settings(max_examples=40)
@given(data=st.data())
def test_a_law_with_lines_changed_is_a_law_or_has_mistakes_in_it(
    law: Path, data: st.DataObject
) -> None:
    lines = law.read_text(encoding="utf-8").partition("\nscenario:")[0].splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["leave out", "repeat", "move", "replace"])):
            case "leave out":
                del lines[place]
            case "repeat":
                lines.insert(place, lines[place])
            case "move":
                lines.insert(data.draw(st.integers(0, len(lines) - 1)), lines.pop(place))
            case "replace":
                head, colon, _ = lines[place].partition(": ")
                lines[place] = head + colon + data.draw(st.sampled_from(EXPRESSIONS))
        if not lines:
            return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wet.yaml"
        path.write_text("\n".join(lines), encoding="utf-8")
        said = ["gelezen"]
        try:
            prepare(read_rulebook([path, *COMMON]))
        except ProblemError as error:
            said = [problem.message for problem in error.problems]
    assert all(said)
    assert said
