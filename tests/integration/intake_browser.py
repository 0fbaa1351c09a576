"""Somebody of each role before intake's pages, and what they fill in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from services.chassis import inbox, run
from services.chassis.act import now
from services.contracts.envelope import Envelope
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.contracts.warehouse import StockChanged
from services.intake.service import SERVICE
from tests.integration.databases import copied, installation

BOARD = BoardCode("762000")
ADDRESS = {"site": "quai", "street": "5100, rue Sherbrooke Est", "town": "Montréal", "postal_code": "H1V 3R9"}
ADDRESS |= {"contact": "Service des technologies", "phone": "514 555-0123"}
PORTRAIT = {"weekly_capacity": "40", "need.laptop.no_access": "30", "need.laptop.at_risk": "10"}
PORTRAIT |= {"own_available.laptop": "10", "on_order.laptop": "5"}
ASKED = {"site": "quai", "urgency": "normal", "justification": "Classes fermées", "ask.laptop.at_risk": "12"}


class Browser:
    """A signed-in person's browser."""

    def __init__(self, running: run.Running, application: Any, role: Role) -> None:
        board = BOARD if role.value.startswith("board") else None
        token = run.keys(running.settings).sign(Person(f"u-{role}", role, board, csrf="c"))
        self.client: FlaskClient = application.test_client()
        self.client.set_cookie("reserve_token", token)

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status)
        return answer.get_data(as_text=True)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Status, and where one is sent or what is shown."""
        hidden = {"csrf": "c", "idempotency_key": str(uuid4())}
        answer = self.client.post(path, data=fields | hidden)
        return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def set_up(folder: Path) -> Path:
    """A set-up installation, copied for each test: migrating once is enough."""
    run.prepare([SERVICE], installation(folder, SERVICE))
    return folder


def opened(prepared: Path, folder: Path) -> Iterator[run.Running]:
    """A copy of what was set up, with a hundred free laptops, for the length of a fixture."""
    settings = copied(prepared, folder, SERVICE)
    one = run.running(SERVICE, settings)
    data = StockChanged(free={"laptop": 100})
    told = Envelope(uuid4(), "/warehouse", data.subject(), now(), 1, "w-1", data)
    inbox.take(one.database, SERVICE, [told.to_wire()])
    yield one
    one.database.close()


def browsers(running: run.Running) -> dict[str, Browser]:
    """Somebody of each role before the pages."""
    application = running.application()
    return {role.value: Browser(running, application, role) for role in Role}


def ready(manager: Browser) -> str:
    """Address, portrait and a draft, all through the forms; the draft's page."""
    assert manager.post("/intake/sites/keep", **ADDRESS) == (303, "/intake/sites")
    assert manager.post("/intake/portrait/update", **PORTRAIT) == (303, "/intake/portrait")
    status, place = manager.post("/intake/requests/create", **ASKED)
    assert status == 303, place
    return place


def alert(page: str) -> str:
    found = re.search(r'role="alert">(.*?)</div>', page, re.DOTALL)
    return found.group(1) if found else ""
