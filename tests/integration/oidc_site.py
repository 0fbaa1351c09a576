"""A portal whose people sign in at their organisations, and a browser of one of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services.chassis import run
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import operations
from services.portal.model.account import Account
from services.portal.operations.identity import new_invitation
from services.portal.service import SERVICE
from tests.integration.databases import installation

HOME = "http://127.0.0.1:8020"
OIDC = "/portal/oidc"


def provider(code: str, issuer: str, board: str, roles: Sequence[Role], amr: str = "mfa", **more: str) -> str:
    """One provider in the file of them."""
    named = {"code": code, "fr": f"Organisme {code}", "en": f"Organisation {code}", "issuer": issuer, "board": board}
    lines = {**named, "client_id": f"reserve-{code}", "secret_variable": "TEST_SECRET"} | more
    lists = {"roles": [role.value for role in roles], "amr": [amr]}
    return "\n".join(["[[provider]]", *(f'{name} = "{text}"' for name, text in lines.items())]) + "".join(
        f"\n{name} = {texts}" for name, texts in lists.items()
    )


def portal_of(folder: Path, *providers: str, **more: str) -> Running:
    """A portal that trusts these providers."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "providers.toml"
    file.write_text("\n\n".join([f'address = "{HOME}"', *providers]), encoding="utf-8")
    settings = installation(folder, SERVICE, RESERVE_OIDC=str(file), TEST_SECRET="shared by the two", **more)
    run.prepare([SERVICE], settings)
    return run.running(SERVICE, settings)


def invited(portal: Running, login: str, role: Role, board: BoardCode | None = None) -> str:
    """The code of a new account that nobody has come in with."""
    with portal.database.writing(Act("operator:tests", now())) as session:
        account = operations.add_account(session, login, "correct horse battery", role, board, login.title())
        return new_invitation(session, account)


def actor(portal: Running, login: str) -> str:
    with portal.database.reading() as session:
        return str(session.query(Account.actor).filter(Account.login == login).scalar())


class Visitor:
    """A browser at the portal."""

    def __init__(self, portal: Running) -> None:
        self.portal, self.client = portal, portal.application().test_client()

    def sent_to(self, code: str, further: str = "/portal/account") -> str:
        """Where the portal sends the browser to sign in."""
        answer = self.client.get(f"{OIDC}/{code}", query_string={"next": further})
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def come_back(self, address: str) -> Any:
        """The browser goes where the provider sends it."""
        parts = urlsplit(address)
        return self.client.get(f"{parts.path}?{parts.query}")

    def type_code(self, code: str, further: str = "/portal/account") -> Any:
        return self.client.post("/portal/invitation", data={"code": code, "next": further})

    @property
    def person(self) -> Any:
        """Whom the browser's token names; None for nobody."""
        cookie = self.client.get_cookie("reserve_token")
        return run.keys(self.portal.settings).verify(cookie.value) if cookie else None
