"""The small law in three packages from PyPI, each in the way that the package is meant to be used.

Imported where they are used, for none of them has to be there.
"""

from __future__ import annotations

import datetime
import itertools
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from bench.peers.by_hand import amount, three_years_later
from bench.peers.lives import PARTS, TODAY, Fine, Life, Prepared

__all__ = ["with_durable_rules", "with_openfisca", "with_zen"]

_DECIDED = 91
_NEVER = 10**9
_MS = 86_400_000
_numbers = itertools.count()
_EPOCH = datetime.date(1970, 1, 1).toordinal()


def with_durable_rules(found: Sequence[Life]) -> Prepared:
    """Events are posted one by one and folded into what is known; a fact about the whole life then
    meets the three rules of the fine. Months are counted in Python: the package has none."""
    from dateutil.relativedelta import relativedelta
    from durable import lang

    known: dict[str, dict[str, Any]] = defaultdict(dict)
    fines: list[Fine] = []
    today = TODAY.toordinal()

    def begins(c: Any) -> None:
        begin = datetime.date.fromordinal(c.m.dag)
        known[c.m.sid]["einde"] = (begin + relativedelta(years=3)).toordinal()

    def lengthens(c: Any) -> None:
        known[c.m.sid]["einde"] += c.m.lengte

    def passes(c: Any) -> None:
        done = known[c.m.sid].setdefault("gedaan", {})
        done[c.m.onderdeel] = min(c.m.dag, done.get(c.m.onderdeel, _NEVER))

    def learns(c: Any) -> None:
        known[c.m.sid].setdefault("lessen", []).append((c.m.dag, c.m.uren))

    def settles(c: Any) -> None:
        said = known.pop(c.m.sid)
        done, end = said.get("gedaan", {}), said["einde"]
        late = len(done) < len(PARTS) or max(done.values()) > end
        hours = sum(hours for day, hours in said.get("lessen", ()) if day <= end)
        found = {"te_laat": int(late), "uren": hours, "dag": end + _DECIDED}
        c.post({"soort": "stand", "id": "stand", "sid": c.m.sid, **found})

    def fined(cents: int) -> Any:
        def note(c: Any) -> None:
            fines.append(Fine(int(c.m.sid), c.m.dag, cents))

        return note

    kinds = {"plicht": begins, "verlenging": lengthens, "examen": passes, "les": learns}
    # A name can be used once in a process.
    name = f"kleine_wet_{next(_numbers)}"
    with lang.ruleset(name):
        m = lang.m
        for kind, does in {**kinds, "peildatum": settles}.items():
            lang.when_all(m.soort == kind)(does)
        due = (m.soort == "stand") & (m.te_laat == 1) & (m.dag <= today)
        lang.when_all(due & (m.uren < 150))(fined(amount(0)))
        lang.when_all(due & (m.uren >= 150) & (m.uren < 300))(fined(amount(150)))
        lang.when_all(due & (m.uren >= 300))(fined(amount(300)))
        lang.when_all((m.soort == "stand") & (m.te_laat == 0))(lambda c: None)
        lang.when_all((m.soort == "stand") & (m.te_laat == 1) & (m.dag > today))(lambda c: None)

    def events(person: int, life: Life) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = [{"soort": "plicht", "dag": life.begin}]
        told.append({"soort": "verlenging", "dag": life.extended_on, "lengte": life.length})
        for day, part, passed in life.exams:
            if passed:
                told.append({"soort": "examen", "dag": day, "onderdeel": part})
        told += [{"soort": "les", "dag": day, "uren": hours} for day, hours in life.lessons]
        told = [event for event in told if event["dag"] <= today]
        told.append({"soort": "peildatum"})
        return [{**e, "id": str(i), "sid": str(person)} for i, e in enumerate(told)]

    host = lang.get_host()
    everybody = [events(person, life) for person, life in enumerate(found)]

    def run() -> list[Fine]:
        fines.clear()
        for person, told in enumerate(everybody):
            for event in told:
                host.post(name, dict(event))
            host.delete_state(name, str(person))
        return list(fines)

    return run, sorted


