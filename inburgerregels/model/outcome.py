"""The answer. Field names are those of the public interface (Dutch, as in the JSON)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import attrs

__all__ = [
    "AgendaItem",
    "Decision",
    "Outcome",
    "RulebookRef",
    "Source",
    "Term",
    "outcome_to_json",
    "source_json",
]


@attrs.frozen
class Source:
    """Where a rule comes from: an article (``bwb``, ``artikel``, ``lid``), an ECLI, a Kamerstuk, or text.

    ``url`` is a link to the text as it was in force; ``tekst`` is how a lawyer would cite it.
    ``laatste_dag`` is the last day of a law that is no more; it is not part of the JSON.
    """

    tekst: str
    bwb: str | None = None
    artikel: str | None = None
    lid: str | None = None
    url: str | None = None
    ecli: str | None = None
    kst: str | None = None
    jci: str | None = None
    laatste_dag: datetime.date | None = None


@attrs.frozen
class Term:
    """A period in which an obligation had to be met; ``einde`` is the last good day."""

    soort: str
    nummer: int
    begin: datetime.date
    einde: datetime.date | None
    verlengd_dagen: int | None
    status: str | None
    verwacht: bool
    regel: str
    bron: tuple[Source, ...] = ()


@attrs.frozen
class Decision:
    """A decision, taken (``verwacht`` false) or projected. Amounts are in eurocents.

    ``velden`` holds plain values: str, int, bool, None, ISO dates as ``datetime.date``, lists and
    mappings of those. ``row`` identifies the decision in the proof graph of its evaluation.
    """

    datum: datetime.date
    soort: str
    bedrag_cent: int | None
    verwacht: bool
    bestuursorgaan: str | None
    vervallen_op: datetime.date | None
    velden: Mapping[str, Any]
    regel: str
    bron: tuple[Source, ...] = ()
    redenen: tuple[str, ...] = ()
    row: Any = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen
class AgendaItem:
    """A deadline still to come at the reference date, and what follows from missing it."""

    datum: datetime.date
    wat: str
    gevolg: str
    regel: str = attrs.field(default="", eq=False)


@attrs.frozen
class RulebookRef:
    """Which law answered: content hash, overlays applied and readings chosen."""

    hash: str
    maatregelen: tuple[str, ...] = ()
    voorstellen: tuple[str, ...] = ()
    lezingen: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Outcome:
    """Everything the law says about one person at the reference date.

    ``lening`` maps the fixed loan fields to eurocents (``rente_cent`` is None: rate unknown).
    """

    persoon: str
    regime: str | None
    peildatum: datetime.date
    rulebook: RulebookRef
    status: str | None
    termijnen: tuple[Term, ...] = ()
    besluiten: tuple[Decision, ...] = ()
    lening: Mapping[str, int | None] = attrs.field(factory=dict)
    termijnagenda: tuple[AgendaItem, ...] = ()
    hangt_af_van: tuple[Mapping[str, Any], ...] = ()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def source_json(source: Source) -> dict[str, Any]:
    """A source as plain JSON values: what it has, with the names of the public interface."""
    fields = attrs.asdict(source)
    del fields["laatste_dag"]
    return {name: value for name, value in fields.items() if value is not None}


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome as plain JSON values, with exactly the names of the public interface."""
    return {
        "persoon": outcome.persoon,
        "regime": outcome.regime,
        "peildatum": outcome.peildatum.isoformat(),
        "rulebook": {
            "hash": outcome.rulebook.hash,
            "maatregelen": list(outcome.rulebook.maatregelen),
            "voorstellen": list(outcome.rulebook.voorstellen),
            "lezingen": dict(outcome.rulebook.lezingen),
        },
        "status": outcome.status,
        "termijnen": [
            {
                "soort": term.soort,
                "nummer": term.nummer,
                "begin": term.begin.isoformat(),
                "einde": None if term.einde is None else term.einde.isoformat(),
                "verlengd_dagen": term.verlengd_dagen,
                "status": term.status,
                "verwacht": term.verwacht,
                "regel": term.regel,
                "bron": [source_json(source) for source in term.bron],
            }
            for term in outcome.termijnen
        ],
        "besluiten": [
            {
                "datum": decision.datum.isoformat(),
                "soort": decision.soort,
                "bedrag_cent": decision.bedrag_cent,
                "verwacht": decision.verwacht,
                "bestuursorgaan": decision.bestuursorgaan,
                "vervallen_op": _plain(decision.vervallen_op),
                "velden": _plain(decision.velden),
                "regel": decision.regel,
                "bron": [source_json(source) for source in decision.bron],
                "redenen": list(decision.redenen),
            }
            for decision in outcome.besluiten
        ],
        "lening": dict(outcome.lening),
        "termijnagenda": [
            {"datum": item.datum.isoformat(), "wat": item.wat, "gevolg": item.gevolg}
            for item in outcome.termijnagenda
        ],
        "hangt_af_van": [_plain(item) for item in outcome.hangt_af_van],
    }
