"""A portal with people of every kind who sign in with browsers, and what they do on the pages of users."""

import re
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import BOARD, Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.service import SERVICE
from tests.integration.databases import installation
from tests.integration.house import OTHER, OURS
from tests.integration.one_application import application_of

PASSWORD = "correct horse battery"
SIGN_IN, API = "/portal/sign-in", "/portal/api/v1"
PEOPLE: dict[str, tuple[Role, BoardCode | None]] = {
    "mia": (Role.MINISTRY, None),
    "max": (Role.MINISTRY, None),
    "ana": (Role.BOARD_MANAGER, OURS),
    "ben": (Role.BOARD_MANAGER, OURS),
    "tom": (Role.BOARD_TECHNICIAN, OURS),
    "olga": (Role.BOARD_MANAGER, OTHER),
    "wim": (Role.WAREHOUSE_MANAGER, None),
    "cleo": (Role.WAREHOUSE, None),
    "aude": (Role.AUDITOR, None),
    "pia": (Role.PRIVACY, None),
}


def with_people(folder: Path) -> Path:
    """An installation with these people, made once and copied."""
    settings = installation(folder, SERVICE)
    run.prepare([SERVICE], settings)
    running = run.running(SERVICE, settings)
    with running.database.writing(Act("operator:tests", now())) as session:
        for login, (role, board) in PEOPLE.items():
            operations.add_account(session, login, PASSWORD, role, board, login.title())
    running.database.close()
    return settings.var


class Browser:
    """A browser in which somebody signed in; `agent` is what it says of itself."""

    def __init__(self, portal: Running, login: str, password: str = PASSWORD, agent: str = "curl/8.0") -> None:
        self.portal, self.client = portal, application_of(portal).test_client()
        self.client.environ_base["HTTP_USER_AGENT"] = agent
        self.entered = self.client.post(SIGN_IN, data={"login": login, "password": password})

    @property
    def token(self) -> Any:
        return run.keys(self.portal.settings).verify(self.client.get_cookie("reserve_token").value)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **form: str) -> Any:
        return self.client.post(path, data={"csrf": self.token.csrf, **form})

    def renews(self) -> bool:
        """Whether its session still gives a token."""
        self.client.delete_cookie("reserve_token")
        self.client.get("/portal/renew?next=/portal/")
        return self.client.get_cookie("reserve_token") is not None

    def open(self, login: str, role: Role, board: BoardCode | None = None) -> Any:
        form = {"login": login, "name": "Camille Roy", "role": role.value}
        return self.post("/portal/users/open", **form, **({"board": str(board)} if board else {}))


def actor_of(portal: Running, login: str) -> str:
    with portal.database.reading() as session:
        return session.scalars(select(Account.actor).where(Account.login == login)).one()


def secret(answer: Any) -> str:
    """What a page shows this once."""
    assert answer.status_code == 200, answer.text
    found = re.search(r"<code>(.+?)</code>", answer.text)
    assert found
    return unescape(found[1])


def board_of(role: Role) -> BoardCode | None:
    return OURS if role in BOARD else None
