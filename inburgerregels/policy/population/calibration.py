"""A fitted model on file: which parameters and inflow, and how far they are from what was published."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import yaml

from inburgerregels.batch.files import write_file
from inburgerregels.language.yaml_nodes import Map, Node, Seq, read_documents
from inburgerregels.model import Position, nearest
from inburgerregels.policy.nodes import a_list, a_map, a_number, a_text, known, needed, wrong
from inburgerregels.policy.population.model import Model, model_file

__all__ = ["Calibration", "Uncertain", "calibration_file", "calibration_of", "write_calibration"]


@attrs.frozen
class Uncertain:
    """Parameters that were fitted together, and the covariance of their values."""

    names: tuple[str, ...]
    covariance: tuple[tuple[float, ...], ...]


@attrs.frozen
class Calibration:
    """Parameters that were fitted, and how many real persons came in per layer.

    ``uncertain``: parameters that were fitted together, and the covariance of their values.
    ``differences``: how far each figure that was aimed at is off, in percent, as written.
    """

    parameters: Mapping[str, float] = attrs.Factory(dict)
    inflow: Mapping[str, float] = attrs.Factory(dict)
    uncertain: tuple[Uncertain, ...] = ()
    differences: Mapping[str, str] = attrs.Factory(dict)

    def drawn(self, seed: int, model: Model) -> Calibration:
        """Other values that fit about as well, within their bounds: the same for the same seed."""
        values = dict(self.parameters)
        for part, together in enumerate(self.uncertain):
            source = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, part])))
            # A covariance is symmetric, so that its square root follows from its eigenvectors.
            spread, across = np.linalg.eigh(np.array(together.covariance))
            steps = across @ (
                np.sqrt(np.clip(spread, 0, None)) * source.standard_normal(len(spread))
            )
            for name, step in zip(together.names, steps.tolist(), strict=True):
                one = model.parameters[name]
                low = -np.inf if one.low is None else one.low
                high = np.inf if one.high is None else one.high
                values[name] = float(np.clip(values[name] + step, low, high))
        return attrs.evolve(self, parameters=values)


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
        raise wrong("dit is geen ijking", Position(str(path)))
    layers = {layer.name for layer in model.layers}
    return Calibration(
        _numbers(top, "parameters", model.parameters),
        _numbers(top, "instroom", layers),
        _uncertain(top, model),
        {} if (said := top.get("verschillen")) is None else _texts(said),
    )


def _uncertain(top: Map, model: Model) -> tuple[Uncertain, ...]:
    found = []
    for node in a_list(top.get("onzekerheid") or Seq((), top.position)):
        said = a_map(node)
        names = tuple(
            known(a_text(name), model.parameters, "parameter")
            for name in a_list(needed(said, "parameters"))
        )
        rows = tuple(
            tuple(a_number(one) for one in a_list(row))
            for row in a_list(needed(said, "covariantie"))
        )
        if {len(rows), *map(len, rows)} != {len(names)}:
            raise wrong("hier hoort een rij en een kolom voor elke parameter", said.position)
        found.append(Uncertain(names, rows))
    return tuple(found)


def _texts(node: Node) -> dict[str, str]:
    return {key.text: a_text(value).text for key, value in a_map(node).entries}


def _numbers(top: Map, name: str, names: Collection[str]) -> dict[str, float]:
    found = {}
    for key, node in a_map(needed(top, name)).entries:
        if key.text not in names:
            message = f"'{key.text}' hoort niet bij dit model"
            raise wrong(message, key.position, nearest(key.text, names))
        found[key.text] = a_number(node)
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
    if found.uncertain:
        said["onzekerheid"] = [
            {
                "parameters": list(one.names),
                "covariantie": [[float(f"{value:.4g}") for value in row] for row in one.covariance],
            }
            for one in found.uncertain
        ]
    text = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100)
    write_file(path, (lines + text).encode())
