"""Proofs about the law itself: no gaps, no conflicts, nothing that can never apply. Needs z3."""

from inburgerregels.prover.checks import Claim, Proof, Prover
from inburgerregels.prover.confirming import Finding, prove_all

__all__ = ["Claim", "Finding", "Proof", "Prover", "prove_all"]
