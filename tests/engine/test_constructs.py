"""Every construct of the rule language, on small invented laws that have nothing to do with inburgering.

A file in ``constructs/`` holds documents: first a law, then cases. What is the same in every law
stands in ``gemeen/``. A document that begins with ``maatregel:`` or ``voorstel:`` opens a file of
its own, which the documents after it belong to. A case is a dossier with ``verwacht:`` at its end,
written out by hand:

* a name is a quantity of the person, ``blok.naam`` that quantity of every row of the block, in order;
* ``besluiten``, ``termijnen``, ``agenda`` and ``hangt_af_van`` are the lines of the answer.

The reference executor is held to it; the others must give the same answer as the reference.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.columnar import evaluate_columnar
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined
from inburgerregels.engine.timeline import Timeline
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT, ALREADY, NEVER, Dossier, date_of, outcome_to_json

FOLDER = Path(__file__).with_name("constructs")


@attrs.frozen
class Case:
    """One dossier and what must come out of it; ``text`` is the dossier, ``line`` where it begins."""

    path: Path
    line: int
    text: str
    expected: dict[str, Any]

    def __str__(self) -> str:
        title = yaml.safe_load(self.text.splitlines()[0])["scenario"]
        return f"{self.path.stem}: {title}"


def documents(path: Path) -> list[tuple[int, str]]:
    """The documents of a file with the line on which each begins."""
    found, lines, start = [], path.read_text(encoding="utf-8").splitlines(keepends=True), 0
    for number, line in enumerate([*lines, "---\n"]):
        if line.rstrip() == "---":
            text = "".join(lines[start:number])
            if yaml.safe_load(text) is not None:
                found.append((start, text))
            start = number + 1
    return found


def law_files(path: Path) -> dict[str, str]:
    """The law in a file, by the name of the rule file each part would be."""
    files = {"gemeen.yaml": (FOLDER / "gemeen" / "gemeen.yaml").read_text(encoding="utf-8")}
    files[path.name] = ""
    name = path.name
    for line, text in documents(path):
        content = yaml.load(text, yaml.BaseLoader)
        if "scenario" in content:
            continue
        if "maatregel" in content or "voorstel" in content:
            name = f"{content.get('maatregel') or content.get('voorstel')}.yaml"
            files[name] = ""
        # Empty lines first, so that line numbers in messages are those of the file of the test.
        missing = line - files[name].count("\n") - bool(files[name])
        files[name] += ("---\n" if files[name] else "") + "\n" * max(0, missing) + text
    if not any("\nuitkomst:" in text for text in files.values()):
        answer = FOLDER / "gemeen" / "uitkomst.yaml"
        files[answer.name] = answer.read_text(encoding="utf-8")
    return files


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yaml")):
        for line, text in documents(path):
            if text.startswith("scenario:"):
                dossier, _, expected = text.partition("\nverwacht:")
                loaded = yaml.load("verwacht:" + expected, yaml.BaseLoader)["verwacht"]
                yield Case(path, line, dossier + "\n", loaded)


@pytest.fixture(scope="session")
def law(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The law of a test file as a case asks for it, each combination read once."""

    @functools.cache
    def read(
        path: Path, with_: tuple[str, ...], without: tuple[str, ...], readings: str, known: int
    ) -> Rulebook:
        folder = tmp_path_factory.mktemp(path.stem)
        for name, text in law_files(path).items():
            (folder / name).write_text(text, encoding="utf-8")
        rulebook = read_rulebook(
            [folder],
            voorstellen=with_,
            zonder=without,
            lezingen=yaml.safe_load(readings),
            bekend_op=known or None,
        )
        return prepare(rulebook)

    return read


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_the_law_gives_what_was_worked_out_by_hand(case: Case, law: Any) -> None:
    answer = Answer(*asked(case, law))
    assert {name: answer.of(name) for name in case.expected} == case.expected


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_every_executor_gives_the_same_answer(case: Case, law: Any) -> None:
    rulebook, dossier = asked(case, law)
    assert dossier.reference_date is not None
    expected = outcome_to_json(evaluate(rulebook, dossier, dossier.reference_date))
    [columns] = evaluate_columnar(rulebook, [dossier], dossier.reference_date)
    assert outcome_to_json(columns) == expected
    matched = evaluate_durable(rulebook, dossier, dossier.reference_date)
    assert outcome_to_json(matched) == expected


def asked(case: Case, law: Any) -> tuple[Rulebook, Dossier]:
    """The law as a case wants it, and its dossier."""
    head = yaml.safe_load(case.text)
    known = head.get("bekend_op")
    rulebook = law(
        case.path,
        tuple(head.get("voorstel", ())),
        tuple(head.get("zonder", ())),
        repr(head.get("lezingen", {})),
        known.toordinal() if known else 0,
    )
    [dossier] = read_dossiers(f"{case.path}:{case.line}", rulebook, case.text)
    return rulebook, dossier


# -- what is compared -----------------------------------------------------------------------


