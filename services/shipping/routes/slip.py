"""Slips that schools sign, and loans between schools: lent, extended, given back, overdue."""

from datetime import date

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import BOARD, SEES_ALL
from services.shipping import operations, queries
from services.shipping.model import Device
from services.shipping.model.calendar import day_of
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.board import Lent, LoanShown, LoansShown, SlipLineShown, SlipShown, SlipsShown, SlipWhole
from services.shipping.shapes.shown import Done
from services.shipping.shapes.stack import Extend, Lend, LoanList, SlipList, Stacked

api = Routes("shipping_slip_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/slips", responses={200: SlipsShown}, summary="Papers that schools sign, newest first")
@allow(BOARD, SEES_ALL)
def list_slips(query: SlipList) -> SlipsShown:
    found = queries.slips(session(), scope_of(person()), query.school, query.cursor, query.limit)
    return SlipsShown(items=[SlipShown.model_validate(one) for one in found.items], next=found.next)


@api.get("/slips/<uuid:id>", responses={200: SlipWhole}, summary="A slip with its devices")
@allow(BOARD, SEES_ALL)
def get_slip(path: One) -> SlipWhole:
    found = SlipShown.model_validate(queries.slip(session(), path.id, scope_of(person())))
    devices = [SlipLineShown.model_validate(one) for one in queries.slip_devices(session(), path.id)]
    return SlipWhole(**dict(found), devices=devices)


@api.post("/slips/<uuid:id>/sign", responses={200: SlipShown}, summary="The school signed")
@allow(BOARD)
def sign_slip(path: One) -> SlipShown:
    return SlipShown.model_validate(operations.sign_slip(session(), board_of(person()), path.id))


@api.get("/loans", responses={200: LoansShown}, summary="Devices that one school has from another")
@allow(BOARD, SEES_ALL)
def list_loans(query: LoanList) -> LoansShown:
    today, scope = day_of(now()), scope_of(person())
    found = queries.lent(session(), scope, today, query.overdue, query.cursor, query.limit)
    lent, late = queries.lent_counts(session(), scope, today)
    return LoansShown(lent=lent, late=late, items=[_loan(one, today) for one in found.items], next=found.next)


@api.post("/lend", responses={200: Lent}, summary="Lend a stack from its schools to another one, all or none")
@allow(BOARD)
def lend(body: Lend) -> Lent:
    lent, slips = operations.lend_devices(session(), board_of(person()), body.stack(), body.school, body.until)
    return Lent(devices=lent, slips=[SlipShown.model_validate(one) for one in slips])


@api.post("/loans/extend", responses={200: Done}, summary="Have loans between schools end on another day, all or none")
@allow(BOARD)
def extend(body: Extend) -> Done:
    return Done(devices=operations.extend_loans(session(), board_of(person()), body.stack(), body.until))


@api.post("/loans/give-back", responses={200: Done}, summary="Give a stack back to the schools that lent it")
@allow(BOARD)
def give_back(body: Stacked) -> Done:
    return Done(devices=operations.give_devices_back(session(), board_of(person()), body.stack()))


def _loan(device: Device, today: date) -> LoanShown:
    line = SlipLineShown.model_validate(device)
    overdue = device.lent_until is not None and device.lent_until < today
    return LoanShown(
        **dict(line),
        school=device.school or "",
        lender=device.lender or "",
        lent_until=device.lent_until,
        overdue=overdue,
        slip=device.slip_id,
    )
