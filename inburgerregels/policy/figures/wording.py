"""What was found about published figures, in Dutch sentences with the arithmetic written out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from inburgerregels.explain.dutch import number, sentence
from inburgerregels.policy.figures.checking import Checked, Finding, Kind
from inburgerregels.policy.figures.figure import Figure
from inburgerregels.policy.figures.printed import EURO, PERCENT
from inburgerregels.policy.figures.relations import Hundred, Ratio, Relation, Sum, Values

__all__ = ["Said", "rounded", "say", "shown", "summary"]


#: Where a neighbouring cell is, by how many rows and columns further.
_WHERE = {(1, 0): "eronder", (-1, 0): "erboven", (0, 1): "rechts ervan", (0, -1): "links ervan"}


@attrs.frozen
class Said:
    """A finding as text: a heading, and labelled sentences under it."""

    kind: str
    heading: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def rounded(value: Fraction, decimals: int = 0) -> str:
    """A number with this many decimals, halves away from zero.

    >>> rounded(Fraction(5055, 100), 1), rounded(Fraction(-1, 2)), rounded(Fraction(12345))
    ('50,6', '-1', '12.345')
    """
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(int(scaled + Fraction(1, 2)), 10**decimals)
    text = number(whole) + (f",{rest:0{decimals}d}" if decimals else "")
    return f"-{text}" if value < 0 and text.strip("0,.") else text


def shown(value: Fraction, unit: str, decimals: int = 0) -> str:
    """A value in its unit: euros from cents, percentages from a share of one.

    >>> shown(Fraction(1, 3), "procent", 1), shown(Fraction(12345), "euro"), shown(Fraction(7), "personen")
    ('33,3%', '€ 123', '7')
    """
    if unit == PERCENT:
        return f"{rounded(value * 100, decimals)}%"
    if unit == EURO:
        return f"€ {rounded(value / 100, decimals)}"
    return rounded(value, decimals)


def say(finding: Finding, checked: Checked) -> Said:
    """One finding: what does not fit, how it can be read, and what it counts as."""
    printed, consistent = checked.published.figures, checked.consistent
    if finding.kind is Kind.COMPOSED:
        return _composed(finding, printed, consistent)
    if finding.kind is Kind.FORCED:
        return _forced(finding, consistent)
    lines = [("Rekensom", tuple(_sum_of(relation, printed) for relation in finding.failing))]
    if finding.kind is Kind.COUNTS_OTHERWISE:
        lines += _otherwise(finding, printed)
    else:
        lines += _readings(finding, checked)
    return Said(finding.kind.value, _heading(finding, printed), tuple(lines))


def summary(checked: Checked) -> str:
    """How many sums and shares were checked, and how many hold as printed."""
    relations = checked.published.relations
    return (
        f"{number(len(checked.published.figures))} cijfers; van {number(len(relations))} sommen, aandelen "
        f"en gemiddelden kloppen er {number(checked.holding)} zoals gedrukt, rekening houdend met afronding."
    )


def _heading(finding: Finding, printed: Values) -> str:
    if finding.kind is Kind.COUNTS_OTHERWISE or not finding.reading:
        names = [relation.members[0] for relation in finding.failing]
    else:
        names = list(finding.reading)
    return "; ".join(_named(printed[name]) for name in dict.fromkeys(names))


def _named(figure: Figure) -> str:
    where = "" if figure.id.startswith("tabel-") else f" ({figure.source.tekst})"
    return f"{sentence(figure.title)}{where}: gedrukt {figure.printed}"


def _readings(finding: Finding, checked: Checked) -> list[tuple[str, tuple[str, ...]]]:
    printed = checked.published.figures
    if not finding.explanations:
        return [("Samenhang", ("geen een of twee andere cijfers maken dit kloppend",))]
    lines: list[tuple[str, tuple[str, ...]]] = []
    if finding.kind is Kind.WRONG:
        read = _reading(finding.reading)
        text = f"{read}; dan kloppen alle sommen, en geen ander cijfer alleen doet dat"
        if len(finding.reading) > 1:
            text = f"{read}; dan kloppen alle sommen, en minder of andere cijfers doen dat niet"
        lines.append(("Samenhangend", (text,)))
    else:
        ways = tuple(_change(way.readings, printed) for way in finding.explanations)
        lines.append(("Mogelijk", ways))
        if finding.reading:
            used = (
                f"{_reading(finding.reading)}: de delen zoals gedrukt, de som daarnaar; niet zeker"
            )
        else:
            used = "geen van deze lezingen verdient de voorkeur; het cijfer blijft zoals gedrukt"
        lines.append(("Gebruikt", (used,)))
    origins = [
        f"{printed[origin.figure].printed} {'hoort' if origin.belongs else 'staat ook'} in de cel "
        f"{_WHERE[origin.down, origin.right]}: {printed[origin.neighbour].title}"
        for origin in finding.origins
    ]
    origins += [cut for name in finding.reading if (cut := _cut_off(name, finding, printed))]
    if origins:
        lines.append(("Herkomst", tuple(origins)))
    return lines


def _reading(reading: Values) -> str:
    return ", ".join(shown(figure.value, figure.unit) for figure in reading.values())


def _change(reading: Values, printed: Values) -> str:
    return " en ".join(
        f"{figure.title}: {shown(figure.value, figure.unit)} in plaats van {printed[name].printed}"
        for name, figure in reading.items()
    )


def _cut_off(name: str, finding: Finding, printed: Values) -> str | None:
    """Whether a rounded figure is the exact one cut off instead of rounded."""
    figure = printed[name]
    for relation in finding.failing:
        bounds = relation.allowed(name, printed)
        if figure.step == 0 or bounds is None or not bounds.is_point:
            continue
        if (bounds.low // figure.step) * figure.step == figure.value:
            return f"{shown(bounds.low, figure.unit)} is afgekapt in plaats van afgerond"
    return None


def _otherwise(finding: Finding, printed: Values) -> list[tuple[str, tuple[str, ...]]]:
    ways = []
    for relation in finding.failing:
        if isinstance(relation, Sum) and relation.proviso is not None:
            whole, parts = printed[relation.total], relation.parts
            lacking = whole.value - sum((printed[part].value for part in parts), Fraction(0))
            part_of = printed[relation.proviso.part_of]
            ways.append(
                f"{relation.proviso.why}: {shown(lacking, whole.unit)} van de {part_of.printed} "
                f"({part_of.title})"
            )
    ways += [_change(way.readings, printed) for way in finding.explanations]
    used = "beide cijfers zoals gedrukt; welke verklaring juist is, staat niet in de bron"
    return [("Mogelijk", tuple(ways)), ("Gebruikt", (used,))]


def _forced(finding: Finding, values: Values) -> Said:
    (relation,) = finding.failing
    assert isinstance(relation, Hundred)
    exact = relation.exact(values) or []
    of_share = dict(zip(relation.shares, exact, strict=True))
    own = [shown(share, PERCENT, 2) for share in exact]
    ordinary = sum(int(share * 100 + Fraction(1, 2)) for share in exact)
    lines = (
        ("Rekensom", (f"{' + '.join(own)}; elk apart afgerond is dat samen {ordinary}%",)),
        (
            "Samenhangend",
            ("de grootste resten kregen een procent, zodat de rij op honderd uitkomt",),
        ),
    )
    heading = "; ".join(
        f"{_named(values[share])}, zelf afgerond {shown(of_share[share], PERCENT)}"
        for share in finding.forced
    )
    return Said(f"{finding.kind.value}, geen fout", heading, lines)


def _composed(finding: Finding, printed: Values, consistent: Values) -> Said:
    wanted = finding.composition
    assert wanted is not None
    total = sum((consistent[part].value for part in wanted.parts), Fraction(0))
    unit = consistent[wanted.parts[0]].unit
    lines: list[tuple[str, tuple[str, ...]]] = []
    if not finding.composed:
        lines.append(
            ("Samenhang", ("geen som van de cijfers waaruit is gezocht, komt hierop uit",))
        )
    for made_of in finding.composed:
        left_out = [piece for piece in wanted.pieces if piece not in made_of]
        added = " + ".join(f"{printed[piece].printed} {printed[piece].title}" for piece in made_of)
        lines.append(("Telt", (f"{added} = {shown(total, unit)}",)))
        lines.append(("Telt niet", tuple(printed[piece].title for piece in left_out)))
    if finding.composed and not finding.as_printed:
        as_printed = sum((printed[part].value for part in wanted.parts), Fraction(0))
        text = f"met de gedrukte cijfers is het {shown(as_printed, unit)}, en daar past geen som op"
        lines.append(("Let op", (text,)))
    heading = f"{sentence(wanted.title)}: samen {shown(total, unit)}"
    return Said(finding.kind.value, heading, tuple(lines))


def _sum_of(relation: Relation, values: Values) -> str:
    """Why a relation does not hold, as arithmetic."""
    match relation:
        case Sum():
            parts = [values[part] for part in relation.parts]
            unit = parts[0].unit
            added = sum((part.value for part in parts), Fraction(0))
            total = relation.whole(values)
            said = (
                values[relation.total].printed if relation.fixed is None else shown(total.low, unit)
            )
            middle = (total.low + total.high) / 2
            difference = f"verschil {shown(abs(added - middle), unit)}"
            if len(parts) == 1:
                return f"{parts[0].title} is {parts[0].printed}, hier staat {said}"
            return f"{_plus(parts)} = {shown(added, unit)}, gedrukt {said} ({difference})"
        case Ratio():
            part, whole, result = (
                values[n] for n in (relation.part, relation.whole, relation.result)
            )
            if whole.value == 0:
                return f"{part.printed} / {whole.printed} bestaat niet, gedrukt {result.printed}"
            found = shown(part.value / whole.value, result.unit, 1)
            return f"{part.printed} / {whole.printed} = {found}, gedrukt {result.printed}"
        case Hundred():
            exact = relation.exact(values) or []
            wrong = [
                f"{values[part].printed} / {values[relation.whole].printed} = {shown(share, PERCENT, 1)}, "
                f"gedrukt {values[said].printed}"
                for part, said, share in zip(relation.parts, relation.shares, exact, strict=True)
                if abs(share - values[said].value) > values[said].step / 2
            ]
            return "; ".join(wrong)
        case _:
            return ""


def _plus(parts: Sequence[Figure]) -> str:
    return " + ".join(part.printed for part in parts)
