"""What the law says, written down by hand for the properties: nothing here comes from ``rules/``.

Only what a property needs: the days on which the law changed, maxima, lengths of terms, and from
which day on a duty was met, lifted or lapsed. Articles are those of the Wet inburgering (Wi), the
Besluit inburgering (Bi), the Beleidsregel verlenging (Bvi) and the Awb.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator

from inburgerregels.model import ALREADY, NEVER, UNKNOWN, Dossier, Event
from tests.properties.values import day

__all__ = [
    "EXAM_MAXIMUM",
    "LAW_DAYS",
    "MAXIMA",
    "Facts",
    "add_months",
    "last_day",
]

WI2013 = day(2013, 1, 1)  # Stb. 2012, 430
ONA = day(2015, 1, 1)  # Bi 2.10 lid 2: sixth exam part
PVT = day(2017, 10, 1)  # Wi 7a: participation statement, its own term and fine
FINE_TABLE = day(2018, 7, 1)  # Beleidsregel boetevaststelling: before, only a maximum
REMISSION_IN_TIME = day(2020, 1, 1)  # Bi 4.13 lid 4
PANDEMIC = day(2020, 3, 13)  # Bvi 7a, known on 12 May 2020
PANDEMIC_KNOWN = day(2020, 5, 12)
FINE_TERM_EXTENDABLE = day(2021, 12, 31)  # Wi 29 lid 2, 32 lid 2
PARTIAL_ON_REQUEST = day(2022, 1, 1)  # Stcrt. 2021, 49155
PARTIAL_EX_OFFICIO = day(2023, 1, 1)  # Bi2021 12.1a lid 1
BACKLOG_CLEARED = day(2023, 5, 1)  # Kamerstuk 32824, nr. 408
BACKLOG_LETTER = day(2023, 12, 20)
MAP_COUNTS = day(2024, 1, 1)  # Bi2021 12.1a lid 6
COUNCIL_OF_STATE = day(2025, 7, 9)  # ECLI:NL:RVS:2025:3087: no fine for asylum status holders
FINAL_DECISIONS = day(2026, 2, 18)

LAW_DAYS = (
    *(WI2013, ONA, PVT, FINE_TABLE, REMISSION_IN_TIME, PANDEMIC, PANDEMIC_KNOWN),
    *(day(2021, 1, 1), FINE_TERM_EXTENDABLE, PARTIAL_ON_REQUEST, PARTIAL_EX_OFFICIO),
    *(day(2023, 4, 1), BACKLOG_CLEARED, BACKLOG_LETTER, MAP_COUNTS, day(2025, 2, 4)),
    *(COUNCIL_OF_STATE, FINAL_DECISIONS),
)

#: Wi 34: subject to the highest fine in eurocents, the same for a repetition.
EXAM_MAXIMUM = 125_000
MAXIMA = {"examen": EXAM_MAXIMUM, "pvt": 34_000}
#: Wi 7b lid 1, 32 lid 1; Wi 7a lid 1, 29 lid 1: months of the first term and of one after a fine.
TERM_MONTHS = {"examen": (36, 24), "pvt": (12, 12)}

SIXTEEN = 16 * 12  # Wi 3 lid 1: months of age from which the duty can exist
PARTS = frozenset({"lezen", "luisteren", "schrijven", "spreken", "knm"})  # Wi 7 lid 2


def add_months(start: int, months: int) -> datetime.date | None:
    """The same day so many months later; None where that month has no such day."""
    date = datetime.date.fromordinal(start)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if date.day > calendar.monthrange(year, month + 1)[1]:
        return None
    return date.replace(year=year, month=month + 1)


def last_day(start: int, months: int) -> int:
    """The last day of a term of whole months that begins on ``start``.

    The day before the same day of the last month; where that month has no such day, its last day.
    """
    same = add_months(start, months)
    if same is not None:
        return same.toordinal() - 1
    first_of_month = datetime.date.fromordinal(start).replace(day=1).toordinal()
    following = add_months(first_of_month, months + 1)
    assert following is not None
    return following.toordinal() - 1


class Facts:
    """What a dossier shows on a day, read without the rule files. Fields given as unknown prove nothing."""

    def __init__(self, dossier: Dossier, today: int) -> None:
        self.person = dossier.person
        self.events = sorted(
            (event for event in dossier.events if event.day <= today), key=lambda e: e.day
        )
        self.start = self.first("inburgeringsplichtig")
        if self.start == NEVER and not self.studies:
            self.start = self.residence

    @property
    def studies(self) -> bool:
        """An education that exempts: from when the duty counts is then for a person to say."""
        return any(
            event.fields.get("soort_opleiding", None) in ("vrijstellend", UNKNOWN)
            for event in self.of("opleiding")
        )

    @property
    def residence(self) -> int:
        """Residence for a purpose that is not temporary, from sixteen on (Wi 3 lid 1)."""
        days = (
            event.day
            for event in self.of("verblijfsrecht")
            if event.fields.get("doel", "niet_tijdelijk") not in ("tijdelijk", UNKNOWN)
        )
        granted, born = min(days, default=NEVER), self.person.get("geboortedatum")
        if granted == NEVER or not isinstance(born, int):
            return granted
        birthday = add_months(born, SIXTEEN)
        return max(granted, birthday.toordinal() if birthday else last_day(born, SIXTEEN) + 1)

    def of(self, *kinds: str) -> Iterator[Event]:
        return (event for event in self.events if event.kind in kinds)

    def first(self, *kinds: str, since: int = ALREADY, **wanted: object) -> int:
        days = (
            event.day
            for event in self.of(*kinds)
            if event.day >= since
            and all(event.fields.get(name, None) == value for name, value in wanted.items())
        )
        return min(days, default=NEVER)

    # -- meeting the duty -------------------------------------------------------------------

    @property
    def required(self) -> frozenset[str]:
        return PARTS | {"ona"} if self.start >= ONA else PARTS

    def part_done(self, part: str) -> int:
        passed = self.first("examen", onderdeel=part, uitslag="behaald")
        excused = (
            event.day
            for event in self.of("vrijstelling", "ontheffing")
            if event.fields.get("omvang", "geheel") == "onderdelen"
            and isinstance(parts := event.fields.get("onderdelen"), frozenset)
            and part in parts
        )
        by_module = max(self.first("map_afgerond"), MAP_COUNTS) if part == "ona" else NEVER
        return min([passed, *excused, by_module])

    def met(self, subject: str) -> int:
        """The day on which the exam parts, or the participation statement, were done."""
        if subject == "pvt":
            return self.first("pvt_afgerond")
        return max(self.part_done(part) for part in self.required)

    @property
    def complied(self) -> int:
        """The day on which everything was done (Wi 7 lid 1)."""
        parts = [self.start, self.met("examen")]
        return max([*parts, self.met("pvt")] if self.start >= PVT else parts)

    # -- end of the duty --------------------------------------------------------------------

    @property
    def lifted(self) -> int:
        """Full exemption or dispensation (Wi 5, 6)."""
        return min(
            (
                event.day
                for event in self.of("vrijstelling", "ontheffing")
                if event.fields.get("omvang", "geheel") == "geheel"
            ),
            default=NEVER,
        )

    @property
    def lapsed(self) -> int:
        """Death, naturalisation, another purpose of stay, or more than a year away (Wi 3; Bi 2.2)."""
        return min(
            self.first("overlijden"),
            self.first("naturalisatie"),
            self.first("verblijfsdoel_gewijzigd", since=self.start),
            self.gone_for_good,
        )

    @property
    def gone_for_good(self) -> int:
        days = []
        for left in self.of("vertrek"):
            if left.day >= self.start:
                a_year_on = add_months(left.day, 12)
                limit = left.day + 365 if a_year_on is None else a_year_on.toordinal()
                if self.first("terugkeer", since=left.day) > limit:
                    days.append(limit + 1)
        return min(days, default=NEVER)

    @property
    def ended(self) -> int:
        return min(self.lifted, self.lapsed)

    @property
    def asylum_since(self) -> int:
        """From when on an asylum status holder, by group or by a right of residence."""
        if self.person.get("groep") == "asielstatushouder":
            return ALREADY
        return self.first("verblijfsrecht", vergunning="asiel")
