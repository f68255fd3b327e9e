"""The answer as plain text."""

from __future__ import annotations

import attrs

from inburgerregels.model import Dossier, Outcome
from inburgerregels.report import Labels, case_view, cases_as_text
from inburgerregels.report.layout import columns

WHOLE = """\
Inburgering van anna op 1 januari 2018
======================================
Dossier     Anna doet het later
Feiten uit  verzonnen
Stelsel     wi2013
Status      plichtig

Termijnen
---------
Termijn  Nr  Begin            Laatste dag   Verlengd  Stand                Grondslag
-------  --  ---------------  -----------  ---------  -------------------  -----------
Examen    1  2 december 2013  18 mei 2017  168 dagen  verstreken           Wi 7b lid 1
Examen    2  19 mei 2017      18 mei 2019          -  loopt                Wi 7b lid 1
Examen    3  19 mei 2019      onbekend             -  onbekend (verwacht)  geen bron

Besluiten
---------
1.  12 oktober 2017   Boete (examen 1): ten hoogste € 1.250,00
    *** VERVALLEN op 24 juli 2019: dit besluit geldt niet meer ***
    Bestuursorgaan  minister
    Opgelegd        € 500,00
    Matigingen      twee onderdelen gehaald, 40%
    Geheel          ja
    Redenen         - De laatste dag is voorbij
                    - Er is geen reden waarom dat niet te verwijten is
    Grondslag       Wi 7b lid 1
    Regel           k.boete

2.  17 augustus 2019  Nog een boete: € 1.062,50
    *** VERWACHT: projectie, dit besluit is nog niet genomen ***
    Einde      18 mei 2019
    Reden      zomaar
    Grondslag  geen bron
    Regel      k.boete

Lening
------
Toegekend   € 10.000,00
Restschuld      € 50,00
Rente       niet te zeggen: het rentepercentage is onbekend

Komende dagen
-------------
18 mei 2019  Laatste dag
             Daarna kan een boete volgen.

Gebruikt recht
--------------
Vingerafdruk   3fa9c1
Maatregelen    Uitstel in 2020 (uitstel-2020)
Andere lezing  Telt de laatste dag mee? Ja. (laatste-dag=tot-en-met; standaard is voor)
Lezingen       halve-dagen=naar-boven; projectie=eerste"""


def test_an_answer_shows_person_terms_decisions_loan_days_to_come_and_the_law_used(
    outcome: Outcome, labels: Labels, dossier: Dossier
) -> None:
    assert cases_as_text([case_view(outcome, labels, dossier)]) == WHOLE


def test_what_is_not_there_is_said(outcome: Outcome, labels: Labels) -> None:
    empty = attrs.evolve(outcome, termijnen=(), besluiten=(), lening={}, termijnagenda=())
    text = cases_as_text([case_view(empty, labels)])
    assert "Er loopt en liep geen termijn." in text
    assert "Er zijn geen besluiten." in text
    assert "Er is geen lening." in text
    assert "Er komen geen termijnen of uiterste dagen meer." in text


def test_no_line_is_wider_than_a_page(outcome: Outcome, labels: Labels) -> None:
    long = attrs.evolve(
        outcome.besluiten[0],
        redenen=("heel vaak hetzelfde woord " * 20,),
        bron=outcome.besluiten[0].bron * 2,
    )
    text = cases_as_text([case_view(attrs.evolve(outcome, besluiten=(long,)), labels)])
    assert max(map(len, text.splitlines())) <= 100


def test_text_from_a_file_cannot_steer_the_terminal(outcome: Outcome, labels: Labels) -> None:
    hostile = "\x1b[2J\x9b1m\u202eandersom\r\nnieuw\x07\ud800"
    wild = attrs.evolve(
        outcome,
        persoon=hostile,
        besluiten=(
            attrs.evolve(
                outcome.besluiten[0],
                soort=hostile,
                redenen=(hostile,),
                regel=hostile,
                velden={hostile: hostile, "lijst": [{hostile: hostile}]},
            ),
        ),
    )
    text = cases_as_text([case_view(wild, labels)])
    assert text.encode()
    assert not set(text) & set("\x1b\x9b\u202e\r\x07\ud800")


def test_a_fact_that_is_unknown_shows_what_follows_from_each_answer(
    outcome: Outcome, labels: Labels
) -> None:
    open_question = {
        "vraag": "was het verwijtbaar?",
        "antwoorden": [
            {"antwoord": True, "verschil": ["boete op 2018-01-01"]},
            {"antwoord": False, "verschil": []},
        ],
    }
    view = case_view(attrs.evolve(outcome, hangt_af_van=(open_question,)), labels)
    assert (
        "Was het verwijtbaar?  ja: boete op 2018-01-01\n                      nee: geen"
        in cases_as_text([view])
    )


def test_a_last_column_wraps_between_words_and_never_within_a_number() -> None:
    """Of a hundred characters the first column leaves sixteen; what does not fit in them is no line of
    its own."""
    wide = "a" * 82
    words = columns(["Wat", "Uitleg"], [[wide, "een paar korte woorden"]])
    assert [line.strip() for line in words[-2:]] == [f"{wide}  een paar korte", "woorden"]
    amounts = columns(["Wat", "Laagste en hoogste"], [[wide, "€ 1.685.095.611.000 tot € 1"]])
    assert amounts[-1] == f"{wide}  € 1.685.095.611.000 tot € 1"


def test_heads_wrap_where_a_table_is_wider_than_the_page() -> None:
    name = "x" * 78
    lines = columns(["Wat", "Marge van het laagste", "Nu"], [[name, "+1,0", "2"]], right=[1, 2])
    assert lines == [
        " " * 78 + "    Marge",
        " " * 78 + "  van het",
        "Wat" + " " * 75 + "  laagste  Nu",
        "-" * 78 + "  -------  --",
        name + "     +1,0   2",
    ]
