"""What would have made a difference to a decision, and what is open about it, as plain JSON values."""

from __future__ import annotations

import datetime
from typing import Any

from inburgerregels.explain.changes import Change, event_line, value_text
from inburgerregels.explain.counterfactuals import Counterfactual, Counterfactuals
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.unknowns import Open
from inburgerregels.language import Rulebook
from inburgerregels.model import Decision, Dossier, Duration

__all__ = ["open_json", "otherwise_json"]


def otherwise_json(found: Counterfactuals, rulebook: Rulebook, dossier: Dossier) -> dict[str, Any]:
    """Everything that was found. Facts are lines of a dossier file, so that each can be done again."""
    return {
        "doorgerekend": found.tries,
        "volledig": found.complete,
        "zonder_verschil": list(found.laws_same),
        "niet_door_te_rekenen": list(found.laws_refused),
        "niet_geprobeerd": list(found.laws_left),
        "gevonden": [_found(one, rulebook, dossier) for one in found.found],
    }


def _found(one: Counterfactual, rulebook: Rulebook, dossier: Dossier) -> dict[str, Any]:
    made = {"wijze": one.way, **_tried(one.change, one.effect, rulebook, dossier)}
    if one.edge is not None:
        made["rand"] = {
            "hoe": one.edge.kind,
            "veld": one.edge.field,
            "nog_wel": _plain(one.edge.last),
            "niet_meer": _plain(one.edge.beyond),
            "niet_meer_dan": _tried(one.edge.change, one.edge.effect, rulebook, dossier),
        }
    if one.also:
        made["ook_met"] = {"veld": one.varied, "waarden": [_plain(value) for value in one.also]}
    return made


def _tried(change: Change, effect: Effect, rulebook: Rulebook, dossier: Dossier) -> dict[str, Any]:
    return {
        "gevolg": "vervalt" if effect.gone else "gelijk" if effect.none else "anders",
        "feiten": [
            {
                "nu": None if edit.at is None else event_line(dossier.events[edit.at], rulebook),
                "wordt": None if edit.event is None else event_line(edit.event, rulebook),
            }
            for edit in change.edits
        ],
        "persoon": {
            name: value_text(value, rulebook.vocabulary.person[name].type, rulebook.vocabulary)
            for name, value in change.person
        },
        "lezing": None if change.reading is None else "=".join(change.reading),
        "zonder": change.without,
        "verschillen": [
            {"veld": one.field, "nu": _plain(one.before), "wordt": _plain(one.after)}
            for one in effect.differences
        ],
        "dan_wel": [_decision(decision) for decision in effect.instead],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "datum": decision.datum.isoformat(),
        "soort": decision.soort,
        "bedrag_cent": decision.bedrag_cent,
        "regel": decision.regel,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Duration):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return value


def open_json(found: Open, rulebook: Rulebook) -> dict[str, Any]:
    """What is open about a decision."""
    return {
        "vragen": [
            {
                "vraag": one.text,
                "antwoorden": [
                    {
                        "antwoord": answer,
                        "gevolg": None
                        if effect is None
                        else "vervalt"
                        if effect.gone
                        else "gelijk"
                        if effect.none
                        else "anders",
                        "dan_wel": [_decision(d) for d in effect.instead] if effect else [],
                    }
                    for answer, effect in one.answers
                ],
            }
            for one in found.unknown
        ],
        "gezegd": {field: list(texts) for field, texts in found.stated},
        "standaard": [
            {
                "feit": None if one.event is None else event_line(one.event, rulebook),
                "veld": one.field,
                "waarde": one.value,
            }
            for one in found.presumed
        ],
        "twijfel": [
            {"regel": one.rule, "zekerheid": one.meta.certainty, "open_vraag": one.meta.question}
            for one in found.doubts
        ],
    }
