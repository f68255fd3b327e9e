"""``controleer``: is what stands in rule files and dossiers possible at all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
import click

from inburgerregels.cli.files import is_dossier, meant_to_be_refused, yaml_files
from inburgerregels.cli.options import LawOptions, law_options, paths_argument
from inburgerregels.cli.own_proposals import is_proposal, with_own_proposals
from inburgerregels.cli.problems import as_text
from inburgerregels.cli.proofs import check_proofs
from inburgerregels.cli.session import Rulebooks
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.engine.loading import load_dossiers
from inburgerregels.explain.dutch import count
from inburgerregels.model import Problem, ProblemError

__all__ = ["controleer"]


@click.command(short_help="Controleert regels en dossiers op fouten.", options_metavar="[OPTIES]")
@paths_argument("PAD", required=False)
@law_options
@click.option("--kort", is_flag=True, help="Elke fout op één regel, zoals editors die volgen.")
@click.option("--snel", is_flag=True, help="Slaat andere lezingen en lagen dan de gekozene over.")
@click.option(
    "--bewijs",
    is_flag=True,
    help="Bewijst ook dat regels elkaar niet tegenspreken en geen gaten laten (vraagt z3).",
)
@click.option(
    "--tegenvoorbeelden",
    metavar="MAP",
    type=click.Path(file_okay=False, path_type=Path),
    help="Schrijft van alles wat niet is bewezen een scenario in deze map.",
)
def controleer(
    paths: tuple[Path, ...],
    law: LawOptions,
    kort: bool,
    snel: bool,
    bewijs: bool,
    tegenvoorbeelden: Path | None,
) -> None:
    """Controleert regelbestanden en dossiers zonder er iets mee uit te rekenen.

    PAD is een bestand of een map; zonder PAD de meegeleverde regels en scenario's. Dossiers worden
    gelezen met de regels die erbij zijn opgegeven, en anders met de meegeleverde. Exitcode 1 als er
    fouten zijn.
    """
    files = yaml_files(paths or (rules_dir(), scenarios_dir()))
    dossiers = [path for path in files if is_dossier(path)]
    rules = [path for path in files if path not in set(dossiers)]
    # In a folder, the examples of wrong input are skipped; by name they are checked like any other.
    dossiers = [path for path in dossiers if path in paths or not meant_to_be_refused(path)]
    rules = [path for path in rules if path in paths or not meant_to_be_refused(path)]
    law = _with_proposals(rules, law)
    problems = list(_check(rules, dossiers, law, quick=snel))
    if bewijs and not problems:
        proved = check_proofs(_rulebooks(rules, law).base, tegenvoorbeelden)
        problems += proved.problems
        click.echo("\n".join(proved.lines))
    if problems:
        click.echo(as_text(problems, short=kort))
        click.echo(count(len(problems), "fout", "fouten"), err=True)
        raise click.exceptions.Exit(1)
    read = [count(len(rules), "regelbestand", "regelbestanden")] if rules else []
    read += [count(len(dossiers), "dossierbestand", "dossierbestanden")] if dossiers else []
    click.echo(f"Geen fouten in {' en '.join(read)}.")


def _check(
    rules: Sequence[Path], dossiers: Iterable[Path], law: LawOptions, *, quick: bool
) -> Iterable[Problem]:
    """What is wrong with the law; if nothing is, what is wrong with the dossiers."""
    try:
        rulebooks = _rulebooks(rules, law)
        rulebook = rulebooks.base
    except ProblemError as error:
        yield from error.problems
        return
    if rules and not quick:
        variants = list(_variants(rulebooks))
        yield from variants
        if variants:
            return
    for path in dossiers:
        try:
            for dossier in load_dossiers(path, rulebook):
                rulebooks.of(dossier)
        except ProblemError as error:
            yield from error.problems


def _with_proposals(rules: Sequence[Path], law: LawOptions) -> LawOptions:
    """Proposals of one's own are checked on top of the law, as they are applied."""
    shipped = rules_dir().resolve()
    own = [path for path in rules if not path.resolve().is_relative_to(shipped)]
    if not own or not all(is_proposal(path) for path in own):
        return law
    known = {Path(file).resolve() for _, file in law.own}
    more = [str(path) for path in own if path.resolve() not in known]
    names, paths = with_own_proposals(more, law.paths)
    return attrs.evolve(
        law,
        proposals=(*law.proposals, *names),
        paths=paths,
        own=(*law.own, *zip(names, more, strict=True)),
    )


def _rulebooks(rules: Sequence[Path], law: LawOptions) -> Rulebooks:
    """The law in these files; that of the program where they are (some of) it."""
    files = {Path(file).resolve() for _, file in law.own}
    rest = [path for path in rules if path.resolve() not in files]
    own = () if _is_part_of_shipped(rest) else tuple(rules)
    return Rulebooks(attrs.evolve(law, paths=own or law.paths))


def _variants(rulebooks: Rulebooks) -> Iterable[Problem]:
    """What is wrong under another reading, with a proposal or without a measure, each by itself."""
    seen: set[Problem] = set()
    for variant in rulebooks.variants():
        try:
            rulebooks.load(variant)
        except ProblemError as error:
            yield from (problem for problem in error.problems if problem not in seen)
            seen.update(error.problems)


def _is_part_of_shipped(rules: Sequence[Path]) -> bool:
    """Whether these files are (some of) the law that comes with the program, or there are none."""
    shipped = rules_dir().resolve()
    return all(path.resolve().is_relative_to(shipped) for path in rules)
