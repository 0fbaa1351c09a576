"""What the Ministry's pages show beside a decision; a board sees its own figures alone."""

from typing import Any

from flask import request

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.contracts.roles import BOARD
from services.intake.model.request import Request
from services.intake.pages.typed import counted
from services.intake.queries.compared import PEERS
from services.intake.queries.request import one_request
from services.intake.queries.stakes import Weighing, weighing
from services.intake.scope import portrait_days
from services.intake.shapes.queue import Decided


def weighed(found: Request) -> dict[str, Any]:
    """The stakes of a request, what would stay free of each type, and the request that was decided just before."""
    if person().role in BOARD:
        return {}
    known = weighing(session(), found, now(), portrait_days())
    return {"weighing": known, "left": _left(known), "PEERS": PEERS, "decided": decided()}


def decided() -> Request | None:
    """The request that one comes from, as it was decided."""
    query = Decided.model_validate({name: value for name, value in request.args.items() if name == "decided"})
    return one_request(session(), None, query.decided) if query.decided else None


def _left(known: Weighing) -> dict[str, int]:
    """By type what stays free of it, with what is typed, or else with what is proposed."""
    stakes = {one.share.type: one for one in known.stakes}
    typed = {kind: request.form.get(f"granted.{kind}", str(one.proposed)) for kind, one in stakes.items()}
    return {kind: one.left(counted(typed[kind])) for kind, one in stakes.items()}
