"""``toets``: scenarios against what their source says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_a_scenario_that_comes_out_as_expected_is_in_order(ask: Run, anna: Path) -> None:
    result = ask("toets", anna)
    assert result.exit_code == 0
    assert result.stdout.startswith("1 scenario: 1 in orde\n")


def test_a_difference_is_shown_with_field_expectation_and_outcome(
    ask: Run, anna: Path, file: Callable[[str], Path]
) -> None:
    text = anna.read_text(encoding="utf-8").replace("106250", "106200")
    result = ask("toets", file(text))
    assert result.exit_code == 1
    assert (
        "  besluiten 1 > bedrag\n    verwacht  € 1.062,00\n    uitkomst  € 1.062,50\n"
        in result.stdout
    )
    assert "1 scenario: 0 in orde, 1 met verschillen" in result.stdout


def test_a_scenario_without_expectation_is_counted_apart(
    ask: Run, anna: Path, file: Callable[[str], Path]
) -> None:
    text = anna.read_text(encoding="utf-8").partition("verwachting:")[0]
    result = ask("toets", file(text))
    assert result.exit_code == 0
    assert "1 scenario: 0 in orde, 1 zonder verwachting" in result.stdout


def test_the_rules_that_decided_nothing_are_named_when_asked(ask: Run, anna: Path) -> None:
    assert "7 van 9 regels bepaalden iets" in ask("toets", anna).stdout
    named = ask("toets", anna, "--dekking").stdout
    assert named.endswith("Nooit:\n  leentijd.telt-niet-mee\n  leentijd.terugbrengen\n")


def test_a_rule_that_only_gave_a_reason_took_part(
    ask: Run, anna: Path, law: Path, tmp_path: Path, run: Run
) -> None:
    """The title of such a rule stands in the answer, though nothing asked what the rules add up to."""
    verzacht = """
---
titel: Wat er van de lener is gezegd
verzamelt: {opmerking: enig}
regels:
  te-laat:
    titel: Het boek kwam te laat
    bron: Lw 5
    draagt bij aan opmerking: terug_op voor nooit
  nooit-terug:
    titel: Het boek kwam niet terug
    bron: Lw 5
    draagt bij aan opmerking: terug_op = nooit
"""
    text = law.read_text(encoding="utf-8").replace(
        "    bedrag: boetebedrag(lid)\n",
        "    bedrag: boetebedrag(lid)\n    redenen: redenen(opmerking)\n",
    )
    other = tmp_path / "wet.yaml"
    other.write_text(text + verzacht, encoding="utf-8")
    named = run("toets", anna, "--dekking", "--regels", other).stdout
    assert "8 van 11 regels bepaalden iets" in named
    assert named.endswith(
        "Nooit:\n  leentijd.telt-niet-mee\n  leentijd.terugbrengen\n  persoon.nooit-terug\n"
    )


def test_a_rule_of_another_reading_counts_when_a_scenario_chooses_that_reading(
    ask: Run, anna: Path, tmp_path: Path
) -> None:
    text = anna.read_text(encoding="utf-8").partition("verwachting:")[0]
    (tmp_path / "een.yaml").write_text(text, encoding="utf-8")
    other = text.replace("id: anna", "id: bo") + "lezingen: {laatste-dag: niet}\n"
    (tmp_path / "twee.yaml").write_text(other, encoding="utf-8")
    assert "8 van 9 regels bepaalden iets" in ask("toets", tmp_path).stdout


def test_a_file_among_the_mistakes_must_be_refused(ask: Run, anna: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "fouten"
    wrong.mkdir()
    (wrong / "goed.yaml").write_text(anna.read_text(encoding="utf-8"), encoding="utf-8")
    (wrong / "leeg.yaml").write_text("", encoding="utf-8")
    result = ask("toets", tmp_path)
    assert result.exit_code == 1
    assert "goed.yaml: zou moeten worden geweigerd" in result.stdout
    assert "1 fout bestand terecht geweigerd" in result.stdout


def test_a_mistake_must_be_refused_with_the_message_beside_it(ask: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "fouten"
    wrong.mkdir()
    (wrong / "leeg.yaml").write_text("", encoding="utf-8")
    said = (
        "fout[D001]: in dit bestand staat geen dossier\n --> leeg.yaml:1:1\n"
        "  = hulp: een dossier begint met `persoon:` en `gebeurtenissen:`\n"
    )
    (wrong / "leeg.txt").write_text(said, encoding="utf-8")
    assert ask("toets", tmp_path).exit_code == 0
    (wrong / "leeg.txt").write_text("fout[D001]: iets anders\n", encoding="utf-8")
    result = ask("toets", tmp_path)
    assert result.exit_code == 1
    assert "leeg.yaml: andere melding dan in leeg.txt" in result.stdout


def test_a_refused_scenario_does_not_stop_the_others(ask: Run, anna: Path, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("persoon: {}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(anna.read_text(encoding="utf-8"), encoding="utf-8")
    result = ask("toets", tmp_path)
    assert result.exit_code == 2
    assert "1 scenario: 1 in orde" in result.stdout
    assert "a.yaml" in result.stderr


def test_a_scenario_with_a_layer_that_changes_the_same_is_named_and_is_no_mistake(
    run: Run, tmp_path: Path
) -> None:
    life = """
persoon: {id: p, geboortedatum: 1990-05-17, groep: gezinsmigrant}
gebeurtenissen:
  - {datum: 2016-02-01, soort: inburgeringsplichtig}
peildatum: 2018-03-01
voorstel: [VOORSTEL]
verwachting: {status: plichtig}
"""
    (tmp_path / "eigen.yaml").write_text(
        life.replace("VOORSTEL", "kortere-inburgeringstermijn"), encoding="utf-8"
    )
    (tmp_path / "ander.yaml").write_text(
        life.replace("VOORSTEL", "boete-in-stappen"), encoding="utf-8"
    )
    proposal = tmp_path / "voorstel.yaml"
    proposal.write_text(
        "voorstel: ander\ntitel: Ander\nbron: Voorbeeld\n---\nparameters:\n"
        "  inburgeringstermijn: {waarde: 30 maanden, bron: Voorbeeld}\n",
        encoding="utf-8",
    )
    lives = (tmp_path / "eigen.yaml", tmp_path / "ander.yaml")
    result = run("toets", *lives, "--voorstel", proposal)
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    assert "1 scenario: 1 in orde" in result.stdout
    assert "Niet nagerekend: 1 bestand met een eigen voorstel" in result.stdout
    assert "eigen.yaml" in result.stdout
