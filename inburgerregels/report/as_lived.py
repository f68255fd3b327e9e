"""That figures about another law are of lives that were lived under the law as it is."""

from __future__ import annotations

import attrs

from inburgerregels.report.document import Document

__all__ = ["as_lived"]


def as_lived(document: Document) -> Document:
    """The report, which says so before anything else."""
    said = (
        "Let op: hier is met een andere wet geteld, maar de levens zijn geleefd onder de wet waarmee de "
        "bevolking is gemaakt. Wat mensen onder deze wet anders zouden vragen of doen, zit er niet in; de "
        "opdracht vergelijk laat hen wel opnieuw leven."
    )
    return attrs.evolve(document, lead=(said, *document.lead))
