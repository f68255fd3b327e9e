"""Of the law that comes with the program: every look-up finds a cell, every parameter has a version.

What else is proved of it (``controleer --bewijs rules``) takes minutes and is tried by hand.
"""

from __future__ import annotations

import pytest

pytest.importorskip("z3")

from inburgerregels import load_rulebook
from inburgerregels.prover.confirming import EFFORT, Prover


def test_every_look_up_finds_a_cell_and_every_parameter_has_a_version() -> None:
    prover = Prover(load_rulebook(), EFFORT)
    claims = [claim for claim in prover.claims() if claim.sort in {"tabelgat", "versiegat"}]
    assert len(claims) > 20
    unproved = [
        (claim.sort, claim.what)
        for claim in claims
        if not prover.prove(claim, lambda cells: []).holds
    ]
    assert not unproved
