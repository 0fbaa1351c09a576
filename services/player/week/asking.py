"""The boards ask, each after its portrait; the Ministry grants the largest, and splits what is left."""

from typing import Any

from services.player.week.plan import KINDS
from services.player.week.stage import INTAKE, MINISTRY, SECOND, Order, Week

ADDRESS = {
    "street": "1, rue de l’Exercice",
    "town": "Québec",
    "postal_code": "G1R 5H1",
    "contact": "Service des technologies",
    "phone": "418 555-0199",
}
MONDAY, TUESDAY = 0, 1


def ask(week: Week) -> None:
    """Every board gives its address and its portrait, drafts its request, accepts the freight and submits."""
    shares = {kind: week.plan.shares(week.facts["free"].get(kind, 0), week.chance) for kind in KINDS}
    asked = [(board, {kind: shares[kind][turn] for kind in KINDS}, turn) for turn, board in enumerate(week.boards)]
    week.orders = week.each(asked, lambda one: _request(week, *one))


def grant_largest(week: Week) -> None:
    """What one board alone asks is granted before the others are weighed."""
    if week.plan.largest:
        at = week.calendar.at(TUESDAY, 13)
        week.site.send(MINISTRY, "POST", f"{INTAKE}/requests/{week.orders[0].request}/grant", at=at)


def split(week: Week) -> None:
    """A round over all that is open, prepared by one person and confirmed by another; what was there before is kept."""
    kept = [{"type": kind, "floor": week.facts["before"].get(kind, 0)} for kind in KINDS]
    at = week.calendar.at(TUESDAY, 14)
    made = week.site.send(SECOND, "POST", f"{INTAKE}/rounds", {"types": kept}, f"{week.run}-round", at)
    at = week.calendar.at(TUESDAY, 15)
    week.site.send(MINISTRY, "POST", f"{INTAKE}/rounds/{made['id']}/confirm", at=at)
    for one in made["types"]:
        asked = {**one, "level": "100" if one["level"] is None else round(100 * one["level"])}
        week.speech.note(week.speech.say("%(type)s: %(granted)s granted of %(free)s, %(level)s %% of each need", asked))


def give_up(week: Week) -> None:
    """What came damaged or not at all, and what was short, is given up: no request waits for another week."""
    week.each(week.orders, lambda order: _give_up(week, order))


def _request(week: Week, board: str, asked: dict[str, int], turn: int) -> Order:
    site, at = week.site, week.calendar.at(MONDAY, 9, turn)
    site.send(board, "PUT", f"{INTAKE}/boards/{board}/sites/exercice", ADDRESS, at=at)
    held = {line["type"]: line["held"] for line in site.get(board, f"{INTAKE}/boards/{board}/need")}
    lines = [{"type": kind, "by_category": {"no_access": held.get(kind, 0) + n}} for kind, n in asked.items()]
    body: dict[str, Any] = {"weekly_capacity": 500, "lines": lines}
    site.send(board, "POST", f"{INTAKE}/boards/{board}/portraits", body, f"{week.run}-portrait-{board}", at)
    body = {
        "site": "exercice",
        "justification": "Exercice : élèves sans appareil à la maison.",
        "lines": [{"type": kind, "category": "no_access", "quantity": count} for kind, count in asked.items()],
    }
    at = week.calendar.at(TUESDAY, 8, turn)
    drafted = site.send(board, "POST", f"{INTAKE}/requests", body, f"{week.run}-request-{board}", at)
    at = week.calendar.at(TUESDAY, 9, turn)
    site.send(board, "POST", f"{INTAKE}/requests/{drafted['id']}/submit", {"freight_accepted": True}, at=at)
    return Order(board, drafted["id"], drafted["number"])


def _give_up(week: Week, order: Order) -> None:
    path = f"{INTAKE}/requests/{order.request}"

    def settled() -> list[dict[str, Any]] | None:
        """Once intake has heard how each device came."""
        types: list[dict[str, Any]] = week.site.get(order.board, path)["types"]
        return types if all(one["accepted"] + one["lacking"] >= one["granted"] for one in types) else None

    types = week.site.wait("what came, heard by intake", settled, seconds=300)
    left = [{"type": one["type"], "quantity": one["lacking"] + one["short"]} for one in types]
    given_up = [one for one in left if one["quantity"]]
    if given_up:
        key, at = f"{week.run}-give-up-{order.board}", week.calendar.at(6, 16)
        week.site.send(order.board, "POST", f"{path}/give-up", {"given_up": given_up}, key, at)
