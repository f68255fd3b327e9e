"""The public interface written down by hand: exact names and allowed types of the JSON."""

from __future__ import annotations

import datetime
from typing import Any

__all__ = ["FIELDS", "check_names", "plain"]

Json = Any

#: The public interface. A field's value is text, a whole number, yes/no, nothing, or a list or
#: mapping of those.
TOP = {
    *("persoon", "regime", "peildatum", "rulebook", "status", "termijnen", "besluiten", "lening"),
    *("termijnagenda", "hangt_af_van"),
}
RULEBOOK = {"hash", "maatregelen", "voorstellen", "lezingen"}
TERM = {
    *("soort", "nummer", "begin", "einde", "verlengd_dagen", "status", "verwacht", "regel", "bron"),
}
DECISION = {
    *("datum", "soort", "bedrag_cent", "verwacht", "bestuursorgaan", "vervallen_op", "velden"),
    *("regel", "bron", "redenen"),
}
LOAN = {
    *("toegekend_cent", "opgenomen_cent", "kwijtgescholden_cent", "teniet_cent", "afgelost_cent"),
    *("niet_teruggevorderd_cent", "restschuld_cent", "rente_cent"),
}
AGENDA = {"datum", "wat", "gevolg"}
SOURCE = {"tekst", "bwb", "artikel", "lid", "url", "ecli", "kst", "jci"}
REGIMES = {"wi2007", "wi2013", "wi2021", "geen"}
STATUSES = {"geen_plicht", "plichtig", "voldaan", "ontheven", "vrijgesteld", "vervallen"}
TERM_STATUSES = {"loopt", "verstreken", "vervallen"}
FIELDS = {
    "boete": {
        *("betreft", "nummer", "basisbedrag_cent", "maximum_cent", "matigingen", "opgelegd_cent"),
        *("na_bezwaar_cent", "stand", "aangenomen"),
    },
    "geen_boete": {"betreft", "nummer", "redenen"},
    "boete_herzien": {"betreft", "nummer", "uitkomst", "bedrag_cent"},
    "nieuwe_termijn": {"betreft", "nummer", "begin", "einde"},
    "termijn_verlengd": {"betreft", "nummer", "einde", "grond"},
    "afwijzing": {"verzoek", "redenen"},
    "kwijtschelding": {"percentage"},
    "teniet": set(),
    "terugbetaling": {"vanaf", "maandbedrag_cent"},
    "voldaan": {"getuigschrift"},
    "ontheven": {"onderdelen"},
    "vrijgesteld": {"onderdelen"},
    "vervallen": {"redenen"},
    "betaaltermijn": {"betreft", "nummer", "einde"},
    "bezwaartermijn": {"betreft", "nummer", "einde"},
    "invordering_opgeschort": {"betreft", "nummer", "vanaf", "tot"},
    "bezwaar_aangehouden": {"betreft", "nummer", "vanaf", "tot"},
    "handmatige_beoordeling": {"redenen", "ontbreekt"},
    "begeleiding_elip": set(),
}
#: Decisions that are taken under the act of 2021 only.
FIELDS_WI2021 = {
    "ontzorgen": {"vanaf", "tot"},
    "pip_uiterlijk": {"datum"},
    "waarschuwing": set(),
    "ambtshalve_intake": set(),
}


def plain(value: Json) -> bool:
    """Whether a value consists of text, whole numbers, yes/no, nothing, lists and mappings only."""
    if isinstance(value, dict):
        return all(type(name) is str and plain(item) for name, item in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return value is None or type(value) in {str, int, bool}


def is_date(text: Json) -> bool:
    return text is None or (
        type(text) is str and datetime.date.fromisoformat(text).isoformat() == text
    )


def check_names(found: Json) -> None:
    """Whatever depends on unknown facts is null, and then a person is asked to look."""
    assert found.keys() == TOP
    manual = any(d["soort"] == "handmatige_beoordeling" for d in found["besluiten"])
    nothing = {None} if manual else set()
    assert found["rulebook"].keys() == RULEBOOK
    assert found["regime"] in REGIMES | nothing
    assert found["status"] in STATUSES | nothing
    assert found["lening"].keys() == LOAN
    assert all(amount is None or type(amount) is int for amount in found["lening"].values())
    for term in found["termijnen"]:
        assert term.keys() == TERM
        assert term["status"] in TERM_STATUSES | nothing
        assert type(term["nummer"]) is int
        assert type(term["verwacht"]) is bool
        assert is_date(term["begin"])
        assert is_date(term["einde"])
    for decision in found["besluiten"]:
        check_decision(decision)
    for item in found["termijnagenda"]:
        assert item.keys() == AGENDA
        assert is_date(item["datum"])
        assert item["datum"] >= found["peildatum"], "the agenda is about what is still to come"
    for part in (*found["termijnen"], *found["besluiten"]):
        # A paper that fits nowhere is reported by no rule, and so without an article.
        assert part["bron"] or part["soort"] == "handmatige_beoordeling", f"{part}"
        assert all(source.keys() <= SOURCE and source["tekst"] for source in part["bron"])


def check_decision(decision: Json) -> None:
    assert decision.keys() == DECISION
    assert is_date(decision["datum"])
    assert is_date(decision["vervallen_op"])
    assert type(decision["verwacht"]) is bool
    assert decision["bedrag_cent"] is None or type(decision["bedrag_cent"]) is int
    assert decision["bestuursorgaan"] in {"minister", "college", None}
    assert decision["velden"].keys() <= (FIELDS | FIELDS_WI2021)[decision["soort"]], f"{decision}"
    for name, value in decision["velden"].items():
        if name.endswith("_cent"):
            assert value is None or type(value) is int
        if name in {"begin", "einde", "vanaf", "tot", "datum"}:
            assert is_date(value)
