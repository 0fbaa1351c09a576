"""Devices in a board's hands: accepted, damaged, configured, handed over, taken back, sent back, each by id."""

from collections.abc import Sequence

from services.chassis.errors import Invalid
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL
from services.contracts.sees import Sees
from services.contracts.sentence import say
from services.shipping import operations, queries
from services.shipping.model import Device, Found
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.board import HandedOver, SlipShown
from services.shipping.shapes.sent import Accept, Damage, DeviceList, SendBack
from services.shipping.shapes.shown import DeviceShown, DevicesShown, DeviceWhole, Done, Handed, SentBack
from services.shipping.shapes.stack import HandOver, OnBench, TakeBack

api = Routes("shipping_custody_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/devices", responses={200: DevicesShown}, summary="Devices packed for boards, and what became of them")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def list_devices(query: DeviceList) -> DevicesShown:
    page = queries.devices(session(), scope_of(person()), query.asked(), query.cursor, query.limit)
    return DevicesShown(items=[DeviceShown.model_validate(one) for one in page.items], next=page.next)


@api.get("/devices/<uuid:id>", responses={200: DeviceWhole}, summary="One device")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def get_device(path: One) -> DeviceWhole:
    found = queries.device(session(), path.id, scope_of(person()))
    shown = dict(DeviceShown.model_validate(found))
    return DeviceWhole.model_construct(**shown, undo=UndoAnswer.of(queries.device_undo(session(), found)))


@api.post("/accept", responses={200: Done}, summary="Accept devices or whole cartons, all or none")
@allow(BOARD)
def accept(body: Accept) -> Done:
    if bool(body.devices) == bool(body.cartons):
        raise Invalid("accept.what", say("Name devices or cartons to accept, one of the two."))
    if body.cartons:
        return Done(devices=operations.accept_cartons(session(), board_of(person()), body.cartons))
    return Done(devices=operations.accept_devices(session(), board_of(person()), body.devices))


@api.post("/damage", responses={200: Done}, summary="A device arrived damaged")
@allow(BOARD)
def damage(body: Damage) -> Done:
    operations.report_damage(session(), board_of(person()), body.device, body.reason)
    return Done(devices=1)


@api.post("/configure", responses={200: Done}, summary="A stack is configured, all or none")
@allow(BOARD)
def configure(body: OnBench) -> Done:
    stack = body.of(person().actor)
    return Done(devices=operations.configure_devices(session(), board_of(person()), stack))


@api.post("/hand-over", responses={200: HandedOver}, summary="Hand a stack to a school or to students, all or none")
@allow(BOARD, creates=True)
def hand_over(body: HandOver) -> HandedOver:
    if bool(body.school) == body.student:
        raise Invalid("hand_over.receiver", say("Say to whom: a school by its code, or a student."))
    if body.school is None:
        return handed_over(operations.hand_to_students(session(), board_of(person()), body.stack()))
    slip, handed = operations.hand_to_school(session(), board_of(person()), body.stack(), body.school)
    return handed_over(handed, SlipShown.model_validate(slip))


def handed_over(devices: Sequence[Device], slip: SlipShown | None = None) -> HandedOver:
    return HandedOver(devices=[Handed(id=one.id, school=one.school, loan=one.loan) for one in devices], slip=slip)


@api.post("/take-back", responses={200: Done}, summary="Take a stack back, all or none")
@allow(BOARD)
def take_back(body: TakeBack) -> Done:
    found = Found(body.condition, body.reason)
    return Done(devices=operations.take_back_devices(session(), board_of(person()), body.stack(), found))


@api.post("/send-back", responses={200: SentBack}, summary="Send devices back to the reserve, all or none")
@allow(BOARD, creates=True)
def send_back(body: SendBack) -> SentBack:
    parcel = operations.send_back_devices(session(), board_of(person()), body.devices, body.reason)
    return SentBack(devices=len(set(body.devices)), shipment=parcel.id, number=parcel.number)
