"""On what grounds something is done to a device: a reason of its list on its days, words, and the right document."""

from datetime import date
from uuid import uuid4

import pytest

from services.chassis.act import now
from services.chassis.errors import Conflict, Invalid
from services.contracts.care import OTHER, REASONS, CareAct, Method, PaperKind, PaperNumber, Proof
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.paper import NEEDS, Paper

DAY = date(2021, 1, 15)
SAID = {"reference": "BT-77", "company": "Recyclage Nord", "method": Method.DESTROY, "tool": "x 1", "day": DAY}


def paper(kind: PaperKind, **said: object) -> Paper:
    empty = {"reference": "", "company": "", "method": None, "tool": "", "day": None}
    return Paper(
        id=uuid4(), number="P000001", kind=kind, **{**empty, **said}, opened_by="station:s1/u1", opened_at=now()
    )


@pytest.mark.parametrize("act", [one for one in CareAct if one not in (CareAct.WIPE, CareAct.REPAIRED)])
def test_every_reason_fits_its_own_acts_on_its_own_days_alone(act: CareAct):
    proof = Proof(paper=uuid4(), kind=PaperKind.DESTRUCTION_CERTIFICATE, number=PaperNumber("P000001"))
    proof_of = proof if act is CareAct.DESTROY else None
    for code, reason in REASONS.items():
        grounds = Grounds("écran", code, proof_of)
        if act in reason.acts:
            grounds.check(act, DAY)
            with pytest.raises(Invalid):
                grounds.check(act, date(2020, 8, 11))
        else:
            with pytest.raises(Invalid):
                grounds.check(act, DAY)
    for empty in (Grounds("", ""), Grounds("", OTHER), Grounds("x", "none_such")):
        with pytest.raises(Invalid):
            empty.check(act, DAY)


def test_a_destruction_needs_a_certificate_and_no_other_document():
    with pytest.raises(Invalid):
        Grounds("x").check(CareAct.DESTROY, DAY)
    wrong = paper(PaperKind.REPAIR_ORDER, reference="BT-77", company="Atelier").proof()
    for act in (CareAct.DESTROY, CareAct.WIPE, CareAct.QUARANTINE):
        with pytest.raises(Invalid):
            Grounds("x", proof=wrong).check_proof(act)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_document_says_what_its_kind_must(kind: PaperKind):
    paper(kind, **SAID).check_whole()
    for name in NEEDS[kind]:
        with pytest.raises(Invalid):
            paper(kind, **{key: value for key, value in SAID.items() if key != name}).check_whole()


def test_who_opened_a_certificate_does_not_say_that_it_was_done():
    certificate = paper(PaperKind.DESTRUCTION_CERTIFICATE, **SAID)
    with pytest.raises(Conflict):
        certificate.check_confirms("u1")
    certificate.check_confirms("u2")