class Answer:
    """What was found about a dossier, in the words in which a case says what it expects.

    The outcome is the program's; quantities are those of the dossier with its unknowns left unknown.
    """

    def __init__(self, rulebook: Rulebook, dossier: Dossier) -> None:
        assert dossier.reference_date is not None
        self.outcome = evaluate(rulebook, dossier, dossier.reference_date)
        self.program = rulebook.program
        today = dossier.reference_date.toordinal()
        timeline = Timeline(rulebook.vocabulary, dossier, today, rulebook.known_on)
        self.evaluator = Evaluator(rulebook, self.program, timeline, today)

    def of(self, name: str) -> Any:
        match name:
            case "besluiten":
                return [decision_line(decision) for decision in self.outcome.besluiten]
            case "termijnen":
                return [term_line(term) for term in self.outcome.termijnen]
            case "agenda":
                return [f"{a.datum}: {a.wat} {a.gevolg}" for a in self.outcome.termijnagenda]
            case "hangt_af_van":
                return [question_line(question) for question in self.outcome.hangt_af_van]
        block, dot, quantity = name.partition(".")
        if not dot:
            return self.value("persoon", name, self.evaluator.person)
        rows = [row for owner, row in self.evaluator.rows.every_row() if owner == block]
        return [self.value(block, quantity, row) for row in rows]

    def value(self, block: str, name: str, row: Row) -> str:
        """The value of a quantity, ``naam`` or ``naam(waarde)``, of one row."""
        quantity, _, index = name.rstrip(")").partition("(")
        node = self.program.quantities.get((block, quantity, index or None))
        if node is None:
            return words(self.evaluator.field(row, name, None), Type(Kind.NUMBER))
        return words(self.evaluator.value(node, row), self.program.nodes[node].type)


def words(value: Any, its_type: Type) -> str:
    """A value as a lawyer would write it down."""
    if value is ABSENT:
        return "afwezig"
    if type(value) is Undetermined:
        return "niet vast te stellen: " + "; ".join(sorted(value.reasons))
    if isinstance(value, EventRow | DecisionRow):
        return f"{value.kind if isinstance(value, EventRow) else value.key[1]} {date_of(value.day)}"
    if isinstance(value, Row):
        return f"nummer {value.number}"
    match its_type.kind:
        case Kind.BOOL:
            return "ja" if value else "nee"
        case Kind.DATE:
            known = {NEVER: "nooit", ALREADY: "voorheen"}
            return known.get(value) or date_of(value).isoformat()
        case Kind.MONEY:
            return euros(value, its_type.scale)
        case Kind.PERCENTAGE:
            return decimal(value, its_type.scale - 2) + "%"
        case Kind.SET:
            return "[" + ", ".join(sorted(value)) + "]"
        case Kind.TEXTS:
            return "; ".join(value)
        case Kind.CONTRIBUTIONS:
            return "; ".join(f"{title}: {words(part, kind)}" for title, part, kind in value)
    return str(value)


def euros(cents: int, scale: int = 0) -> str:
    """Eurocents with ``scale`` more decimals: ``€ 12,50``."""
    return "€ " + decimal(cents, scale + 2)


def decimal(value: int, scale: int) -> str:
    sign, digits = "-" * (value < 0), str(abs(value)).rjust(scale + 1, "0")
    whole, rest = digits[: len(digits) - scale], digits[len(digits) - scale :].rstrip("0")
    return f"{sign}{whole},{rest.ljust(2, '0')}" if rest else f"{sign}{whole}"


def decision_line(decision: Any) -> str:
    """``2020-03-22 boete € 5 verwacht vervallen op 2020-04-01 nummer=1``."""
    parts = [decision.datum.isoformat(), decision.soort]
    if decision.bedrag_cent is not None:
        parts.append(euros(decision.bedrag_cent))
    if decision.verwacht:
        parts.append("verwacht")
    if decision.vervallen_op:
        parts.append(f"vervallen op {decision.vervallen_op}")
    parts += [f"{k}={plain(v)}" for k, v in decision.velden.items() if v not in (None, [])]
    return " ".join(parts)


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, list):
        return "[" + "; ".join(map(plain, value)) + "]"
    if isinstance(value, dict):
        return " ".join(plain(part) for part in value.values())
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def term_line(term: Any) -> str:
    """``leentijd 1 2020-03-01 tot en met 2020-03-21 loopt``."""
    parts = [term.soort, str(term.nummer), term.begin.isoformat()]
    parts.append(f"tot en met {term.einde}" if term.einde else "zonder einde")
    parts += [str(term.status)] if term.status else []
    parts += [f"verlengd met {term.verlengd_dagen} dagen"] if term.verlengd_dagen else []
    return " ".join(parts + ["verwacht"] * term.verwacht)


def question_line(question: Any) -> str:
    """``student van de persoon: nee [boete op 2020-01-01]; ja []``."""
    answers = [f"{a['antwoord']} {plain(a['verschil'])}" for a in question["antwoorden"]]
    return f"{question['vraag']}: {'; '.join(answers)}"
