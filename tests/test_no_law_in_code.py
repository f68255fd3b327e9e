"""The law stands in ``rules/``: the program knows no name, number, day or article of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import outcome
from tests.vocabulary import names_of_law

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inburgerregels"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Words that the rule language has for itself; that the law uses some of them too is no matter.
LANGUAGE = {
    *("als", "altijd", "anders", "bedrag", "begin", "bestuursorgaan", "datum", "duur", "eerste"),
    *("einde", "geen", "gevolg", "ja", "jaar", "lening", "loopt", "maand", "nee", "nummer"),
    *("omvang", "ontbreekt", "percentage", "redenen", "regime", "status", "termijn"),
    *("toelichting", "tot", "uitkomst", "vanaf", "voor"),
}
#: Fields of the answer that other programs rely on; declared in one place, shown in the others.
ANSWER = frozenset(
    field.name
    for kind in (outcome.Outcome, outcome.Term, outcome.Decision, outcome.AgendaItem)
    for field in attrs.fields(kind)
) | {"bedrag_cent"}
#: Fields of a decision and of a source that reports show in a place of their own, and a file of a run.
SHOWN = frozenset({"betreft", "ecli", "grond", "maximum_cent", "stand"})
#: Events, choices and their values that are also Dutch words, part of an address or the name of a tool.
DUTCH = {"geheel", "groep", "lezen", "map", "pip", "uitspraak", "vervallen", "werk", "z"}
#: What a name must name to be sought among the words of a longer text.
TELLING = {"gebeurtenis", "besluit", "keuze", "waarde van een keuze"}
#: Python's and English words, as names of variables and functions.
ORDINARY = frozenset({"begin", "ecli", "map", "percentage", "rest", "status"})

#: How a value is written, as messages show it: examples of form, none of them the law.
EXAMPLES = (
    "€ 1.250",
    "2019-05-18",
    "18-05-2019",
    "2026-01-02",
    "15%",
    "12,5%",
    "60% tot 90%",
    "50%",
    "24 weken",
    "16 weken",
    "10 dagen",
    "6 maanden",
    "2 jaar",
    "3 jaar",
    "600 uur",
    "1 maand",
    "1 week",
    "1 dag",
)
#: What looks like law in a text: an amount, a percentage, a duration, a day, an article, a ruling.
LOOKS_LIKE_LAW = re.compile(
    r"€\s*\d"
    r"|\d\s*%"
    r"|\b[1-9]\d*\s+(?:jaar|maanden?|weken|week|dagen|dag|uur)\b"
    r"|\b(?:19|20)\d\d-\d\d-\d\d\b"
    r"|\bart(?:ikel|\.)?\s*\d"
    r"|\blid\s+\d"
    r"|\bBWBR\d|\bECLI:NL:|\bkst-\d"
)

#: Numbers of 30 and more that are no law, by where they stand.
NUMBERS: dict[str, dict[float, str]] = {
    "": {
        60: "seconds in a minute, and how many of something are shown or read at most",
        100: "cents in a euro, and hundredths in a percentage",
        1024: "bytes in a kilobyte",
    },
    "model/values.py": {30: "the power of two that is later than every day"},
    "dates/calendar_data.py": {365: "days in a year", 2000: "a leap year, to check day and month"},
    "dates/working_days.py": {31: "the last possible day of a month", 4096: "size of a cache"},
    "engine/durable/subset.py": {
        53: "the power of two below which integers are exact everywhere",
        264_602: "facts of which the numbers have different hashes",
        **dict.fromkeys((60, 240, 500, 4_000), "sizes of tables in durable_rules"),
    },
    "engine/operations.py": {487: "sixteenths of a day in a month of 30,4375 days"},
    "engine/kept.py": {256: "mebibytes of kept rulebooks"},
    "language/syntax.py": {4000: "longest expression that is read", 4096: "size of a cache"},
    "language/yaml_nodes.py": {40: "deepest nesting", 20_000_000: "largest file, in bytes"},
    "explain/explanation.py": {40: "most rows that are shown of a question"},
    "explain/counterfactuals.py": {400: "most answers that are tried for one decision"},
    "engine/worlds.py": {64: "most answers to one unknown"},
    "cli/bevolking.py": {
        63: "the power of two below which a seed is",
        300_000: "lives in a population",
        100_000_000: "most lives in a population",
    },
    "cli/group.py": {130: "exit code after an interrupt"},
    "cli/problems.py": {50: "most mistakes that are shown"},
    "prover/calendar.py": {
        31: "most days in a month",
        365: "fewest days in a year",
        400: "years after which the calendar repeats itself",
        2000: "a year to start counting months in",
        4800: "months after which the calendar repeats itself",
    },
    "prover/confirming.py": {1_000_000: "steps of the solver for one question"},
    "prover/operations.py": {
        31: "most days in a month",
        366: "more days than there can be without work",
        487: "sixteenths of a day in a month of 30,4375 days",
    },
    "prover/solving.py": {1000: "further than definitions ever go"},
    "prover/witness.py": {
        30: "days in a month, where a life in a model has both",
        **dict.fromkeys((31, 1920, 1990, 2030), "days that look like those of a life"),
    },
    "policy/population/draws.py": {
        53: "bits of a number between 0 and 1",
        30: "bits, in the mixing of SplitMix64",
        31: "bits, in the mixing of SplitMix64",
        **dict.fromkeys(
            (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB), "factors of SplitMix64"
        ),
    },
    "policy/population/calibrating.py": {1_000_000: "seeds that nobody else will choose"},
    "policy/population/fit.py": {10_000: "damping beyond which no step is better"},
    "report/wet/sentences.py": {110: "about how long a part of a list may be, in characters"},
    "policy/lives.py": {160_000: "how many persons are taken together at most"},
    "report/charts.py": dict.fromkeys((36, 44, 70, 90, 92, 150, 300, 480), "pixels of the picture"),
    "report/document_sheets.py": {
        31: "longest name of a sheet",
        2000: "a year that is always the same",
    },
    "report/timeline.py": dict.fromkeys((34, 40, 195, 200, 960), "pixels of the picture"),
}
#: Columns are bit patterns and array sizes all over: there only the amounts of the law are sought.
BITS_AND_SIZES = ("engine/columnar/", "engine/durable/", "engine/vm/", "batch/", "cli/batch.py")


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def names(rulebook: Rulebook) -> dict[str, set[str]]:
    return names_of_law(rulebook)


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every constant, the texts that explain a module, class or function apart."""
    explaining = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in explaining:
            yield node


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.value.lineno, name


