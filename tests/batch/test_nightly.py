"""Night after night gives what one full run over everything gives, and says what was revised."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.previous import Previous
from inburgerregels.batch.run import Run
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import Block, Store
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Event, ProblemError
from tests.batch.caseload import write_csv
from tests.batch.conftest import DAY
from tests.batch.test_equality import law
from tests.batch.test_nights import added, spread_out, together

#: How many series of nights are tried.
SERIES = int(os.environ.get("NACHTEN", "8"))
#: What a full run gives, too.
ANSWERS = ("besluiten", "termijnen", "stand", "afgekeurd")


def answers(folder: Path) -> dict[str, bytes]:
    paths = [path for name in ANSWERS for path in (folder / f"{name}.parquet").iterdir()]
    paths.append(folder / "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def night_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "nacht.json").read_bytes())
    return found


def after_each_other(
    law: Rulebook, stores: Sequence[Store], days: Sequence[datetime.date], folder: Path
) -> list[Path]:
    """A run every night on top of the one before; the first is a full one."""
    found: list[Path] = []
    for number, (store, day) in enumerate(zip(stores, days, strict=True)):
        run = Run(law, store, day)
        if found:
            run = attrs.evolve(run, previous=Previous.open(found[-1]))
        run.write(folder / f"uit{number}")
        found.append(folder / f"uit{number}")
    return found


@settings(max_examples=SERIES)
@given(
    seed=st.integers(0, 10_000),
    steps=st.lists(st.sampled_from([0, 1, 1, 6, 40, 400]), min_size=1, max_size=3),
    start=st.integers(0, 1_200),
    size=st.sampled_from([5, 16, 64]),
)
def test_night_after_night_is_byte_for_byte_a_full_run(
    books: Rulebook, seed: int, steps: list[int], start: int, size: int
) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        days = [datetime.date(2018, 6, 1) + datetime.timedelta(start)]
        for step in steps:
            days.append(days[-1] + datetime.timedelta(step))
        nights = spread_out(books, folder, 25, len(days), seed)
        stores = added(books, nights, folder, size)
        outs = after_each_other(books, stores, days, folder)
        for number, day in enumerate(days):
            whole = together(books, nights[: number + 1], folder / f"samen{number}", size)
            Run(books, whole, day).write(folder / f"heel{number}")
            assert answers(outs[number]) == answers(folder / f"heel{number}")
    finally:
        shutil.rmtree(folder)


def test_only_dossiers_that_may_have_changed_are_evaluated_again(
    books: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights = spread_out(books, tmp_path, 40, 2, 3)
    stores = added(books, nights, tmp_path)
    Run(books, stores[1], DAY).write(tmp_path / "uit")
    heard: list[int] = []
    evaluate = BlockEvaluator.evaluate

    def counted(self: BlockEvaluator, block: Block) -> Any:
        heard.append(len(block))
        return evaluate(self, block)

    monkeypatch.setattr(BlockEvaluator, "evaluate", counted)
    previous = Previous.open(tmp_path / "uit")
    next_day = DAY + datetime.timedelta(1)
    Run(books, stores[1], next_day, previous=previous).write(tmp_path / "uit2")
    told = night_of(tmp_path / "uit2")
    assert sum(heard) == told["personen_opnieuw"] < 10
    assert told["personen_overgenomen"] > 20
    assert told["herziene_besluiten"] == 0


def two_nights(
    law: Rulebook, folder: Path, lives: Sequence[Dossier], later: Sequence[Dossier]
) -> list[Store]:
    """A store of lives, and one in which events of ``later`` came about the same persons."""
    stores: list[Store] = []
    for number, given_lives in enumerate((lives, later)):
        here = folder / f"in{number}"
        here.mkdir()
        persons, events = write_csv(law, given_lives, here)
        if number:
            persons.write_text(persons.read_text().splitlines()[0] + "\n")
        before = stores[-1] if stores else None
        sources = file_sources(persons), file_sources(events)
        stores.append(ingest(law, *sources, folder / f"opslag{number}", add_to=before))
    return stores


def test_a_decision_that_falls_by_a_late_fact_is_a_revision(
    books: Rulebook, tmp_path: Path
) -> None:
    """Anna's book was due on 22 March and was never seen again: a fine of € 5. A night later it is
    heard that she had brought it back in time. Bea's was brought back late, which is heard in time."""
    lent = datetime.date(2021, 3, 1).toordinal()
    back = Event("teruggebracht", lent + 10, {}, lent + 95)
    lives = [
        Dossier("anna", {"lid": "volwassene"}, (Event("geleend", lent),)),
        Dossier("bea", {"lid": "volwassene"}, (Event("geleend", lent),)),
    ]
    later = [
        attrs.evolve(lives[0], events=(back,)),
        attrs.evolve(lives[1], events=(Event("teruggebracht", DAY.toordinal() + 1),)),
    ]
    stores = two_nights(books, tmp_path, lives, later)
    days = [DAY, DAY + datetime.timedelta(1)]
    first, second = after_each_other(books, stores, days, tmp_path)
    before = pq.read_table(first / "besluiten.parquet").to_pylist()
    assert [row["persoon_id"] for row in before] == ["anna", "bea"]
    found = pq.read_table(second / "revisies.parquet").to_pylist()
    assert [(row["persoon_id"], row["soort"], row["besluit_nu"]) for row in found] == [
        ("anna", "boete", None)
    ]
    said = json.loads(found[0]["besluit_eerst"])
    assert said["bedrag_cent"] == before[0]["bedrag_cent"]
    assert json.loads(found[0]["late_gebeurtenissen"]) == [
        {"datum": "2021-03-11", "soort": "teruggebracht", "bekend_op": "2021-06-04"}
    ]
    told = night_of(second)
    assert (told["herziene_personen"], told["herziene_besluiten"]) == (1, 1)


