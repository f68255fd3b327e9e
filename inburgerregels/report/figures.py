"""What was found about published figures, as text and as JSON."""

from __future__ import annotations

from typing import Any

from inburgerregels.explain.dutch import sentence
from inburgerregels.policy.figures import Checked
from inburgerregels.policy.figures.wording import say, summary
from inburgerregels.report.layout import heading, labelled, paragraph

__all__ = ["findings_as_json", "findings_as_text"]


def findings_as_text(checked: Checked) -> str:
    """Every finding with its arithmetic, the kind of finding first."""
    out = heading("Samenhang van de gepubliceerde cijfers", "=")
    out += paragraph(summary(checked))
    said = [say(finding, checked) for finding in checked.findings]
    for kind in dict.fromkeys(one.kind for one in said):
        out += ["", *heading(sentence(kind))]
        for one in said:
            if one.kind == kind:
                out += ["", *paragraph(one.heading, indent="  ", first="")]
                out += labelled(one.lines, indent="  ")
    return "\n".join(out) + "\n"


def findings_as_json(checked: Checked) -> list[dict[str, Any]]:
    """Per finding what it counts as, the figures that are read otherwise, and the sentences."""
    found = []
    for finding in checked.findings:
        one = say(finding, checked)
        found.append(
            {
                "soort": one.kind,
                "titel": one.heading,
                "gelezen_als": {
                    name: {
                        "gedrukt": checked.published.figures[name].printed,
                        "gelezen": str(f.value),
                    }
                    for name, f in finding.reading.items()
                },
                "tekst": {label: list(texts) for label, texts in one.lines},
            }
        )
    return found
