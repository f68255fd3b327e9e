"""A fitted model on file: which parameters and inflow, and how far they are from what was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

from inburgerregels.batch.files import write_file
from inburgerregels.language.yaml_nodes import Map, Scalar, read_documents
from inburgerregels.model import Position, Problem, ProblemError, nearest
from inburgerregels.policy.population.model import Model, model_file

__all__ = ["Calibration", "calibration_file", "calibration_of", "write_calibration"]


@attrs.frozen
class Calibration:
    """Parameters that were fitted, and how many real persons came in per layer."""

    parameters: Mapping[str, float] = attrs.Factory(dict)
    inflow: Mapping[str, float] = attrs.Factory(dict)


def calibration_file() -> Path:
    """The calibration that comes with the program, of the model that does."""
    return model_file().with_name("bevolking-ijking.yaml")


def calibration_of(model: Model, path: Path, given: Path | None) -> Calibration:
    """The calibration in a file; without one that of the shipped model, and of another model none.

    Raises ``ProblemError`` where it is of another model.
    """
    where = given
    if where is None and path == model_file() and calibration_file().exists():
        where = calibration_file()
    return Calibration() if where is None else _read(where, model)


def _read(path: Path, model: Model) -> Calibration:
    documents = read_documents(path)
    top = documents[0] if len(documents) == 1 else None
    if not isinstance(top, Map):
        raise _wrong("dit is geen ijking", Position(str(path)))
    layers = {layer.name for layer in model.layers}
    return Calibration(
        _numbers(top, "parameters", model.parameters), _numbers(top, "instroom", layers)
    )


def _numbers(top: Map, name: str, known: Any) -> dict[str, float]:
    said = top.get(name)
    if not isinstance(said, Map):
        raise _wrong(f"'{name}' ontbreekt", top.position)
    found = {}
    for key, node in said.entries:
        if key.text not in known:
            raise _wrong(
                f"'{key.text}' hoort niet bij dit model", key.position, nearest(key.text, known)
            )
        try:
            found[key.text] = float(node.text if isinstance(node, Scalar) else "")
        except ValueError:
            raise _wrong("hier hoort een getal", node.position) from None
    return found


def write_calibration(
    path: Path, found: Calibration, comment: str, about: Mapping[str, Any]
) -> None:
    """A file that can be read again; ``about`` says how it was found."""
    lines = "".join(f"# {line}\n" for line in comment.splitlines())
    said = {
        **about,
        "parameters": {name: round(value, 6) for name, value in found.parameters.items()},
        "instroom": {name: round(value, 1) for name, value in found.inflow.items()},
    }
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)
    write_file(path, (lines + text).encode())


def _wrong(message: str, position: Position, hint: str | None = None) -> ProblemError:
    return ProblemError([Problem("P004", message, position, hint)])
