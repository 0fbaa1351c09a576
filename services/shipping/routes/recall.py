"""Take-back campaigns: opened, followed by school, closed with what is missing, reopened."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.contracts.sees import Sees
from services.shipping import operations, queries
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.board import MissingShown, MissingsShown, RecallShown, RecallsShown, RecallWhole
from services.shipping.shapes.sent import Reason
from services.shipping.shapes.shown import Done
from services.shipping.shapes.stack import Keep, OpenRecall

api = Routes("shipping_recall_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/recalls", responses={200: RecallsShown}, summary="Take-back campaigns, newest first")
@allow(BOARD, SEES_ALL)
def list_recalls(query: Paging) -> RecallsShown:
    found = queries.recalls(session(), scope_of(person()), query.cursor, query.limit)
    return RecallsShown(items=[RecallShown.model_validate(one) for one in found.items], next=found.next)


@api.post("/recalls", responses={201: RecallShown}, summary="Expect back what is out")
@allow(Role.BOARD_MANAGER, creates=True)
def open_recall(body: OpenRecall) -> tuple[RecallShown, int]:
    whole = operations.Whole(body.types, body.schools, body.loans)
    return RecallShown.model_validate(
        operations.open_recall(session(), board_of(person()), body.title, body.day, whole)
    ), 201


@api.get("/recalls/<uuid:id>", responses={200: RecallWhole}, summary="A campaign, by school")
@allow(BOARD, SEES_ALL)
def get_recall(path: One) -> RecallWhole:
    found = queries.recall(session(), path.id, scope_of(person()))
    return RecallWhole.of(found, queries.tallies(session(), path.id))


@api.get("/recalls/<uuid:id>/missing", responses={200: MissingsShown}, summary="What is not back, one by one")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def list_missing(path: One, query: Paging) -> MissingsShown:
    queries.recall(session(), path.id, scope_of(person()))
    rows, following = queries.missing(session(), path.id, query.cursor, query.limit)
    return MissingsShown(items=[MissingShown.model_validate(one) for one in rows], next=following)


@api.post("/recalls/<uuid:id>/keep", responses={200: Done}, summary="Devices stay at their school, all or none")
@allow(BOARD)
def keep(path: One, body: Keep) -> Done:
    return Done(devices=operations.keep_at_school(session(), board_of(person()), path.id, body.devices, body.reason))


@api.post("/recalls/<uuid:id>/close", responses={200: RecallShown}, summary="End a campaign with what is missing")
@allow(Role.BOARD_MANAGER)
def close(path: One) -> RecallShown:
    return RecallShown.model_validate(operations.close_recall(session(), board_of(person()), path.id))


@api.post("/recalls/<uuid:id>/reopen", responses={200: RecallShown}, summary="Go on with a closed campaign")
@allow(Role.BOARD_MANAGER)
def reopen(path: One, body: Reason) -> RecallShown:
    return RecallShown.model_validate(operations.reopen_recall(session(), board_of(person()), path.id, body.reason))
