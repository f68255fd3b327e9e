"""``controleer --bewijs``: what is proved of the law, what is not, and the lives that show it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import attrs
import click

from inburgerregels.explain.dutch import count
from inburgerregels.language import Rulebook
from inburgerregels.model import Problem

__all__ = ["Proved", "check_proofs"]

_WITHOUT = "voor --bewijs is z3 nodig: pip install 'inburgerregels[bewijs]'"
#: sort of claim -> code, what is proved (one, more), and what is wrong where it fails
_SORTS: Mapping[str, tuple[str, str, str, str]] = {
    "gat": ("Z001", "grootheid zonder gat", "grootheden zonder gat", "geen regel bepaalt {0}"),
    "geldigheidsgat": (
        "Z002",
        "grootheid zonder gat in de tijd",
        "grootheden zonder gat in de tijd",
        "buiten de geldigheid van haar regels bepaalt niets {0}",
    ),
    "overlap": (
        "Z003",
        "paar regels dat nooit samen geldt",
        "paren regels die nooit samen gelden",
        "{1} bepalen samen {0}",
    ),
    "dode regel": (
        "Z004",
        "regel die kan gelden",
        "regels waarvan niet blijkt dat zij nooit kunnen gelden",
        "{0} kan nooit gelden",
    ),
    "tabelgat": (
        "Z005",
        "opzoeking in een tabel die altijd een cel vindt",
        "opzoekingen in tabellen die altijd een cel vinden",
        "tabel {0} heeft geen cel voor wat hier kan worden opgezocht",
    ),
    "versiegat": (
        "Z006",
        "parameter die bestaat waar zij wordt gevraagd",
        "parameters die bestaan waar zij worden gevraagd",
        "parameter {0} heeft geen versie voor elke dag waarop zij wordt gevraagd",
    ),
}


@attrs.frozen
class Proved:
    """``problems`` are what is certainly wrong; ``lines`` say what was proved and what is open."""

    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def check_proofs(rulebook: Rulebook, folder: Path | None) -> Proved:
    """Prove what can be proved; counter-examples are run, and written to ``folder`` if there is one."""
    try:
        from inburgerregels.prover import prove_all
    except ImportError as error:
        if error.name != "z3":
            raise
        raise click.ClickException(_WITHOUT) from None
    problems, open_ends = [], []
    proved = dict.fromkeys(_SORTS, 0)
    names: dict[str, int] = {}
    for finding in prove_all(rulebook):
        claim = finding.proof.claim
        code, _, _, wrong = _SORTS[claim.sort]
        said = wrong.format(f"'{claim.what}'", " en ".join(f"'{rule}'" for rule in claim.rules))
        if finding.proof.holds:
            proved[claim.sort] += 1
            continue
        hint = None
        if finding.life is not None and folder is not None:
            hint = f"tegenvoorbeeld: {_write(folder, claim.sort, claim.what, finding.life.text, names)}"
        if finding.confirmed:
            problems.append(Problem(code, said, claim.position, hint))
        else:
            why = "niet bevestigd" if finding.life is not None else "niet binnen de grens gevonden"
            open_ends.append(
                f"  {claim.position}: {said}? ({', '.join(filter(None, (why, hint)))})"
            )
    lines = ["Bewezen:"]
    for sort, number in proved.items():
        _, one, more, _ = _SORTS[sort]
        lines.append(f"  {count(number, one, more)}")
    if open_ends:
        lines += [f"Niet bewezen en niet weerlegd: {len(open_ends)}", *open_ends]
    return Proved(tuple(problems), tuple(lines))


def _write(folder: Path, sort: str, what: str, text: str, names: dict[str, int]) -> Path:
    """Write a counter-example under a name of its own."""
    name = re.sub(r"[^\w]+", "-", f"{sort}-{what}").strip("-")
    names[name] = names.get(name, 0) + 1
    number = f"-{names[name]}" if names[name] > 1 else ""
    path = folder / f"{name}{number}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
