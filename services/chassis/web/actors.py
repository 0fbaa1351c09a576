"""Whoever did something, as people read it where no name is kept: by what he worked, and as whom he was entered."""

from services.chassis.web.language import render
from services.contracts.sentence import say


def actor_name(actor: str) -> str:
    """What to show of an actor's id (`Act.actor`): a person's as it is, for only the portal keeps names."""
    kind, _, rest = actor.partition(":")
    station, _, operator = rest.partition("/")
    if kind == "service":
        return render(say("the system"))
    if kind == "station" and operator:
        return render(say("%(operator)s, station %(station)s", operator=operator, station=station))
    return render(say("%(operator)s, at the server", operator=rest)) if kind == "operator" else actor
