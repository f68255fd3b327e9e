"""What is refused in the data of the calendar, each with its whole message."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from inburgerregels.dates import HolidayCalendar

Spoil = Callable[[Any], object]


def put(*path: str | int, value: object) -> Spoil:
    def spoil(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return spoil


def drop(*path: str | int) -> Spoil:
    def spoil(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        del data[path[-1]]

    return spoil


K = "kalender"
MISTAKES: dict[str, tuple[Spoil, str]] = {
    "no calendar": (drop(K), "het bestand: de sleutel 'kalender' ontbreekt"),
    "calendar is a text": (
        put(K, value="ma-vr"),
        "kalender: verwacht sleutels met waarden, maar er staat 'ma-vr'",
    ),
    "block missing": (
        drop(K, "langste termijn"),
        "kalender: de sleutel 'langste termijn' ontbreekt",
    ),
    "block empty": (put(K, "weekend", value=None), "kalender: de sleutel 'weekend' ontbreekt"),
    "unknown block": (
        put(K, "feestdagen", value=[]),
        "kalender: de sleutel 'feestdagen' is hier niet bekend",
    ),
    "key is no text": (put(K, 12, value=[]), "kalender: de sleutel 12 is hier niet bekend"),
    "list is a text": (
        put(K, "weekend", value="zondag"),
        "kalender, weekend: verwacht een lijst, maar er staat 'zondag'",
    ),
    "row is a text": (
        put(K, "weekend", 1, value="zondag"),
        "kalender, weekend 2: verwacht sleutels met waarden, maar er staat 'zondag'",
    ),
    "row without source": (
        drop(K, "vaste feestdagen", 1, "bron"),
        "kalender, vaste feestdagen 2: de sleutel 'bron' ontbreekt",
    ),
    "row with an empty source": (
        put(K, "weekend", 0, "bron", value=""),
        "kalender, weekend 1: de sleutel 'bron' ontbreekt",
    ),
    "limits without source": (
        drop(K, "langste termijn", "bron"),
        "kalender, langste termijn: de sleutel 'bron' ontbreekt",
    ),
    "unknown weekday": (
        put(K, "weekend", 0, "dag", value="zatedag"),
        (
            "kalender, weekend 1, dag: verwacht een dag van de week, zoals 'zondag', "
            "maar er staat 'zatedag'"
        ),
    ),
    "weekday as a number": (
        put(K, "weekend", 0, "dag", value=6),
        "kalender, weekend 1, dag: verwacht een dag van de week, zoals 'zondag', maar er staat 6",
    ),
    "weekday as a list": (
        put(K, "weekend", 0, "dag", value=["zondag"]),
        (
            "kalender, weekend 1, dag: verwacht een dag van de week, zoals 'zondag', "
            "maar er staat ['zondag']"
        ),
    ),
    "weekday twice": (
        put(K, "weekend", 0, "dag", value="zondag"),
        "kalender, weekend: een dag staat er twee keer",
    ),
    "every day free": (
        put(
            K,
            "weekend",
            value=[
                {"dag": day, "bron": "verzonnen"}
                for day in [
                    "maandag",
                    "dinsdag",
                    "woensdag",
                    "donderdag",
                    "vrijdag",
                    "zaterdag",
                    "zondag",
                ]
            ],
        ),
        "het weekend bestaat uit dagen 0 tot en met 6, en niet uit alle zeven",
    ),
    "unknown month": (
        put(K, "vaste feestdagen", 1, "datum", value="5 may"),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag en een maand, zoals '5 mei', "
            "maar er staat '5 may'"
        ),
    ),
    "a date with a year": (
        put(K, "vaste feestdagen", 1, "datum", value=datetime.date(2024, 5, 5)),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag en een maand, zoals '5 mei', "
            "maar er staat 2024-05-05"
        ),
    ),
    "a date in words": (
        put(K, "vaste feestdagen", 1, "datum", value="vijf mei"),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag en een maand, zoals '5 mei', "
            "maar er staat 'vijf mei'"
        ),
    ),
    "a date with a superscript": (
        put(K, "vaste feestdagen", 1, "datum", value="⁵ mei"),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag en een maand, zoals '5 mei', "
            "maar er staat '⁵ mei'"
        ),
    ),
    "a date that does not exist": (
        put(K, "vaste feestdagen", 1, "datum", value="31 april"),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag die bestaat, "
            "maar er staat '31 april'"
        ),
    ),
    "a date beyond reason": (
        put(K, "vaste feestdagen", 1, "datum", value="99999999999999999999 april"),
        (
            "kalender, vaste feestdagen 2, datum: verwacht een dag en een maand, zoals '5 mei', "
            "maar er staat '99999999999999999999 april'"
        ),
    ),
    "years upside down": (
        put(K, "schuivende feestdagen", 1, "jaren", "tot en met", value=2013),
        "kalender, schuivende feestdagen 2, jaren: 'tot en met' (2013) ligt vóór 'vanaf' (2014)",
    ),
    "years as a number": (
        put(K, "schuivende feestdagen", 1, "jaren", value=2014),
        (
            "kalender, schuivende feestdagen 2, jaren: verwacht sleutels met waarden, "
            "maar er staat 2014"
        ),
    ),
    "year as a text": (
        put(K, "schuivende feestdagen", 1, "jaren", "vanaf", value="2014"),
        (
            "kalender, schuivende feestdagen 2, jaren, vanaf: verwacht een geheel getal, "
            "maar er staat '2014'"
        ),
    ),
    "unknown key in years": (
        put(K, "schuivende feestdagen", 1, "jaren", "tot", value=2030),
        "kalender, schuivende feestdagen 2, jaren: de sleutel 'tot' is hier niet bekend",
    ),
    "shift as a yes": (
        put(K, "schuivende feestdagen", 0, "dagen eerder", value=True),
        (
            "kalender, schuivende feestdagen 1, dagen eerder: verwacht een geheel getal, "
            "maar er staat True"
        ),
    ),
    "offset with a fraction": (
        put(K, "feestdagen rond Pasen", 3, "dagen na Pasen", value=49.5),
        (
            "kalender, feestdagen rond Pasen 4, dagen na Pasen: verwacht een geheel getal, "
            "maar er staat 49.5"
        ),
    ),
    "offset of more than a year": (
        put(K, "feestdagen rond Pasen", 3, "dagen na Pasen", value=500),
        (
            "kalender, feestdagen rond Pasen 4, dagen na Pasen: verwacht ten hoogste 365 dagen, "
            "maar er staat 500"
        ),
    ),
    "designated day as a text": (
        put(K, "gelijkgestelde dagen", 0, "dagen", 1, value="2015-1-2"),
        (
            "kalender, gelijkgestelde dagen 1, dagen 2: verwacht een datum, zoals 2026-01-02, "
            "maar er staat '2015-1-2'"
        ),
    ),
    "designated day with a time": (
        put(K, "gelijkgestelde dagen", 0, "dagen", 1, value=datetime.datetime(2015, 1, 2, 9)),
        (
            "kalender, gelijkgestelde dagen 1, dagen 2: verwacht een datum, zoals 2026-01-02, "
            "maar er staat 2015-01-02T09:00:00"
        ),
    ),
    "designated days as one day": (
        put(K, "gelijkgestelde dagen", 0, "dagen", value=datetime.date(2015, 1, 2)),
        ("kalender, gelijkgestelde dagen 1, dagen: verwacht een lijst, maar er staat 2015-01-02"),
    ),
    "designated day twice": (
        put(K, "gelijkgestelde dagen", 0, "dagen", 0, value=datetime.date(2026, 1, 2)),
        "kalender, gelijkgestelde dagen: een dag staat er twee keer",
    ),
    "negative limit": (
        put(K, "langste termijn", "weken", value=-12),
        "kalender, langste termijn, weken: verwacht een getal vanaf 0, maar er staat -12",
    ),
    "limit as a duration": (
        put(K, "langste termijn", "maanden", value="3 maanden"),
        "kalender, langste termijn, maanden: verwacht een geheel getal, maar er staat '3 maanden'",
    ),
    "minimum missing": (
        drop(K, "minimum aan werkdagen", "werkdagen"),
        "kalender, minimum aan werkdagen: de sleutel 'werkdagen' ontbreekt",
    ),
    "unknown key in minimum": (
        put(K, "minimum aan werkdagen", "vanaf", value=3),
        "kalender, minimum aan werkdagen: de sleutel 'vanaf' is hier niet bekend",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_the_data_is_refused_with_its_place(
    spoil: Spoil, message: str, kalender_data: Any
) -> None:
    spoil(kalender_data)
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the whole message is compared below
        HolidayCalendar.from_data(kalender_data)
    assert str(refusal.value) == message


@pytest.mark.parametrize("data", [None, [], "kalender", 7])
def test_data_that_is_no_mapping_is_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="het bestand: verwacht sleutels met waarden"):
        HolidayCalendar.from_data(data)


@pytest.mark.parametrize("key", ["titel", "toelichting", "naam", "zekerheid", "open vraag"])
def test_text_that_only_explains_may_stand_anywhere_and_changes_nothing(
    key: str, kalender_data: Any, calendar: HolidayCalendar
) -> None:
    kalender_data[key] = "uitleg"
    kalender_data[K][key] = "uitleg"
    kalender_data[K]["langste termijn"][key] = "uitleg"
    kalender_data[K]["weekend"][0][key] = ["uitleg"]
    kalender_data[K]["schuivende feestdagen"][0]["jaren"][key] = "uitleg"
    assert HolidayCalendar.from_data(kalender_data) == calendar


def test_a_holiday_without_years_is_one_in_every_year(kalender_data: Any) -> None:
    for row in kalender_data[K]["schuivende feestdagen"]:
        row["jaren"] = None
    calendar = HolidayCalendar.from_data(kalender_data)
    assert [(row.from_year, row.to_year) for row in calendar.moving] == [(None, None)] * 2


def test_the_outermost_values_are_accepted(kalender_data: Any) -> None:
    kalender_data[K]["schuivende feestdagen"][1]["jaren"]["tot en met"] = 2014
    kalender_data[K]["feestdagen rond Pasen"][0]["dagen na Pasen"] = -365
    kalender_data[K]["feestdagen rond Pasen"][3]["dagen na Pasen"] = 365
    kalender_data[K]["langste termijn"]["maanden"] = 0
    calendar = HolidayCalendar.from_data(kalender_data)
    assert calendar.moving[1].to_year == 2014
    assert calendar.easter_offsets == (-365, 1, 39, 365)
    assert calendar.max_months == 0


def test_reading_leaves_the_data_as_it_was(kalender_data: Any, calendar: HolidayCalendar) -> None:
    HolidayCalendar.from_data(kalender_data)
    assert HolidayCalendar.from_data(kalender_data) == calendar
