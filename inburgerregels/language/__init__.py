"""The rule language: reading rule files and dossiers, names, types and static checks."""

from inburgerregels.language.definitions import Case, Definitions, TypedDecision
from inburgerregels.language.dossiers import read_dossiers
from inburgerregels.language.loader import read_rulebook
from inburgerregels.language.rulebook import Rulebook

__all__ = ["Case", "Definitions", "Rulebook", "TypedDecision", "read_dossiers", "read_rulebook"]
