"""Routes of requests, as their board takes them on."""

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.intake.operations import request as operations
from services.intake.queries import request as queries
from services.intake.queries.beside import beside
from services.intake.queries.round import told_of
from services.intake.queries.statement import charged
from services.intake.scope import portrait_days, scope
from services.intake.shapes.asking import AmendBody, QuoteAnswer, Revisions, SubmitBody
from services.intake.shapes.beside import BesideAnswer
from services.intake.shapes.count import by_type
from services.intake.shapes.request import (
    GiveUpBody,
    ReasonBody,
    RequestAnswer,
    RequestPage,
    RequestQuery,
    RequestState,
    RequestWhole,
    ShipmentAnswer,
)
from services.intake.shapes.round import RequestRound

api = Routes("intake_requests", __name__, url_prefix="/intake/api/v1")


@api.get("/requests", responses={200: RequestPage}, summary="Requests that one may see, newest first")
@allow(BOARD, SEES_ALL)
def requests(query: RequestQuery) -> RequestPage:
    found = queries.requests(session(), scope(), query.state, query.board, query.cursor, query.limit)
    return RequestPage.model_validate(found)


@api.get("/requests/<uuid:id>", responses={200: RequestWhole}, summary="One request, and how far it is")
@allow(BOARD, SEES_ALL)
def request(path: One) -> RequestWhole:
    found = queries.one_request(session(), scope(), path.id)
    return RequestWhole(
        **dict(RequestAnswer.model_validate(found)),
        undo=UndoAnswer.of(queries.undoing(session(), found)),
        shipments=[ShipmentAnswer.model_validate(one) for one in queries.shipments(session(), found)],
        round=RequestRound.of(told_of(session(), found)),
        quote=QuoteAnswer.of(queries.quote_now(found, now())),
        freight_charged_cents=charged(session(), found.id),
    )


@api.get("/requests/<uuid:id>/figures", responses={200: BesideAnswer}, summary="The figures beside the decision")
@allow(BOARD, SEES_ALL)
def figures(path: One) -> BesideAnswer:
    found = beside(session(), queries.one_request(session(), scope(), path.id), now(), portrait_days())
    portrait = {name: getattr(found.portrait, name, None) for name in ("answered_at", "weekly_capacity")}
    return BesideAnswer.model_validate(vars(found) | portrait | {"devices": found.uses}, from_attributes=True)


@api.get(
    "/requests/<uuid:id>/revisions", responses={200: Revisions}, summary="Every version asked, the first one first"
)
@allow(BOARD, SEES_ALL)
def revisions(path: One) -> Revisions:
    return Revisions.model_validate(queries.one_request(session(), scope(), path.id).revisions, from_attributes=True)


@api.post("/requests/<uuid:id>/submit", responses={200: RequestState}, summary="Ask in earnest, accepting the freight")
@allow(Role.BOARD_MANAGER)
def submit(path: One, body: SubmitBody) -> RequestState:
    accepted = body.acceptance(person().role)
    return RequestState.model_validate(
        operations.submit_request(session(), scope(), path.id, accepted, portrait_days())
    )


@api.post("/requests/<uuid:id>/amend", responses={200: RequestState}, summary="Ask otherwise, while nothing is decided")
@allow(Role.BOARD_MANAGER)
def amend(path: One, body: AmendBody) -> RequestState:
    accepted = body.acceptance(person().role)
    return RequestState.model_validate(
        operations.amend_request(session(), scope(), path.id, body.asking(), accepted, portrait_days())
    )


@api.post("/requests/<uuid:id>/give-up", responses={200: RequestState}, summary="Give up what is lacking or short")
@allow(Role.BOARD_MANAGER)
def give_up(path: One, body: GiveUpBody) -> RequestState:
    return RequestState.model_validate(operations.give_up(session(), scope(), path.id, by_type(body.given_up)))


@api.post("/requests/<uuid:id>/withdraw", responses={200: RequestState}, summary="Withdraw, with the reason")
@allow(Role.BOARD_MANAGER)
def withdraw(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(operations.withdraw_request(session(), scope(), path.id, body.reason))
