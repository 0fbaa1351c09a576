"""How an answer says what can be undone."""

from services.chassis.web.language import render
from services.shipping.queries import Possible
from services.shipping.shapes.shown import Undoing


def undoing(found: Possible) -> Undoing:
    return Undoing(possible=found.why is None, step=found.step, why=render(found.why) if found.why else None)