def test_a_fine_revoked_on_an_objection_heard_late_is_to_be_refunded(tmp_path: Path) -> None:
    """A fine of € 500 of 12 October 2017 is revoked on 8 June 2018 (Awb 7:11), which is heard on 2
    July: on 1 July € 500 was still to be paid, and nothing should have been."""
    days = [datetime.date(2018, 7, 1), datetime.date(2018, 7, 2)]
    duty, fine, decided = (
        datetime.date(*day).toordinal() for day in ((2013, 12, 2), (2017, 10, 12), (2018, 6, 8))
    )
    born = datetime.date(1988, 1, 1).toordinal()
    life = Dossier(
        "eva",
        {"geboortedatum": born, "groep": "asielstatushouder"},
        (Event("inburgeringsplichtig", duty), Event("boetebesluit", fine, {"bedrag": 50_000})),
    )
    heard = Event("beslissing_op_bezwaar", decided, {"uitkomst": "gegrond"}, days[1].toordinal())
    stores = two_nights(law(), tmp_path, [life], [attrs.evolve(life, events=(heard,))])
    outs = after_each_other(law(), stores, days, tmp_path)
    found = pq.read_table(outs[1] / "revisies.parquet").to_pylist()
    fines = [row for row in found if row["soort"] == "boete"]
    assert [
        [row[f"{name}_cent"] for name in ("te_betalen_eerst", "te_betalen_nu", "terug_te_betalen")]
        for row in fines
    ] == [[50_000, 0, 50_000]]
    assert json.loads(fines[0]["besluit_eerst"])["velden"]["stand"] == "opgelegd"
    assert json.loads(fines[0]["besluit_nu"])["velden"]["stand"] == "vernietigd"
    assert night_of(outs[1])["terug_te_betalen_cent"] == 50_000


def test_what_cannot_be_gone_on_with_is_refused(books: Rulebook, tmp_path: Path) -> None:
    nights = spread_out(books, tmp_path, 12, 2, 3)
    stores = added(books, nights, tmp_path)
    Run(books, stores[1], DAY).write(tmp_path / "uit")
    previous = Previous.open(tmp_path / "uit")
    earlier = DAY - datetime.timedelta(1)
    with pytest.raises(ProblemError, match="van een latere dag"):
        Run(books, stores[1], earlier, previous=previous).write(tmp_path / "a")
    with pytest.raises(ProblemError, match="verschil in engine"):
        Run(books, stores[1], DAY, "reference", previous).write(tmp_path / "b")
    with pytest.raises(ProblemError, match="geen aanvulling"):
        Run(books, stores[0], DAY, previous=previous).write(tmp_path / "c")
    with pytest.raises(ProblemError, match="geen voltooide berekening"):
        Previous.open(tmp_path / "opslag0")


def test_a_changed_part_of_the_earlier_run_is_not_taken_over(
    books: Rulebook, tmp_path: Path
) -> None:
    nights = spread_out(books, tmp_path, 12, 1, 3)
    stores = added(books, nights, tmp_path)
    Run(books, stores[0], DAY).write(tmp_path / "uit")
    path = tmp_path / "uit" / "stand.parquet" / "deel-00000.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    run = Run(books, stores[0], DAY, previous=Previous.open(tmp_path / "uit"))
    with pytest.raises(ProblemError, match="veranderd sinds het manifest"):
        run.write(tmp_path / "uit2")


def test_without_the_noted_days_everybody_is_evaluated_again(
    books: Rulebook, tmp_path: Path
) -> None:
    nights = spread_out(books, tmp_path, 12, 1, 3)
    stores = added(books, nights, tmp_path)
    Run(books, stores[0], DAY).write(tmp_path / "uit")
    shutil.rmtree(tmp_path / "uit" / ".geldig")
    run = Run(books, stores[0], DAY, previous=Previous.open(tmp_path / "uit"))
    run.write(tmp_path / "uit2")
    assert night_of(tmp_path / "uit2")["personen_overgenomen"] == 0
    assert answers(tmp_path / "uit") == answers(tmp_path / "uit2")
