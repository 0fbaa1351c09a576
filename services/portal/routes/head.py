"""The signed heads of the log for anybody: whoever keeps them can tell whether the log's past was changed."""

from flask import Response

from services.chassis.errors import NotFound
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import anyone
from services.chassis.web.shapes import file_of
from services.contracts.sentence import say
from services.portal.queries.head import HEADS, heads, last_head
from services.portal.seal import pem_of
from services.portal.shapes.head import Heads, Older, SignedHead

PEM = "application/x-pem-file"

head = Routes("portal_heads", __name__, url_prefix=HEADS)


@head.get("", responses={200: Heads}, summary="What the log ended in, day by day, signed")
@anyone()
def signed(query: Older) -> Heads:
    found = heads(session(), query.before, query.limit)
    more = len(found) == query.limit
    return Heads(items=[SignedHead.model_validate(one) for one in found], next=found[-1].number if more else None)


@head.get("/key.pem", responses={200: file_of(PEM)}, summary="The public key of those who sign")
@anyone()
def key() -> Response:
    if (last := last_head(session())) is None:
        raise NotFound("head.none", say("Nothing is signed yet: the first head comes within a day."))
    return Response(pem_of(last.key), content_type=PEM)
