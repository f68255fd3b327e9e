"""What was found about published figures: as a report, and as rows for programs."""

from __future__ import annotations

from typing import Any

from inburgerregels.explain.dutch import sentence
from inburgerregels.policy.figures import Checked
from inburgerregels.policy.figures.wording import say, summary
from inburgerregels.report.document import Document, Section
from inburgerregels.report.layout import heading, labelled, paragraph

__all__ = ["findings_as_json", "findings_as_text", "findings_document"]

_TITLE = "Samenhang van de gepubliceerde cijfers"


def findings_as_text(checked: Checked) -> str:
    """Every finding with its arithmetic, the kind of finding first."""
    out = heading(_TITLE, "=")
    out += paragraph(summary(checked))
    said = [say(finding, checked) for finding in checked.findings]
    for kind in dict.fromkeys(one.kind for one in said):
        out += ["", *heading(sentence(kind))]
        for one in said:
            if one.kind == kind:
                out += ["", *paragraph(one.heading, indent="  ", first="")]
                out += labelled(one.lines, indent="  ")
    return "\n".join(out)


def findings_document(checked: Checked) -> Document:
    """The same, with a section per finding."""
    said = [say(finding, checked) for finding in checked.findings]
    kinds = dict.fromkeys(one.kind for one in said)
    return Document(
        _TITLE,
        (summary(checked),),
        (),
        tuple(
            Section(
                sentence(kind),
                sections=tuple(
                    Section(
                        one.heading,
                        tuple(f"{label}: {text}." for label, texts in one.lines for text in texts),
                    )
                    for one in said
                    if one.kind == kind
                ),
            )
            for kind in kinds
        ),
    )


def findings_as_json(checked: Checked) -> list[dict[str, Any]]:
    """Per finding what it counts as, the figures that are read otherwise, and the sentences."""
    found = []
    for finding in checked.findings:
        one = say(finding, checked)
        reading = {
            name: {
                "gedrukt": checked.published.figures[name].printed,
                "gelezen": str(figure.value),
            }
            for name, figure in finding.reading.items()
        }
        texts = {label: list(said) for label, said in one.lines}
        found.append(
            {"soort": one.kind, "titel": one.heading, "gelezen_als": reading, "tekst": texts}
        )
    return found
