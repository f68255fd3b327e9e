"""What became of the loan always adds up."""

from __future__ import annotations

from inburgerregels import evaluate
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.statute import Facts


@for_every_life(days=3)
def test_accepted_principal_is_all_accounted_for_and_no_part_is_below_zero(case: Case) -> None:
    for on in case.days:
        loan = evaluate(law(), case.life, on).lening
        parts = [
            loan[f"{part}_cent"]
            for part in (
                *("kwijtgescholden", "teniet", "afgelost", "niet_teruggevorderd", "restschuld"),
            )
        ]
        facts = Facts(case.life, on.toordinal())
        drawn = sum(event.fields["bedrag"] for event in facts.of("lening_opname"))
        assert loan["opgenomen_cent"] == drawn, f"{on}: {loan}"
        assert all(part is not None and part >= 0 for part in parts), f"{on}: {loan}"
        assert sum(part or 0 for part in parts) == drawn, f"{on}: {loan}"
        interest = loan["rente_cent"]
        assert interest is None or interest >= 0, f"{on}: {loan}"
