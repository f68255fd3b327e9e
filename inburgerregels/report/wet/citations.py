"""Sources with links to the text as it was in force when the rule that cites it applied."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from inburgerregels.language.rulebook import Meta, Validity
from inburgerregels.language.sources import Instrument
from inburgerregels.model import Source, is_real_day
from inburgerregels.report.values import CERTAINTY
from inburgerregels.report.wet.markdown import escaped, link

__all__ = ["cited", "grounds"]

_LAWS = "https://wetten.overheid.nl"


def cited(
    sources: Iterable[Source], instruments: Mapping[str, Instrument], validity: Validity | None
) -> str:
    """The sources, each a link where there is one."""
    return "; ".join(_cited(source, instruments, validity) for source in dict.fromkeys(sources))


def grounds(
    meta: Meta, instruments: Mapping[str, Instrument], validity: Validity | None = None
) -> str:
    """The sources and how sure it is what they say."""
    parts = [f"Bron: {cited(meta.sources, instruments, validity) or 'geen'}"]
    if meta.certainty:
        shown = CERTAINTY.get(meta.certainty, "")
        parts.append(f"zekerheid {escaped(meta.certainty)}" + (f" ({shown})" if shown else ""))
    return " · ".join(parts)


def _cited(source: Source, instruments: Mapping[str, Instrument], validity: Validity | None) -> str:
    text = escaped(source.tekst)
    url = source.url
    if source.bwb is not None:
        url = _law(source, instruments, validity)
    if url is None or not url.startswith("https://"):
        return text
    return link(text, url)


def _law(source: Source, instruments: Mapping[str, Instrument], validity: Validity | None) -> str:
    """The article by JCI 1.3, with the day whose text is meant; without one it is today's text."""
    day = _day(source, instruments, validity)
    if source.jci is None:
        return f"{_LAWS}/{source.bwb}" + (f"/{day}" if day else "")
    return f"{_LAWS}/{source.jci}" + (f"&z={day}&g={day}" if day else "")


def _day(
    source: Source, instruments: Mapping[str, Instrument], validity: Validity | None
) -> datetime.date | None:
    """The last day of the rule or of the law it stands in; else the day on which the rule began."""
    ends = [i.until for i in instruments.values() if i.bwb == source.bwb and i.until is not None]
    if validity is not None and is_real_day(validity.until):
        ends.append(validity.until)
    if ends:
        return datetime.date.fromordinal(min(ends))
    if validity is not None and is_real_day(validity.since):
        return datetime.date.fromordinal(validity.since)
    return None
