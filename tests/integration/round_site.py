"""An intake whose boards need and ask, whose Ministry has two people, and whose warehouse answers when told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event, select

from services.chassis import inbox, outbox, tables
from services.chassis.act import Act, now
from services.contracts.envelope import Envelope
from services.contracts.event import Event
from services.contracts.intake import Quantity, RequestLine, TypeNeed
from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.contracts.warehouse import OrderReserved, OrderShort, Shortage
from services.intake.model.acceptance import Acceptance
from services.intake.model.asking import Asking
from services.intake.model.calendar import day_of
from services.intake.model.freight import Quote
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.site import Site
from services.intake.model.state import Urgency
from services.intake.operations.portrait import update_portrait
from services.intake.service import SERVICE
from tests.integration.test_intake_requests import House
from tests.integration.test_side_by_side import ADDRESS

CODES = list(boards())
FIRST, SECOND = "first", "second"


class Rounds(House):
    """`prepare` is what the first person does, `confirm` what the second does."""

    def __init__(self, running: Any) -> None:
        super().__init__(running)
        self.number = 0

    def prepare(self, *types: dict[str, Any], who: str = FIRST) -> Any:
        status, answer = self.call("ministry", "POST", "/rounds", {"types": list(types)}, board=who)
        assert status == 201, answer
        return self.whole(answer["id"])

    def whole(self, round_id: str) -> Any:
        return self.call("ministry", "GET", f"/rounds/{round_id}")[1]

    def confirm(self, one: Any, who: str = SECOND) -> tuple[int, Any]:
        return self.call("ministry", "POST", f"/rounds/{one['id']}/confirm", board=who)

    def set_by_hand(self, one: Any, given: dict[tuple[str, str], int], who: str = FIRST) -> None:
        portions = [{"board": board, "type": kind, "granted": granted} for (board, kind), granted in given.items()]
        body = {"portions": portions, "reason": "Écoles fermées"}
        status, answer = self.call("ministry", "POST", f"/rounds/{one['id']}/change", body, board=who)
        assert status == 200, answer

    def split(self, *types: dict[str, Any]) -> Any:
        """Prepared and confirmed."""
        one = self.prepare(*types)
        assert self.confirm(one)[0] == 200
        return self.whole(one["id"])

    def needing(self, board: str, **counts: int) -> None:
        """A board's portrait, which needs so many of each type, and its address."""
        lines = [
            TypeNeed(type=kind, need=count, by_category={"no_access": count}, own_available=0, on_order=0, in_repair=0)
            for kind, count in counts.items()
        ]
        code, act = BoardCode(board), Act("u-board", now())
        with self.running.database.writing(act) as session:
            update_portrait(session, None, code, 40, lines)
            if session.get(Site, (code, ADDRESS.site)) is None:
                session.add(Site.of(code, ADDRESS, act.at))

    def asking(self, board: str, **counts: int) -> str:
        """A request for so many of each type, submitted; its id."""
        (made,) = self.submitted([(board, counts)])
        return made

    def submitted(self, asked: list[tuple[str, dict[str, int]]]) -> list[str]:
        """Requests submitted one after the other, in one transaction."""
        act = Act("u-board", now())
        with self.running.database.writing(act) as session:
            made = [self._submitted(session, act, board, counts) for board, counts in asked]
        return [str(one) for one in made]

    def _submitted(self, session: Any, act: Act, board: str, counts: dict[str, int]) -> UUID:
        self.number += 1
        lines = [RequestLine(type=kind, category="no_access", quantity=count) for kind, count in counts.items()]
        asking = Asking(ADDRESS.site, "Classes fermées", Urgency.NORMAL, lines)
        quote = Quote("road", day_of(act.at), day_of(act.at), 1000, 0, {})
        request = Request.draft(act, f"D{self.number:06d}", BoardCode(board), asking, quote)
        needs = {kind: Need(kind, {"no_access": 10_000}, 0, 0, 0, 0) for kind in counts}
        outbox.record(session, request.submit(act, Acceptance(True, None, "board_manager"), quote, needs))
        session.add(request)
        return request.id

    def shown(self, request: str, language: str = "en") -> Any:
        """A request as the Ministry reads it."""
        return self.call("ministry", "GET", f"/requests/{request}?lang={language}")[1]

    def figures(self, request: str) -> list[tuple[str, int, int]]:
        """By type: asked, granted, short."""
        return [(one["asked"], one["granted"], one["short"]) for one in self.shown(request)["types"]]

    def answer(self, request: str, reserved: dict[str, int], free: dict[str, int]) -> None:
        """The warehouse reserves so many of what was granted; so many are free after it."""
        told = {one["type"]: one["granted"] for one in self.shown(request)["types"]}
        about = {"order": uuid4(), "request": UUID(request), "board": BoardCode(self.shown(request)["board"])}
        if all(reserved.get(kind, 0) >= count for kind, count in told.items()):
            quantities = [Quantity(type=kind, quantity=count) for kind, count in reserved.items()]
            self.hear(OrderReserved(**about, reserved=quantities, free=free))
        else:
            lines = [Shortage(type=kind, asked=count, reserved=reserved.get(kind, 0)) for kind, count in told.items()]
            self.hear(OrderShort(**about, lines=lines, free=free))

    def hear(self, told: Event) -> None:
        one = Envelope(uuid4(), f"/{told.owner}", told.subject(), now(), int(now().timestamp() * 1000), "w-1", told)
        inbox.take(self.running.database, SERVICE, [one.to_wire()])

    def grants(self) -> list[Any]:
        """Every grant that was told, in order."""
        with self.running.database.reading() as session:
            bodies = [json.loads(body) for body in session.scalars(select(tables.outbox.c.body).order_by("id"))]
        return [body["data"] for body in bodies if body["type"].endswith("request.granted.v1")]

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements sent meanwhile."""
        statements: list[str] = []

        def note(_c: Any, _x: Any, statement: str, *_more: Any) -> None:
            statements.append(statement)

        event.listen(self.running.database.engine, "before_cursor_execute", note)
        yield statements
        event.remove(self.running.database.engine, "before_cursor_execute", note)


def gets(one: Any) -> dict[tuple[str, str], int]:
    """What a round gives, by board and type."""
    return {(each["board"], each["type"]): each["granted"] for each in one["boards"]}


def reasons(one: Any) -> dict[str, str]:
    """The sentence of each board, of rounds of one type."""
    return {each["board"]: each["reason"] for each in one["boards"]}
