"""``controleer``: mistakes in rule files and dossiers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str], Path]


def test_what_is_right_is_said_to_be(run: Run, law: Path, anna: Path) -> None:
    result = run("controleer", law, anna)
    assert result.exit_code == 0
    assert result.stdout == "Geen fouten in 1 regelbestand en 1 dossierbestand.\n"


def test_a_mistake_in_a_rule_is_a_finding_with_its_place(run: Run, law: Path, file: Write) -> None:
    path = file(law.read_text(encoding="utf-8").replace("als: terug_op na", "als: terug_opp na"))
    result = run("controleer", path)
    assert result.exit_code == 1
    assert "bedoelde u terug_op?" in result.stdout
    assert "fout" in result.stderr


def test_short_messages_stand_on_one_line_each(run: Run, law: Path, file: Write) -> None:
    path = file(law.read_text(encoding="utf-8").replace("als: terug_op na", "als: terug_opp na"))
    lines = run("controleer", path, "--kort").stdout.splitlines()
    assert lines
    assert all(line.startswith(f"{path}:") for line in lines)


def test_a_mistake_under_another_reading_is_found_too(run: Run, law: Path, file: Write) -> None:
    path = file(law.read_text(encoding="utf-8").replace("niet_mee: 1 dag", "niet_mee: € 1"))
    result = run("controleer", path)
    assert result.exit_code == 1
    assert "niet_mee" in result.stdout
    assert run("controleer", path, "--snel").exit_code == 0


def test_a_mistake_in_a_dossier_is_a_finding(run: Run, law: Path, anna: Path, file: Write) -> None:
    path = file(anna.read_text(encoding="utf-8").replace("soort: geleend", "soort: geleent"))
    result = run("controleer", law, path)
    assert result.exit_code == 1
    assert "bedoelde u geleend?" in result.stdout


def test_examples_of_mistakes_in_a_folder_are_skipped_but_not_by_name(
    run: Run, law: Path, tmp_path: Path
) -> None:
    (tmp_path / "fouten").mkdir()
    wrong = tmp_path / "fouten" / "fout.yaml"
    wrong.write_text("persoon: {}\n", encoding="utf-8")
    assert run("controleer", law, tmp_path).exit_code == 0
    assert run("controleer", law, wrong).exit_code == 1


def test_a_proposal_of_ones_own_is_checked_on_top_of_the_law(run: Run, file: Write) -> None:
    own = file(
        "voorstel: eigen\ntitel: Een idee\nbron: Voorbeeld\n---\nparameters:\n"
        "  inburgeringstermijn: {waarde: 30 maanden, bron: Voorbeeld}\n"
    )
    for arguments in ((own,), (own, "--voorstel", own)):
        result = run("controleer", *arguments, "--snel")
        assert result.stdout == "Geen fouten in 1 regelbestand.\n", result.stdout
    own.write_text(own.read_text().replace("30 maanden", "€ 30"))
    result = run("controleer", own, "--snel")
    assert result.exit_code == 1
    assert "parameter 'inburgeringstermijn' is hier geld, en in de wet duur" in result.stdout
