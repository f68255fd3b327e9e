"""Dossiers, events, outcomes and problems: immutable records, and the values they hold."""

from inburgerregels.model.dossier import Dossier, Event
from inburgerregels.model.outcome import (
    AgendaItem,
    Decision,
    Outcome,
    RulebookRef,
    Source,
    Term,
    outcome_to_json,
    source_json,
)
from inburgerregels.model.problems import (
    Position,
    Problem,
    ProblemError,
    Problems,
    nearest,
    render,
)
from inburgerregels.model.values import (
    ABSENT,
    ALREADY,
    NEVER,
    UNKNOWN,
    Duration,
    date_of,
    day_of,
    is_real_day,
)

__all__ = [
    "ABSENT",
    "ALREADY",
    "NEVER",
    "UNKNOWN",
    "AgendaItem",
    "Decision",
    "Dossier",
    "Duration",
    "Event",
    "Outcome",
    "Position",
    "Problem",
    "ProblemError",
    "Problems",
    "RulebookRef",
    "Source",
    "Term",
    "date_of",
    "day_of",
    "is_real_day",
    "nearest",
    "outcome_to_json",
    "render",
    "source_json",
]
