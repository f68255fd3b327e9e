"""Every proof of a rulebook in one go; every counter-example is run before it is believed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from inburgerregels.engine.evaluate import evaluate_traced
from inburgerregels.language import Rulebook, read_dossiers
from inburgerregels.model import ProblemError
from inburgerregels.prover.checks import DEAD, Proof, Prover
from inburgerregels.prover.witness import Witness, wishes, witness

__all__ = ["EFFORT", "Finding", "prove_all"]

#: How many steps the solver may take for one question.
EFFORT = 1_000_000


@attrs.frozen
class Finding:
    """A proof, and where it failed the life that shows it. ``confirmed``: the program run on that life
    says so itself; a dead rule is proved, and needs no life."""

    proof: Proof
    life: Witness | None = None
    confirmed: bool = False


def prove_all(rulebook: Rulebook, effort: int = EFFORT) -> Iterator[Finding]:
    """Every claim about a rulebook, proved, refuted with a life, or left open."""
    prover = Prover(rulebook, effort)
    for claim in prover.claims():
        proof = prover.prove(claim, lambda cells: wishes(prover.encoder, cells))
        if proof.holds is not False or claim.sort == DEAD:
            yield Finding(proof, None, proof.holds is False)
            continue
        name = f"{claim.sort} van {claim.what}"
        life = witness(prover.encoder, claim.frame, proof.answer, name)
        yield Finding(proof, life, _confirmed(rulebook, life, claim.expected))


def _confirmed(rulebook: Rulebook, life: Witness, expected: str) -> bool:
    """Whether the answer for this life is not established, for the reason that was expected."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tegenvoorbeeld.yaml")
        path.write_text(life.text, encoding="utf-8")
        try:
            dossiers = read_dossiers(path, rulebook)
        except ProblemError:
            return False
    found = evaluate_traced(rulebook, dossiers[0], life.day)
    reasons = [
        reason for doubt in found.evaluator.rows.doubts.values() for reason in doubt.why.reasons
    ]
    return any(expected in str(reason) for reason in reasons)
