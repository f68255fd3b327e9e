"""A proposal that is given as a file of one's own, instead of by the name of one that comes along."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from inburgerregels.data import rules_dir
from inburgerregels.language.yaml_nodes import Map, Scalar, read_documents
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["is_proposal", "with_own_proposals"]

_HEAD = "voorstel"
_ENDINGS = (".yaml", ".yml")


def with_own_proposals(
    asked: Iterable[str], paths: tuple[Path, ...]
) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """The names of the proposals asked, and the files and folders that the law is in with them.

    What ends in ``.yaml`` is a file. Raises ``ProblemError`` for one that cannot be read, or that is
    no proposal.
    """
    names, files = [], []
    for one in asked:
        if not one.endswith(_ENDINGS):
            names.append(one)
            continue
        path = Path(one)
        names.append(_name_in(path))
        if not _among(path, paths or (rules_dir(),)):
            files.append(path)
    return tuple(names), (*(paths or (rules_dir(),)), *files) if files else paths


def is_proposal(path: Path) -> bool:
    """Whether a file that can be read begins as a proposal does."""
    try:
        documents = read_documents(path)
    except ProblemError:
        return False
    head = documents[0] if documents else None
    return isinstance(head, Map) and head.get(_HEAD) is not None


def _name_in(path: Path) -> str:
    documents = read_documents(path)
    head = documents[0] if documents else None
    name = head.get(_HEAD) if isinstance(head, Map) else None
    if not isinstance(name, Scalar) or name.is_empty:
        message = "dit bestand is geen voorstel"
        hint = f"begin het met `{_HEAD}: NAAM`, zoals in docs/voorstel-maken.md"
        where = head.position if head is not None else Position(str(path))
        raise ProblemError([Problem("N002", message, where, hint)])
    return name.text


def _among(path: Path, roots: Iterable[Path]) -> bool:
    """Whether a file is among these files, or in these folders."""
    here = path.resolve()
    return any(here == root.resolve() or root.resolve() in here.parents for root in roots)
