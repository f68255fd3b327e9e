"""Citations: from ``Wi 7b lid 1; ECLI:NL:RVS:2025:3087`` to sources with a link.

The abbreviations and the BWB ids behind them are declared in the rule files (``bronnen:``).
Links follow the JCI 1.3 standard and the deep links of wetten.overheid.nl.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

import attrs

from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Problems, Source, nearest

__all__ = ["Instrument", "SourceBook", "at_date"]

_ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}")
_KST = re.compile(r"kst-(\d+)(?:-([A-Z0-9()]+))?-(\d+)\b")
_ARTICLE = re.compile(
    r"(?:art(?:ikel|\.)?\s+)?(?P<article>[0-9]+[a-z]{0,2}(?:[.:][0-9]+[a-z]{0,2})?)"
    r"(?:\s*\(|\s+|$)(?:leden|lid)?\s*(?P<member>\d+[a-z]?)?"
)


@attrs.frozen
class Instrument:
    """A law, regulation or other text that rules cite by an abbreviation; ``until``: its last day."""

    abbreviation: str
    title: str
    bwb: str | None = None
    url: str | None = None
    until: int | None = None


class SourceBook:
    """The declared instruments, and how a citation of one is read."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self.instruments = dict(instruments)

    def parse(self, scalar: Scalar, problems: Problems) -> list[Source]:
        """Every citation in the text; unknown abbreviations are reported with the nearest one."""
        found = []
        for part in scalar.text.split(";"):
            citation = re.sub(r"\s+", " ", part).strip()
            if citation:
                found.append(self._citation(citation, scalar, problems))
        return found

    def _citation(self, citation: str, scalar: Scalar, problems: Problems) -> Source:
        ecli = _ECLI.search(citation)
        if ecli:
            url = f"https://deeplink.rechtspraak.nl/uitspraak?id={ecli[0]}"
            if ecli[0].startswith("ECLI:EU:"):
                url = f"https://e-justice.europa.eu/ecli/{ecli[0]}"
            return Source(citation, ecli=ecli[0], url=url)
        paper = _KST.search(citation)
        if paper:
            name = "-".join(part for part in ("kst", *paper.groups()) if part)
            return Source(
                citation, kst=name, url=f"https://zoek.officielebekendmakingen.nl/{name}.html"
            )
        abbreviation, _, rest = citation.partition(" ")
        instrument = self.instruments.get(abbreviation)
        if instrument is None:
            hint = (
                nearest(abbreviation, self.instruments) or "declareer de afkorting onder bronnen:"
            )
            message = f"onbekende bron '{abbreviation}'"
            problems.add("B001", message, scalar.position, hint)
            return Source(citation)
        if instrument.bwb is None:
            return Source(citation, url=instrument.url)
        last = None if instrument.until is None else datetime.date.fromordinal(instrument.until)
        match = _ARTICLE.match(rest)
        if match is None:
            url = f"https://wetten.overheid.nl/{instrument.bwb}"
            return Source(citation, bwb=instrument.bwb, url=url, laatste_dag=last)
        return Source(
            citation,
            bwb=instrument.bwb,
            artikel=match["article"],
            lid=match["member"],
            url=f"https://wetten.overheid.nl/{instrument.bwb}#Artikel{match['article']}",
            jci=_jci(instrument.bwb, match["article"], match["member"]),
            laatste_dag=last,
        )


def _jci(bwb: str, article: str, member: str | None, date: str | None = None) -> str:
    parts = [f"jci1.3:c:{bwb}&artikel={article}"]
    if member:
        parts.append(f"lid={member}")
    if date:
        parts += [f"z={date}", f"g={date}"]
    return "&".join(parts)


def at_date(source: Source, date: datetime.date) -> Source:
    """The same source with links to the text as it was in force on a date.

    Of a law that was no more by then it is the last text: answers under it are given long afterwards.
    What has been linked needs no ``laatste_dag`` any more.
    """
    if source.bwb is None or source.artikel is None:
        return attrs.evolve(source, laatste_dag=None)
    day = (date if source.laatste_dag is None else min(date, source.laatste_dag)).isoformat()
    return attrs.evolve(
        source,
        url=f"https://wetten.overheid.nl/{source.bwb}/{day}#Artikel{source.artikel}",
        jci=_jci(source.bwb, source.artikel, source.lid, day),
        laatste_dag=None,
    )
