"""A comparison as a report that can be brought to a meeting."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from inburgerregels.explain.dutch import clean, count, day, sentence
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import Reading
from inburgerregels.policy.comparing import Comparison, Variant
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.examples import Example
from inburgerregels.policy.folder import Population
from inburgerregels.policy.moved_decisions import APPEARED
from inburgerregels.policy.questions import Questions
from inburgerregels.report.comparison_parts import part_tables, rules_table, side_by_side
from inburgerregels.report.comparison_short import in_short, since_when
from inburgerregels.report.comparison_tables import (
    balance_table,
    changed_indicators,
    examples_table,
    indicator_table,
    still_table,
    verdict_table,
)
from inburgerregels.report.comparison_years import year_table, years_tables
from inburgerregels.report.document import Document, Section
from inburgerregels.report.policy_numbers import (
    weight_text,
    whole,
)

__all__ = ["about_the_run", "comparison_document", "law_facts", "population_fact", "what_margin_is"]

#: Figures of fewer lives say little.
_FEW = 5
Facts = tuple[tuple[str, tuple[str, ...]], ...]


def comparison_document(
    comparison: Comparison,
    examples: Mapping[int, Sequence[Example]],
    again: str,
    notes: Sequence[str] = (),
    sections: Sequence[Section] = (),
) -> Document:
    """``examples`` by the number of the variant, ``again`` is the command that makes this report,
    ``notes`` are said before anything else, ``sections`` come after the variants."""
    variants = comparison.variants
    one = len(variants) == 1
    title = (
        f"Wat er verandert: {variants[0].title}"
        if one
        else f"Wat er verandert: {count(len(variants), 'vergelijking', 'vergelijkingen')}"
    )
    lead: list[str | tuple[str, ...]] = [*notes]
    about: list[tuple[str, tuple[str, ...]]] = []
    parts = []
    if not one:
        beside = side_by_side([Figures(comparison, number) for number in range(len(variants))])
        parts.append(Section("Naast elkaar", (_what_figures_are(comparison),), (beside,)))
    for number, variant in enumerate(variants):
        figures = Figures(comparison, number)
        short = in_short(figures)
        warned = [*_not_relived(comparison, figures), *_not_established(figures, variant)]
        # Beside each other the figures stand in a table.
        first = short[0] if one else f"{variant.title}. {short[0]}"
        changed = changed_indicators(figures)
        beside_others = not one and changed
        lead += [first, *([] if beside_others else short[1:]), *warned]
        since = since_when(comparison.base, variant)
        about.append(("Vergeleken met", (f"{variant.name}: {variant.title}", since)))
        lead += [since] if one and changed else []
        parts.append(_section(comparison, figures, variant, examples.get(number, ()), one))
    questions = comparison.questions
    return Document(
        title,
        tuple(lead),
        (
            *about_the_run([found.population for found in comparison.found], comparison.day),
            *about,
            *law_facts(comparison.base),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        (*parts, *sections, caveats_section(comparison, questions)),
    )


def _not_relived(comparison: Comparison, figures: Figures) -> list[str]:
    """A warning about lives that go on as if their terms had not moved."""
    moved = figures.other_terms()
    if comparison.relived or not moved:
        return []
    said = (
        f"Let op: voor {whole(moved)} mensen is een termijn korter of langer, maar deze levens zijn niet "
        "opnieuw geleefd, omdat zij niet met inburgerregels bevolking zijn gemaakt. Wat iemand deed met het "
        "oog op zijn termijn staat op de dag van de wet zoals zij is. Het aantal dat te laat is komt "
        "daardoor bij een kortere termijn te hoog uit, en bij een langere te laag."
    )
    return [said]


def _not_established(figures: Figures, variant: Variant) -> list[str]:
    """A warning where the law no longer says what it said: two rules against each other, or none."""
    outcome = variant.rulebook.vocabulary.outcome
    undecided = {
        rule: persons.change
        for (way, kind, rule), (_, persons) in figures.moved().items()
        if way == APPEARED and outcome is not None and kind == outcome.manual
        # A rule that asks for a human has a name within its block; what cannot be established has not.
        if rule in variant.rulebook.blocks
    }
    if not undecided:
        return []
    blocks = "; ".join(
        f"{variant.rulebook.blocks[rule].title or rule}: {whole(people)} mensen"
        for rule, people in undecided.items()
    )
    said = (
        f"Let op: met dit voorstel is voor sommigen iets niet vast te stellen dat nu vaststaat ({blocks}). "
        "Meestal zijn dan twee regels in strijd met elkaar, of geldt er geen. Kijk bij de voorbeelden wie "
        "een handmatige beoordeling krijgt; simuleer noemt de regels."
    )
    return [said]


def _section(
    comparison: Comparison,
    figures: Figures,
    variant: Variant,
    examples: Sequence[Example],
    one: bool,
) -> Section:
    name = "" if one else variant.name
    questions = comparison.questions
    changed = changed_indicators(figures)
    per_year = [indicator for indicator in changed if indicator.year is not None]
    money = [indicator for indicator in per_year if indicator.unit == "euro"]
    years = years_tables(figures, per_year, name)
    splits = [table for split in questions.splits for table in part_tables(figures, split, name)]
    touched = figures.people("", "") - figures.verdict("", "")["same"]
    who = [verdict_table(figures, name)]
    if touched:
        who.append(balance_table(figures, name))
    numbers = [indicator_table(figures, name), still_table(figures, name)]
    inner = [
        Section(
            "Wie merkt er iets van", tuple(_who_lives_otherwise(comparison, figures)), tuple(who)
        ),
        Section(
            "De cijfers",
            (
                _what_figures_are(comparison),
                what_margin_is(len(comparison.found)),
                *_how_few(comparison),
            ),
            tuple(table for table in numbers if table is not None),
        ),
    ]
    if years:
        tables = [year_table(figures, indicator, name) for indicator in money]
        inner.append(Section("Per jaar", (), (*tables, *years)))
    if touched or changed:
        inner.append(Section("Voor wie", _how_few(comparison), tuple(splits)))
    rules = rules_table(figures, comparison.base, variant, name)
    if rules.rows:
        inner.append(Section("Door welke regels", (), (rules,)))
    if examples:
        inner.append(_examples(questions, variant, examples, name))
    return Section(
        "Uitkomst" if one else variant.title,
        _about_overlay(variant, comparison.base),
        (),
        tuple(inner),
    )


def _who_lives_otherwise(comparison: Comparison, figures: Figures) -> list[str]:
    """What the law changes in the lives themselves."""
    if not figures.live_otherwise():
        return []
    terms = figures.other_terms()
    first = f"Voor {whole(terms)} mensen is een eerste termijn korter of langer. " if terms else ""
    said = (
        f"{first}{whole(figures.live_otherwise())} mensen doen of krijgen dan zelf iets anders, of op een "
        "andere dag; wat dat kan zijn, staat bij de kanttekeningen. Al het andere is voor iedereen hetzelfde."
    )
    return [said]


def _examples(
    questions: Questions, variant: Variant, examples: Sequence[Example], name: str
) -> Section:
    paths = [example.path for example in examples if example.path is not None]
    said = []
    if paths:
        said.append(
            "Elk voorbeeld is een dossier dat zonder en met het voorstel kan worden bekeken: "
            f"inburgerregels verklaar {paths[0].as_posix()}{option_of(variant)}"
        )
    others = [example.other for example in examples if example.other is not None]
    if others:
        said.append(
            "Wie dan zelf iets anders doet of overkomt, staat er twee keer: zoals het leven nu gaat, en in "
            "een bestand "
            f"dat eindigt op -anders zoals het dan gaat: inburgerregels verklaar {others[0].as_posix()}"
            f"{option_of(variant)}"
        )
    files = [one for e in examples for one in (e.path, e.other) if one is not None]
    links = tuple((path.name, f"{path.parent.name}/{path.name}") for path in files)
    return Section(
        "Voorbeelden", tuple(said), (examples_table(questions, examples, name),), (), links
    )


def option_of(variant: Variant) -> str:
    """The options that choose a variant on a command line."""
    return f" {variant.option}" if variant.option else ""


def _about_overlay(variant: Variant, base: Rulebook) -> tuple[str, ...]:
    """What stands on the head of the layers that the variant has or lacks."""
    said = []
    for name, overlay in variant.rulebook.overlays.items():
        applied = name in variant.rulebook.ref.voorstellen
        gone = name in base.ref.maatregelen and name not in variant.rulebook.ref.maatregelen
        if not (applied or gone):
            continue
        meta = overlay.meta
        said += [clean(text) for text in (meta.note,) if text]
        if meta.question:
            said.append(f"Open vraag: {clean(meta.question)}")
    return tuple(said)


def _what_figures_are(comparison: Comparison) -> str:
    return (
        f"Besluiten en bedragen zijn van alle jaren bij elkaar, tot en met {day(comparison.day)}; hoe mensen "
        "er dan voor staan is geteld op die dag. Nu is de wet zoals "
        "zij is, dan de andere. Alles is van levens naar mensen omgerekend en daarna afgerond: een "
        "verschil kan daardoor één afwijken van wat ernaast staat."
    )


def _how_few(comparison: Comparison) -> tuple[str, ...]:
    """From which number on a figure says anything."""
    weight = max(found.population.weight for found in comparison.found)
    if weight <= 1:
        return ()
    said = (
        f"Eén leven staat voor {weight_text(weight, 1)} mensen. Een aantal van minder dan "
        f"{whole(_FEW * weight)} berust dus op minder dan vijf levens en zegt weinig."
    )
    return (said,)


def what_margin_is(populations: int) -> str:
    """What the margins of a report about so many populations say, and what they do not."""
    if populations > 1:
        return (
            f"De cijfers zijn het gemiddelde van {populations} bevolkingen; de marge loopt ten "
            "minste van het laagste tot het hoogste verschil dat in een van hen is gevonden, en is nooit "
            "smaller dan wat het toeval van negentien van de twintig zulke gemiddelden maakt."
        )
    return (
        "Er is één bevolking. De marge zegt tussen welke verschillen negentien van de twintig even grote "
        "bevolkingen uit hetzelfde model zouden uitkomen. Hoe goed het model zelf is, staat er niet in: "
        "geef daarvoor meer bevolkingen, elk met andere uitgangspunten."
    )


def about_the_run(populations: Sequence[Population], when: datetime.date) -> Facts:
    """Which populations, and on which day."""
    return (("Peildatum", (day(when),)), population_fact(populations))


def population_fact(populations: Sequence[Population]) -> tuple[str, tuple[str, ...]]:
    """Which populations, how large and of which seed."""
    return (
        "Bevolking",
        tuple(
            f"{clean(population.folder.name)}: {whole(population.persons)} levens, "
            f"zaad {population.seed}, elk leven staat voor {weight_text(population.weight)} mensen"
            for population in populations
        ),
    )


def law_facts(rulebook: Rulebook) -> Facts:
    """Which law, with which layers and readings."""
    ref = rulebook.ref
    known = None if rulebook.known_on is None else datetime.date.fromordinal(rulebook.known_on)
    readings = [
        f"{_reading_said(rulebook.readings[name], choice)} ({name}={choice}, in plaats van "
        f"{rulebook.readings[name].default})"
        for name, choice in sorted(rulebook.chosen.items())
        if name in rulebook.readings and rulebook.readings[name].default != choice
    ]
    return (
        ("De wet zoals zij is", (f"kenmerk {ref.hash[:12]}",)),
        ("Maatregelen", _layers(rulebook, ref.maatregelen) or ("geen",)),
        *([("Voorstellen", _layers(rulebook, ref.voorstellen))] if ref.voorstellen else []),
        *([("Bekend op", (day(known),))] if known is not None else []),
        ("Andere lezingen", tuple(readings) or ("geen",)),
    )


def _layers(rulebook: Rulebook, names: Sequence[str]) -> tuple[str, ...]:
    """What layers over the law are called."""
    titles = {name: rulebook.overlays[name].meta.title for name in names}
    return tuple(f"{clean(titles[name] or name)} ({name})" for name in names)


def _reading_said(reading: Reading, choice: str) -> str:
    return f"{clean(reading.title)} {clean(reading.choices[choice].title or choice)}"


def caveats_section(comparison: Comparison, questions: Questions) -> Section:
    """What must be known to use the figures."""
    asked = sum(found.base.persons for found in comparison.found)
    said = [sentence(text) for text in questions.caveats_of(relived=comparison.relived)]
    said.append(
        f"Er zijn {whole(asked)} levens bekeken, elk onder de wet zoals zij is en onder elke andere wet, "
        "met dezelfde regels als waarmee losse dossiers worden beoordeeld."
    )
    return Section("Kanttekeningen", tuple(said))
