"""Routes of what the Ministry decides about a request."""

from services.chassis.act import now
from services.chassis.paging import LARGEST
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, Role
from services.intake.operations import grant as decisions
from services.intake.operations import pause as clock
from services.intake.queries.queue import queue as all_queue
from services.intake.queries.request import one_request
from services.intake.queries.stakes import weighing as stakes_of
from services.intake.scope import portrait_days
from services.intake.shapes.count import by_type
from services.intake.shapes.queue import Queue, QueuedAnswer, WeighingAnswer
from services.intake.shapes.request import GrantBody, ReasonBody, ReplaceBody, RequestState

api = Routes("intake_decisions", __name__, url_prefix="/intake/api/v1")


@api.get("/queue", responses={200: Queue}, summary="Requests to be decided, in the order in which they came")
@allow(SEES_ALL)
def queue() -> Queue:
    return Queue([QueuedAnswer.of(one) for one in all_queue(session(), now(), portrait_days(), LARGEST)])


@api.get(
    "/requests/<uuid:id>/weighing", responses={200: WeighingAnswer}, summary="What the decision is weighed against"
)
@allow(SEES_ALL)
def weighing(path: One) -> WeighingAnswer:
    return WeighingAnswer.of(stakes_of(session(), one_request(session(), None, path.id), now(), portrait_days()))


@api.post(
    "/requests/<uuid:id>/grant", responses={200: RequestState}, summary="Grant all, or so many of each type in all"
)
@allow(Role.MINISTRY)
def grant(path: One, body: GrantBody) -> RequestState:
    quantities = None if body.granted is None else by_type(body.granted)
    return RequestState.model_validate(decisions.grant_request(session(), path.id, quantities))


@api.post(
    "/requests/<uuid:id>/replace",
    responses={200: RequestState},
    summary="Send so many more in place of lacking devices",
)
@allow(Role.MINISTRY, creates=True)
def replace(path: One, body: ReplaceBody) -> RequestState:
    return RequestState.model_validate(decisions.replace_lacking(session(), path.id, by_type(body.replace)))


@api.post("/requests/<uuid:id>/refuse", responses={200: RequestState}, summary="Refuse, with the reason")
@allow(Role.MINISTRY)
def refuse(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(decisions.refuse_request(session(), path.id, body.reason))


@api.post(
    "/requests/<uuid:id>/send-back", responses={200: RequestState}, summary="Send back to be completed, with the reason"
)
@allow(Role.MINISTRY)
def send_back(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(decisions.send_back(session(), path.id, body.reason))


@api.post(
    "/requests/<uuid:id>/undo", responses={200: RequestState}, summary="Undo a grant or a refusal, with the reason"
)
@allow(Role.MINISTRY)
def undo(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(decisions.undo_decision(session(), path.id, body.reason))


@api.post("/requests/<uuid:id>/pause", responses={200: RequestState}, summary="Stop the clock, with the reason")
@allow(Role.MINISTRY)
def pause(path: One, body: ReasonBody) -> RequestState:
    return RequestState.model_validate(clock.pause_request(session(), path.id, body.reason))


@api.post("/requests/<uuid:id>/resume", responses={200: RequestState}, summary="Have the clock run again")
@allow(Role.MINISTRY)
def resume(path: One) -> RequestState:
    return RequestState.model_validate(clock.resume_request(session(), path.id))
