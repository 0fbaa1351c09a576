"""The configuration queue: what waits and when it will be done; a stack taken, left, set aside."""

from services.chassis.act import now
from services.chassis.errors import Invalid
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import BOARD, SEES_ALL
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping import operations, queries
from services.shipping.model.calendar import day_of
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.board import QueueShown
from services.shipping.shapes.shown import Done
from services.shipping.shapes.stack import OnBench, QueueOf, SetAside, Take

api = Routes("shipping_bench_api", __name__, url_prefix="/shipping/api/v1")


def whose(asked: BoardCode | None) -> BoardCode:
    """The caller's own board, or for those who see all the one that is asked for."""
    board = scope_of(person()) or asked
    if board is None:
        raise Invalid("queue.board", say("Say of which board."))
    return board


@api.get("/queue", responses={200: QueueShown}, summary="What waits to be configured, and when it will be done")
@allow(BOARD, SEES_ALL)
def show_queue(query: QueueOf) -> QueueShown:
    return QueueShown.of(queries.queue(session(), whose(query.board), day_of(now())))


@api.post("/queue/take", responses={200: Done}, summary="Take a stack, or the next ones, to configure; all or none")
@allow(BOARD, creates=True)
def take(body: Take) -> Done:
    board, stack = board_of(person()), body.stack()
    if body.next is None:
        return Done(devices=operations.take_devices(session(), board, stack))
    return Done(devices=operations.take_next(session(), board, body.next, body.of))


@api.post("/queue/leave", responses={200: Done}, summary="Have a stack wait for anybody again, all or none")
@allow(BOARD)
def leave(body: OnBench) -> Done:
    stack = body.of(person().actor)
    return Done(devices=operations.leave_devices(session(), board_of(person()), person(), stack))


@api.post("/queue/set-aside", responses={200: Done}, summary="A stack cannot be configured, all or none")
@allow(BOARD)
def set_aside(body: SetAside) -> Done:
    return Done(devices=operations.set_devices_aside(session(), board_of(person()), body.stack(), body.reason))
