"""Static checks on law that is read and typed: order between rules, validity, cycles, loose ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from inburgerregels.language.cycles import find_cycles
from inburgerregels.language.definitions import Definitions
from inburgerregels.language.rulebook import PERSON, Block, Rule, Validity
from inburgerregels.language.selection import Chosen
from inburgerregels.language.structure import all_above
from inburgerregels.language.syntax import Expr
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ALREADY, NEVER, Position, Problems, date_of, nearest

__all__ = ["check_law"]


def check_law(
    definitions: Definitions,
    chosen: Chosen,
    vocabulary: Vocabulary,
    problems: Problems,
    *,
    cycles: bool = True,
) -> None:
    """Report everything that is wrong with the law as a whole; ``cycles`` is most of the work."""
    for block in chosen.blocks.values():
        _check_names(block, vocabulary, problems)
        _check_same_words(block, chosen, vocabulary, problems)
        _check_competition(block, definitions, problems)
        _check_signals(block, problems)
    for name, parameter in chosen.parameters.items():
        _check_versions(f"parameter '{name}'", parameter.versions, parameter.position, problems)
    for name, table in chosen.tables.items():
        _check_versions(f"tabel '{name}'", table.versions, table.position, problems)
    _check_outcome(definitions, chosen, vocabulary, problems)
    if cycles and not problems:
        find_cycles(definitions, problems, _dated_by_a_layer(chosen))


def _dated_by_a_layer(chosen: Chosen) -> str | None:
    """What a circle may come from: a layer that lets a value begin on a day, of which the law asks the
    value before that day is known."""
    dated = sorted(
        name
        for name, parameter in chosen.parameters.items()
        if any(one.overlay and one.validity.since != Validity().since for one in parameter.versions)
    )
    if not dated:
        return None
    return (
        f"kreeg {' of '.join(dated)} in een laag een `geldt:`? Schrijf dan een regel met een "
        "voorwaarde, zoals `als: begin vanaf DAG`"
    )


def _check_names(block: Block, vocabulary: Vocabulary, problems: Problems) -> None:
    for rule in block.rules.values():
        if rule.per is not None and rule.per[1] not in vocabulary.choices:
            hint = nearest(rule.per[1], vocabulary.choices)
            problems.add("N001", f"onbekende keuze '{rule.per[1]}'", rule.position, hint)
        for definition in rule.definitions:
            collected = definition.quantity in block.collects
            if definition.collected and not collected:
                message = f"'{definition.quantity}' wordt in dit blok niet verzameld"
                hint = nearest(definition.quantity, block.collects) or "zet haar onder `verzamelt:`"
                problems.add("N001", message, definition.position, hint)
            if collected and not definition.collected:
                message = f"'{definition.quantity}' wordt verzameld; schrijf `draagt bij aan`"
                problems.add("N001", message, definition.position)


def _check_same_words(
    block: Block, chosen: Chosen, vocabulary: Vocabulary, problems: Problems
) -> None:
    """A quantity may not have the name of something else that can stand in the same place."""
    others = dict.fromkeys(chosen.parameters, "een parameter")
    others |= dict.fromkeys(block.decisions, "een besluit")
    if block.name == PERSON:
        others |= dict.fromkeys(vocabulary.person, "een gegeven van de persoon")
    for rule in block.rules.values():
        for definition in rule.definitions:
            given = chosen.parameters.get(definition.quantity)
            if given is not None and any(one.overlay for one in given.versions):
                # The law was there first: the overlay is told, and not every rule that it breaks.
                message = (
                    f"'{given.name}' is een grootheid van de wet; een parameter kan niet zo heten"
                )
                hint = f"`inburgerregels regels {given.name}` noemt de regels die haar bepalen"
                problems.add("N001", message, given.position, hint)
            elif definition.quantity in others:
                message = f"'{definition.quantity}' is al {others[definition.quantity]}"
                problems.add("N001", message, definition.position, "kies een andere naam")


def _check_signals(block: Block, problems: Problems) -> None:
    """A decision uses what lies on or before its date; only a signal may look at the reference date."""
    for rule in block.decisions.values():
        if rule.signal or rule.projected is not None:
            continue
        fields = [expr for _, expr in rule.fields]
        for expr in (rule.condition, rule.date, rule.amount, *fields):
            place = None if expr is None else _place_of("peildatum", expr)
            if place is not None:
                message = f"besluit '{rule.id}' hangt af van de peildatum"
                hint = "het gebruikt wat op of voor zijn datum ligt; een attendering zegt `signaal: ja`"
                problems.add("C003", message, place, hint)


def _place_of(name: str, expr: Expr) -> Position | None:
    """Where an expression itself names something."""
    if expr.op == "name" and expr.attr == name:
        return expr.position
    return next((p for p in (_place_of(name, arg) for arg in expr.args) if p is not None), None)


def _check_per(quantity: str, rules: list[Rule], problems: Problems) -> None:
    """All rules for a quantity agree on the choice for whose values it exists."""
    first = rules[0].per[1] if rules and rules[0].per else None
    for rule in rules[1:]:
        if (rule.per[1] if rule.per else None) != first:
            message = f"'{quantity}' is er niet in alle regels per waarde van dezelfde keuze"
            problems.add("C001", message, rule.position, f"anders in {rules[0].position}")


def _check_competition(block: Block, definitions: Definitions, problems: Problems) -> None:
    for (name, quantity), found in definitions.by_quantity.items():
        if name != block.name:
            continue
        rules = [rule for rule, _ in found]
        _check_per(quantity, rules, problems)
        if quantity in block.collects:
            continue
        for i, first in enumerate(rules):
            for second in rules[i + 1 :]:
                if not _ordered(first, second, block) and not _apart(first, second, block.rules):
                    message = f"'{first.id}' en '{second.id}' bepalen allebei '{quantity}'"
                    hint = f"maak de een een `uitzondering op` de ander ({first.position})"
                    problems.add("C001", message, second.position, hint)
        _check_rule_validity(quantity, rules, problems)


def _ordered(first: Rule, second: Rule, block: Block) -> bool:
    def bases(name: str) -> list[str]:
        return [base for base in block.rules[name].excepts if base in block.rules]

    return first.id in all_above(second.id, bases) or second.id in all_above(first.id, bases)


def _apart(first: Rule, second: Rule, rules: Mapping[str, Rule]) -> bool:
    """Whether two rules never apply together, or only where their conditions say so."""
    others = _periods(second, rules)
    if not any(one.overlaps(other) for one in _periods(first, rules) for other in others):
        return True
    return _is_conditional(first, rules) and _is_conditional(second, rules)


def _bases(rule: Rule, rules: Mapping[str, Rule]) -> list[Rule]:
    return [rules[name] for name in rule.excepts if name in rules]


def _periods(rule: Rule, rules: Mapping[str, Rule]) -> list[Validity]:
    """When a rule can apply: an exception inherits the validity of what it is an exception to."""
    own, bases = rule.validity or Validity(), _bases(rule, rules)
    return [
        Validity(max(own.since, period.since), min(own.until, period.until))
        for period in [p for base in bases for p in _periods(base, rules)] or [Validity()]
        if own.overlaps(period)
    ]


def _is_conditional(rule: Rule, rules: Mapping[str, Rule]) -> bool:
    bases = _bases(rule, rules)
    inherited = bool(bases) and all(_is_conditional(base, rules) for base in bases)
    return rule.condition is not None or inherited


def _check_rule_validity(quantity: str, rules: list[Rule], problems: Problems) -> None:
    """Report holes between dated rules that have no condition and no rule behind them."""
    plain = [r for r in rules if r.condition is None and not r.excepts]
    if len(plain) < 2 or any(r.validity is None or r.validity.always for r in plain):
        return
    _check_holes(f"'{quantity}'", [(r.validity, r.position) for r in plain], problems)


def _check_versions(
    what: str, versions: Iterable[Any], position: Position | None, problems: Problems
) -> None:
    dated = [(version.validity, version.meta.position or position) for version in versions]
    dated.sort(key=lambda pair: (pair[0].since, pair[0].until))
    for (first, _), (second, place) in pairwise(dated):
        if first.overlaps(second):
            problems.add(
                "V001", f"{what}: twee versies overlappen vanaf {_day(second.since)}", place
            )
    _check_holes(what, dated, problems)


def _check_holes(
    what: str, dated: list[tuple[Validity | None, Position | None]], problems: Problems
) -> None:
    known = [(v, place) for v, place in dated if v is not None]
    known.sort(key=lambda pair: pair[0].since)
    until = None
    for validity, place in known:
        if until is not None and until < NEVER and validity.since > until + 1:
            gap = f"van {_day(until + 1)} tot en met {_day(validity.since - 1)}"
            message = f"{what}: {gap} geldt er niets"
            problems.add("V002", message, place)
        until = validity.until if until is None else max(until, validity.until)


def _day(day: int) -> str:
    return "het begin" if day <= ALREADY else "altijd" if day >= NEVER else date_of(day).isoformat()


def _check_outcome(
    definitions: Definitions, chosen: Chosen, vocabulary: Vocabulary, problems: Problems
) -> None:
    outcome = vocabulary.outcome
    if outcome is None:
        return
    single = [key for key in definitions.types if key not in definitions.indexed]
    person = {name for block, name in single if block == PERSON}
    for field, quantity in [*outcome.fields.items(), *outcome.loan.items()]:
        place = outcome.places.get(field, outcome.position)
        if quantity not in person:
            message = f"uitkomst: '{field}' noemt de onbekende grootheid '{quantity}'"
            problems.add("N001", message, place, nearest(quantity, person))
        elif field in outcome.fields:
            kind = definitions.types[(PERSON, quantity)].kind
            if kind not in (Kind.TEXT, Kind.CHOICE, Kind.NOTHING):
                message = f"uitkomst: '{field}' is een woord, en '{quantity}' een {kind.value}"
                problems.add(
                    "T002", message, place, "kies een grootheid die een tekst of een keuze is"
                )
    for block in chosen.blocks.values():
        if block.term is None:
            continue
        here = {name for owner, name in single if owner == block.name}
        for field, quantity in outcome.term.items():
            if quantity not in here:
                message = f"keten '{block.name}' mist '{quantity}' (uitkomst: {field})"
                problems.add("N001", message, block.position, nearest(quantity, here))
    if outcome.manual not in vocabulary.decisions:
        message = f"uitkomst: onbekend besluit '{outcome.manual}'"
        hint = nearest(outcome.manual, vocabulary.decisions)
        place = outcome.places.get("besluit", outcome.position)
        problems.add("N001", message, place, hint)
        return
    fields = vocabulary.decisions[outcome.manual].fields
    for word, name in (("redenen", outcome.manual_reasons), ("ontbreekt", outcome.manual_missing)):
        if name not in fields or fields[name].type.kind is not Kind.TEXTS:
            message = f"uitkomst: '{outcome.manual}' heeft geen veld '{name}' (lijst tekst)"
            problems.add("N001", message, outcome.places.get(word, outcome.position))
    for name in outcome.order:
        kinds = [
            d.fields[name].type.kind for d in vocabulary.decisions.values() if name in d.fields
        ]
        if not kinds or not {Kind.CHOICE, Kind.NUMBER} >= set(kinds):
            message = f"uitkomst: op '{name}' kan niet worden geordend"
            hint = "volgorde noemt velden van besluiten die een keuze of een getal zijn"
            problems.add("N001", message, outcome.places.get("volgorde", outcome.position), hint)
