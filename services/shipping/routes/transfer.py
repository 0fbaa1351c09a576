"""Transfers between boards: offered, decided, filled, dispatched, received, ended, reopened; the list, and one."""

from uuid import UUID

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.shipping import operations, queries
from services.shipping.model import Transfer
from services.shipping.queries.transfer import Progress
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import CloseReceipt, Reason
from services.shipping.shapes.shown import Done
from services.shipping.shapes.stack import Stacked
from services.shipping.shapes.transfer import (
    ApproveTransfer,
    AtHand,
    AtHands,
    DispatchTransfer,
    OfferTransfer,
    TakeOver,
    TransferDevices,
    TransferDeviceShown,
    TransferList,
    Transfers,
    TransferShown,
    TransferWhole,
)

api = Routes("shipping_transfer_api", __name__, url_prefix="/shipping/api/v1")
NAMES = (
    *("id", "number", "origin", "receiver", "stage", "reason", "answer", "offered_at", "decided_at"),
    *("dispatched_at", "carrier", "tracking", "received_at", "closed_at"),
)


@api.get("/transfers", responses={200: Transfers}, summary="Transfers between boards, newest first")
@allow(BOARD, SEES_ALL)
def list_transfers(query: TransferList) -> Transfers:
    found = queries.transfers(session(), scope_of(person()), query.stage, query.board, query.cursor, query.limit)
    inside = queries.transfer_progress(session(), [one.id for one in found.items])
    return Transfers(items=[_shown(one, inside[one.id]) for one in found.items], next=found.next)


@api.get("/transfers/at-hand", responses={200: AtHands}, summary="What a board may still offer, by type")
@allow(BOARD)
def list_at_hand() -> AtHands:
    found = queries.may_be_offered(session(), board_of(person()))
    return AtHands(items=[AtHand(type=kind, quantity=found[kind]) for kind in sorted(found)])


@api.post("/transfers", responses={201: TransferShown}, summary="Offer devices that the board does not need")
@allow(Role.BOARD_MANAGER, creates=True)
def offer(body: OfferTransfer) -> tuple[TransferShown, int]:
    made = operations.offer_transfer(session(), board_of(person()), body.wanted(), body.reason)
    return _shown(made, Progress()), 201


@api.get("/transfers/<uuid:id>", responses={200: TransferWhole}, summary="One transfer, and how far it is")
@allow(BOARD, SEES_ALL)
def get_transfer(path: One) -> TransferWhole:
    return _whole(path.id)


@api.get("/transfers/<uuid:id>/devices", responses={200: TransferDevices}, summary="The devices in its boxes")
@allow(BOARD, SEES_ALL)
def list_devices(path: One, query: Paging) -> TransferDevices:
    queries.transfer(session(), path.id, scope_of(person()))
    rows, following = queries.transfer_contents(session(), path.id, query.cursor, query.limit)
    return TransferDevices(items=[TransferDeviceShown.model_validate(one) for one in rows], next=following)


@api.post("/transfers/<uuid:id>/approve", responses={200: TransferWhole}, summary="Name the board that receives it")
@allow(Role.MINISTRY)
def approve(path: One, body: ApproveTransfer) -> TransferWhole:
    operations.approve_transfer(session(), path.id, body.receiver)
    return _whole(path.id)


@api.post("/transfers/<uuid:id>/refuse", responses={200: TransferWhole}, summary="The devices stay where they are")
@allow(Role.MINISTRY)
def refuse(path: One, body: Reason) -> TransferWhole:
    operations.refuse_transfer(session(), path.id, body.reason)
    return _whole(path.id)


@api.post("/transfers/<uuid:id>/withdraw", responses={200: TransferWhole}, summary="The board keeps its devices")
@allow(Role.BOARD_MANAGER)
def withdraw(path: One, body: Reason) -> TransferWhole:
    operations.withdraw_transfer(session(), board_of(person()), path.id, body.reason)
    return _whole(path.id)


@api.post("/transfers/<uuid:id>/send-on", responses={200: Done}, summary="Put a stack into its boxes, all or none")
@allow(BOARD)
def send_on(path: One, body: Stacked) -> Done:
    return Done(devices=operations.send_devices_on(session(), board_of(person()), path.id, body.stack()))


@api.post("/transfers/<uuid:id>/dispatch", responses={200: TransferWhole}, summary="It leaves for the other board")
@allow(BOARD)
def dispatch(path: One, body: DispatchTransfer) -> TransferWhole:
    operations.dispatch_transfer(session(), board_of(person()), path.id, body.carrier, body.tracking)
    return _whole(path.id)


@api.post("/transfers/<uuid:id>/take-over", responses={200: Done}, summary="Receive devices of it, or all, all or none")
@allow(BOARD)
def take_over(path: One, body: TakeOver) -> Done:
    codes, damage = body.codes, body.damage
    return Done(devices=operations.take_devices_over(session(), board_of(person()), path.id, codes, damage))


@api.post("/transfers/<uuid:id>/close", responses={200: TransferWhole}, summary="End it: what did not come is missing")
@allow(BOARD)
def close(path: One, body: CloseReceipt) -> TransferWhole:
    operations.close_transfer(session(), board_of(person()), path.id, body.reason)
    return _whole(path.id)


@api.post("/transfers/<uuid:id>/undo", responses={200: TransferWhole}, summary="Undo the end of a transfer")
@allow(BOARD)
def undo(path: One, body: Reason) -> TransferWhole:
    operations.reopen_transfer(session(), board_of(person()), path.id, body.reason)
    return _whole(path.id)


def _whole(transfer_id: UUID) -> TransferWhole:
    found = queries.transfer(session(), transfer_id, scope_of(person()))
    shown = _shown(found, queries.transfer_progress(session(), [transfer_id])[transfer_id])
    undoing = UndoAnswer.of(queries.transfer_undo(session(), found))
    return TransferWhole.model_validate(dict(shown) | {"undo": undoing})


def _shown(one: Transfer, inside: Progress) -> TransferShown:
    offered = {line.type: line.quantity for line in one.lines}
    counts = {name: getattr(inside, name) for name in ("inside", "accepted", "damaged", "missing", "left")}
    return TransferShown.model_validate({name: getattr(one, name) for name in NAMES} | counts | {"offered": offered})
