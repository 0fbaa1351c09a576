"""Routes of the fair split: rounds are prepared, looked at, changed by hand, and confirmed by someone else."""

from http import HTTPStatus

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, Role
from services.intake.operations import round as operations
from services.intake.queries import round as queries
from services.intake.shapes.round import ChangeBody, RoundAnswer, RoundBody, RoundPage, RoundWhole

api = Routes("intake_rounds", __name__, url_prefix="/intake/api/v1")


@api.get("/rounds", responses={200: RoundPage}, summary="Rounds of the split, newest first")
@allow(SEES_ALL)
def rounds(query: Paging) -> RoundPage:
    found = queries.rounds(session(), query.cursor, query.limit)
    return RoundPage(items=[RoundAnswer.of(one) for one in found.items], next=found.next)


@api.post("/rounds", responses={201: RoundAnswer}, summary="Prepare a round, or the one that is prepared already anew")
@allow(Role.MINISTRY, creates=True)
def prepare(body: RoundBody) -> tuple[RoundAnswer, HTTPStatus]:
    return RoundAnswer.of(operations.prepare_round(session(), body.settings())), HTTPStatus.CREATED


@api.get("/rounds/<uuid:id>", responses={200: RoundWhole}, summary="One round: what each board gets, and why")
@allow(SEES_ALL)
def one_round(path: One) -> RoundWhole:
    return RoundWhole.whole(queries.one_round(session(), path.id))


@api.post("/rounds/<uuid:id>/change", responses={200: RoundAnswer}, summary="Set by hand what boards get of a round")
@allow(Role.MINISTRY)
def change(path: One, body: ChangeBody) -> RoundAnswer:
    return RoundAnswer.of(operations.change_round(session(), path.id, body.given(), body.reason))


@api.post("/rounds/<uuid:id>/confirm", responses={200: RoundAnswer}, summary="Grant all that a round gives")
@allow(Role.MINISTRY)
def confirm(path: One) -> RoundAnswer:
    return RoundAnswer.of(operations.confirm_round(session(), path.id))