def with_openfisca(found: Sequence[Life]) -> Prepared:
    """Events are its single entity and dossiers its groups; a variable is a column of one of these."""
    from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables

    one = entities.Entity("event", "events", "", "")
    roles = [{"key": "member", "plural": "members", "label": "", "doc": ""}]
    many = entities.GroupEntity("file", "files", "", "", roles)
    today = TODAY.toordinal()
    each_day = periods.DateUnit.DAY

    def variable(name: str, entity: Any, formula: Any = None) -> type:
        body = {"value_type": int, "entity": entity, "definition_period": each_day, "label": name}
        if formula is not None:
            body["formula"] = formula
        return type(name, (variables.Variable,), body)

    def end(file: Any, period: Any) -> Any:
        event = file.members
        extra = np.where(event("day", period) <= today, event("length", period), 0)
        return three_years_later(file("begin", period)) + file.sum(extra).astype(np.int64)

    def done(file: Any, period: Any) -> Any:
        event = file.members
        day, part = event("day", period), event("part", period)
        latest = file("begin", period) * 0
        for wanted in range(1, len(PARTS) + 1):
            days = np.where((part == wanted) & (day <= today), day, _NEVER).astype(float)
            latest = np.maximum(latest, file.min(days))
        return latest.astype(np.int64)

    def hours(file: Any, period: Any) -> Any:
        event = file.members
        within = event("day", period) <= np.minimum(event.file("end", period), today)
        return file.sum(np.where(within, event("hours", period), 0)).astype(np.int64)

    def decided(file: Any, period: Any) -> Any:
        day = file("end", period) + _DECIDED
        late = file("done", period) > file("end", period)
        return np.where(late & (day <= today), day, 0)

    def fine(file: Any, period: Any) -> Any:
        steps = np.array([30_000, 20_000, 10_000])
        amounts = steps[np.minimum(file("total", period) // 150, 2)]
        return np.where(file("decided", period) > 0, amounts, 0)

    system = taxbenefitsystems.TaxBenefitSystem([one, many])
    given = ("day", "length", "part", "hours")
    for name in given:
        system.add_variable(variable(name, one))
    for name, formula in {
        "begin": None,
        "end": end,
        "done": done,
        "total": hours,
        "decided": decided,
        "fine": fine,
    }.items():
        system.add_variable(variable(name, many, formula))
    rows = [
        (person, *row)
        for person, life in enumerate(found)
        for row in [
            (life.begin, 0, 0, 0),
            (life.extended_on, life.length, 0, 0),
            *((day, 0, part + 1 if passed else 0, 0) for day, part, passed in life.exams),
            *((day, 0, 0, lesson) for day, lesson in life.lessons),
        ]
    ]
    columns = np.array(rows, np.int64).T
    begin = np.array([life.begin for life in found])

    def fresh() -> Any:
        builder = simulations.SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("event", np.arange(len(rows)))
        group = builder.declare_entity("file", np.arange(len(found)))
        builder.join_with_persons(group, columns[0], np.array(["member"] * len(rows)))
        made = builder.build(system)
        for name, values in zip(given, columns[1:], strict=True):
            made.set_input(name, str(TODAY), values)
        made.set_input("begin", str(TODAY), begin)
        return made

    waiting = [fresh() for _ in range(8)]

    def run() -> tuple[Any, Any]:
        # It keeps what it computed, so each time needs one of its own; it is made beforehand.
        made = waiting.pop() if waiting else fresh()
        return made.calculate("decided", str(TODAY)), made.calculate("fine", str(TODAY))

    def read(arrays: tuple[Any, Any]) -> list[Fine]:
        day, cents = arrays
        who = np.flatnonzero(day)
        return list(map(Fine, who.tolist(), day[who].tolist(), cents[who].tolist()))

    return run, read


def with_zen(found: Sequence[Life]) -> Prepared:
    """A table of expressions and a decision table. Thirty-six months, because it calls three years
    after 29 February an invalid date."""
    import zen

    today = TODAY.toordinal() - _EPOCH
    cells = {
        "end": f"d(begin).add(36, 'month').timestamp() / {_MS} + (extended <= today ? length : 0)"
    }
    for part in range(len(PARTS)):
        passed = f"#.part == {part} and #.passed and #.day <= today"
        days = f"map(filter(exams, {passed}), #.day)"
        cells[f"part{part}"] = f"some(exams, {passed}) ? min({days}) : {_NEVER}"
    cells["decided"] = f"$.end + {_DECIDED}"
    cells["late"] = "max([$.part0, $.part1, $.part2]) > $.end and $.decided <= today"
    cells["due"] = "min([$.end, today])"
    cells["hours"] = "sum(map(lessons, #.day <= $.due ? #.hours : 0))"
    expressions = [{"id": key, "key": key, "value": value} for key, value in cells.items()]
    steps = [("< 150", 0), ("[150..300)", 150), (">= 300", 300)]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "l", "field": "late"}, {"id": "h", "field": "hours"}],
        "outputs": [{"id": "c", "field": "cents"}],
        "rules": [
            {"_id": str(low), "l": "true", "h": when, "c": str(amount(low))} for when, low in steps
        ],
        "passThrough": True,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {
            "id": "values",
            "name": "values",
            "type": "expressionNode",
            "content": {"expressions": expressions},
        },
        {"id": "fine", "name": "fine", "type": "decisionTableNode", "content": table},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    order = [node["id"] for node in nodes]
    edges = [{"id": a + b, "sourceId": a, "targetId": b} for a, b in itertools.pairwise(order)]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    told = [
        {
            "today": today,
            "begin": datetime.date.fromordinal(life.begin).isoformat(),
            "extended": life.extended_on - _EPOCH,
            "length": life.length,
            "exams": [{"day": d - _EPOCH, "part": p, "passed": ok} for d, p, ok in life.exams],
            "lessons": [{"day": d - _EPOCH, "hours": hours} for d, hours in life.lessons],
        }
        for life in found
    ]

    def run() -> list[Any]:
        return [decision.evaluate(one)["result"] for one in told]

    def read(said: list[Any]) -> list[Fine]:
        return [
            Fine(person, round(one["decided"]) + _EPOCH, round(one["cents"]))
            for person, one in enumerate(said)
            if "cents" in one
        ]

    return run, read
