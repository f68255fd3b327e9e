"""The tables of the output: their columns, and rows of them out of single outcomes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import pyarrow as pa

from inburgerregels.batch.json_text import json_text
from inburgerregels.language import Rulebook
from inburgerregels.model import Outcome, Source, outcome_to_json, source_json

__all__ = ["DECISIONS", "TERMS", "Answers", "outcome_rows", "standing_schema"]

DECISIONS = pa.schema(
    [
        ("persoon_id", pa.string()),
        ("datum", pa.date32()),
        ("soort", pa.string()),
        ("bedrag_cent", pa.int64()),
        ("verwacht", pa.bool_()),
        ("bestuursorgaan", pa.string()),
        ("vervallen_op", pa.date32()),
        ("velden", pa.string()),
        ("regel", pa.string()),
        ("bron", pa.string()),
        ("redenen", pa.string()),
    ]
)
TERMS = pa.schema(
    [
        ("persoon_id", pa.string()),
        ("soort", pa.string()),
        ("nummer", pa.int64()),
        ("begin", pa.date32()),
        ("einde", pa.date32()),
        ("verlengd_dagen", pa.int64()),
        ("status", pa.string()),
        ("verwacht", pa.bool_()),
        ("regel", pa.string()),
        ("bron", pa.string()),
    ]
)


@attrs.frozen(eq=False)
class Answers:
    """Everything about the persons of a block: three tables in order of person.

    ``by_reference`` counts the persons that the reference executor answered. ``until`` is per person
    the first later day on which the answer can be another; None when that is not known. On top of an
    earlier run there are ``revisions``, and under ``night`` counts of who was taken over.
    """

    decisions: Any
    terms: Any
    standing: Any
    by_reference: int = 0
    until: Any = None
    revisions: Any = None
    night: Mapping[str, int] | None = None


def standing_schema(rulebook: Rulebook) -> Any:
    """One row per person; the loan both as its amounts and as one object."""
    outcome = rulebook.vocabulary.outcome
    loan = [*outcome.loan] if outcome else []
    return pa.schema(
        [
            ("persoon_id", pa.string()),
            ("regime", pa.string()),
            ("peildatum", pa.date32()),
            ("status", pa.string()),
            ("lening", pa.string()),
            *((name, pa.int64()) for name in loan),
            ("termijnagenda", pa.string()),
            ("hangt_af_van", pa.string()),
        ]
    )


@attrs.define(eq=False)
class _Rows:
    decisions: list[dict[str, Any]] = attrs.Factory(list)
    terms: list[dict[str, Any]] = attrs.Factory(list)
    standing: list[dict[str, Any]] = attrs.Factory(list)


def outcome_rows(outcomes: Iterable[tuple[int, Outcome]]) -> _Rows:
    """Rows out of outcomes; each with the person's place in the block under ``plaats``."""
    found = _Rows()
    for place, outcome in outcomes:
        said = outcome_to_json(outcome)
        who = {"plaats": place, "persoon_id": outcome.persoon}
        for decision, shown in zip(outcome.besluiten, said["besluiten"], strict=True):
            found.decisions.append(
                {
                    **who,
                    "datum": decision.datum,
                    "soort": decision.soort,
                    "bedrag_cent": decision.bedrag_cent,
                    "verwacht": decision.verwacht,
                    "bestuursorgaan": decision.bestuursorgaan,
                    "vervallen_op": decision.vervallen_op,
                    "velden": json_text(shown["velden"]),
                    "regel": decision.regel,
                    "bron": _sources(decision.bron),
                    "redenen": json_text(shown["redenen"]),
                }
            )
        for term in outcome.termijnen:
            found.terms.append(
                {
                    **who,
                    **{
                        name: getattr(term, name)
                        for name in TERMS.names
                        if name not in ("persoon_id", "bron")
                    },
                    "bron": _sources(term.bron),
                }
            )
        found.standing.append(
            {
                **who,
                "regime": outcome.regime,
                "peildatum": outcome.peildatum,
                "status": outcome.status,
                "lening": json_text(said["lening"]),
                **outcome.lening,
                "termijnagenda": json_text(said["termijnagenda"]),
                "hangt_af_van": json_text(said["hangt_af_van"]),
            }
        )
    return found


@functools.lru_cache(maxsize=100_000)
def _sources(sources: tuple[Source, ...]) -> str:
    return json_text([source_json(source) for source in sources])
