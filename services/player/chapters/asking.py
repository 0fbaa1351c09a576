"""The board asks and the Ministry answers: address, portrait, request, submission, grant."""

from typing import Any

from services.player.stage import BOARD, Stage

API = "/intake/api/v1"
ASKED = {"tablet": 6, "laptop": 6}


def give_address(stage: Stage) -> None:
    """The board says where its devices go."""
    address = {
        "street": "5100, rue Sherbrooke Est",
        "town": "Montréal",
        "postal_code": "H1V 3R9",
        "contact": "Service des technologies",
        "phone": "514 555-0123",
    }
    stage.site.send("board", "PUT", f"{API}/boards/{BOARD}/sites/quai", address)


def give_portrait(stage: Stage) -> None:
    """The board counts its needs: what it lacks beyond its own devices is just over what it will ask."""
    held = {line["type"]: line["held"] for line in stage.site.get("board", f"{API}/boards/{BOARD}/need")}
    lines = [_need(kind, count + held.get(kind, 0)) for kind, count in ASKED.items()]
    body = {"weekly_capacity": 40, "lines": lines}
    stage.site.send("board", "POST", f"{API}/boards/{BOARD}/portraits", body, stage.story.key("portrait"))


def request(stage: Stage) -> None:
    """The board drafts its request and is quoted the freight."""
    lines = [{"type": kind, "category": "no_access", "quantity": count} for kind, count in ASKED.items()]
    body = {
        "site": "quai",
        "urgency": "urgent",
        "closure": {"closed": "school", "school": "762217", "first_day": "2020-10-13", "students": 240},
        "justification": "Classes fermées : élèves sans appareil à la maison.",
        "lines": lines,
    }
    drafted = stage.site.send("board", "POST", f"{API}/requests", body, stage.story.key("request"))
    stage.know(request=drafted["id"], number=drafted["number"])
    quoted = {"number": drafted["number"], "dollars": drafted["freight_cents"] / 100}
    stage.speech.note(stage.speech.say("%(number)s: freight quoted at $%(dollars)s", quoted))


def submit(stage: Stage) -> None:
    """The freight is accepted, the request submitted."""
    if _state(stage) == "draft":
        stage.site.send("board", "POST", f"{_path(stage)}/submit", {"freight_accepted": True})


def grant(stage: Stage) -> None:
    """The Ministry grants it, once intake has heard of the stock."""

    def enough() -> bool:
        free = {line["type"]: line["free"] for line in stage.site.get("ministry", f"{API}/stock")}
        return all(free.get(kind, 0) >= count for kind, count in ASKED.items())

    if _state(stage) == "submitted":
        stage.site.wait("intake's stock", enough)
        stage.site.send("ministry", "POST", f"{_path(stage)}/grant")


def give_up(stage: Stage) -> None:
    """What came damaged or not at all is given up, and the request is fulfilled."""

    def lacking() -> list[dict[str, Any]]:
        types = stage.site.get("board", _path(stage))["types"]
        return [{"type": line["type"], "quantity": line["lacking"]} for line in types if line["lacking"]]

    def all_heard() -> bool:
        heard: int = sum(line["quantity"] for line in lacking())
        return heard == len(stage.fact("lacking"))

    if _state(stage) != "fulfilled":
        stage.site.wait("what is lacking, heard by intake", all_heard)
        given_up = {"given_up": lacking()}
        stage.site.send("board", "POST", f"{_path(stage)}/give-up", given_up, stage.story.key("give-up"))
    stage.site.wait("the request fulfilled", lambda: _state(stage) == "fulfilled")


def _need(kind: str, count: int) -> dict[str, Any]:
    own = {"own_available": 10, "on_order": 5, "in_repair": 1}
    return {"type": kind, "by_category": {"no_access": count + 15}, **own}


def _path(stage: Stage) -> str:
    return f"{API}/requests/{stage.fact('request')}"


def _state(stage: Stage) -> str:
    state: str = stage.site.get("board", _path(stage))["state"]
    return state