def names_in(source: str, names: dict[str, set[str]]) -> list[str]:
    """Where ``source`` says a name of the law: as an identifier, as a text, or, for names that are not
    ordinary words, as a word of a text."""
    tree = ast.parse(source)
    found = [
        f"line {line}: {name}"
        for line, name in identifiers(tree)
        if name in names and name not in ORDINARY | ANSWER
    ]
    for node in constants(tree):
        if not isinstance(node.value, str):
            continue
        allowed = LANGUAGE | ANSWER | SHOWN
        words = {
            word
            for word in set(re.findall(r"[a-z0-9_-]+", node.value)) - DUTCH
            if TELLING & names.get(word, set()) or "_" in word or "-" in word
        }
        words.add(node.value)
        found += [f"line {node.lineno}: {w!r}" for w in sorted(words & set(names) - allowed)]
    return found


def law_in_texts(source: str) -> list[str]:
    found = []
    for node in constants(ast.parse(source)):
        if isinstance(node.value, str):
            text = node.value
            for example in EXAMPLES:
                text = text.replace(example, "")
            if match := LOOKS_LIKE_LAW.search(text):
                found.append(f"line {node.lineno}: {match[0]!r} in {node.value!r}")
    return found


def numbers_in(source: str, where: str) -> list[str]:
    """Numbers of 30 and more, and days, that have no reason to be there."""
    allowed = NUMBERS[""] | NUMBERS.get(where, {})
    tree = ast.parse(source)
    found = [
        f"line {node.lineno}: {node.value}"
        for node in constants(tree)
        if isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and node.value >= 30
        and node.value not in allowed
    ]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=made, args=[ast.Constant(), ast.Constant(), ast.Constant(), *_]) if (
                ast.unparse(made).endswith(("date", "datetime"))
            ):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_names_nothing_that_only_the_law_names(
    path: Path, names: dict[str, set[str]]
) -> None:
    assert names_in(path.read_text(encoding="utf-8"), names) == []


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_no_amount_percentage_term_day_or_article(path: Path) -> None:
    assert law_in_texts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if not relative(path).startswith(BITS_AND_SIZES)],
    ids=relative,
)
def test_a_number_of_thirty_or_more_has_a_reason(path: Path) -> None:
    assert numbers_in(path.read_text(encoding="utf-8"), relative(path)) == []


def test_no_number_of_columns_is_an_amount_of_the_law(rulebook: Rulebook) -> None:
    amounts = {
        version.value
        for parameter in rulebook.parameters.values()
        for version in parameter.versions
        if isinstance(version.value, int) and version.value >= 10_000
    }
    amounts |= {amount // 100 for amount in amounts}
    used = {
        node.value
        for path in MODULES
        if relative(path).startswith(BITS_AND_SIZES)
        for node in constants(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node.value, int)
    }
    assert amounts
    # Ten thousand is a round number everywhere.
    assert amounts & used <= {10_000}


def test_every_reason_for_a_number_is_still_needed() -> None:
    unused = []
    for where, reasons in NUMBERS.items():
        paths = [PACKAGE / where] if where else MODULES
        used = {
            node.value
            for path in paths
            for node in constants(ast.parse(path.read_text(encoding="utf-8")))
        }
        unused += [f"{where}: {number}" for number in reasons if number not in used]
    assert unused == []


@pytest.mark.parametrize(
    "source",
    [
        "kind = 'boetebesluit'",
        "if event.kind == 'inburgeringsplichtig': pass",
        "message = f'het boetebesluit van {day} is te laat'",
        "address = 'lening_toegekend.csv'",
        "def boetehoogte(): pass",
        "rows.examentermijn",
        "call(plicht_vanaf=1)",
    ],
)
def test_a_name_of_the_law_is_seen_in_every_place(source: str, names: dict[str, set[str]]) -> None:
    assert len(names_in(source, names)) == 1


@pytest.mark.parametrize(
    "text",
    ["€ 1.251", "16%", "3 weken", "2013-01-01", "artikel 31", "art. 7b", "lid 2", "ECLI:NL:RVS:1"],
)
def test_what_looks_like_law_is_seen_in_a_text(text: str) -> None:
    assert len(law_in_texts(f"hint = 'volgens {text} dus'")) == 1


@pytest.mark.parametrize("source", ["x = 340", "x = 1_250.0", "x = datetime.date(2021, 1, 1)"])
def test_a_number_and_a_day_of_the_law_are_seen(source: str) -> None:
    assert numbers_in(source, "engine/law.py") != []
