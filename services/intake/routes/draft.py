"""Routes of drafts: written, changed, discarded by their board."""

from http import HTTPStatus

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import BOARD
from services.intake.operations import draft as operations
from services.intake.scope import own_board, scope
from services.intake.shapes.asking import RequestBody
from services.intake.shapes.request import RequestCreated

api = Routes("intake_drafts", __name__, url_prefix="/intake/api/v1")


@api.post("/requests", responses={201: RequestCreated}, summary="Draft a request and be quoted its freight")
@allow(BOARD, creates=True)
def draft(body: RequestBody) -> tuple[RequestCreated, int]:
    return RequestCreated.model_validate(operations.draft_request(session(), own_board(), body.asking())), 201


@api.put(
    "/requests/<uuid:id>",
    responses={200: RequestCreated},
    summary="Write it anew, whole, as a draft or sent back",
)
@allow(BOARD)
def change(path: One, body: RequestBody) -> RequestCreated:
    return RequestCreated.model_validate(operations.change_draft(session(), scope(), path.id, body.asking()))


@api.delete("/requests/<uuid:id>", responses={204: None}, summary="Discard a draft for good")
@allow(BOARD)
def discard(path: One) -> tuple[str, HTTPStatus]:
    operations.discard_draft(session(), scope(), path.id)
    return "", HTTPStatus.NO_CONTENT
