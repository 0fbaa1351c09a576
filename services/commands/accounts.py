"""Accounts and station keys for what a command plays, made on its first run and kept in files of their owner."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.errors import Conflict
from services.commands.acting import writing
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import operations

Who = tuple[Role, BoardCode | None]


def kept_accounts(
    folder: Path, name: str, people: Mapping[str, Who], stations: Mapping[str, BoardCode | None], before: str = ""
) -> dict[str, Any]:
    """The accounts of what is called `name`, by who it is, and the files of the stations' keys; what is lacking of them
    is made. Logins begin with `before`.

    A run cut off between the portal's commit and the file is made good by the next: new passwords, new keys.
    """
    file = folder / "accounts.json"
    kept: dict[str, Any] = {"people": {}, "stations": {}}
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
    lacking = {who: each for who, each in people.items() if who not in kept["people"]}
    keyless = {station: board for station, board in stations.items() if station not in kept["stations"]}
    if lacking or keyless:
        folder.mkdir(parents=True, exist_ok=True)
        with writing("portal") as session:
            for who, (role, board) in lacking.items():
                kept["people"][who] = _opened(session, before + who, role, board)
            for station, board in keyless.items():
                path = folder / f"{station}.key"
                _secret(path, operations.add_station(session, f"{name}-{station}", board))
                kept["stations"][station] = str(path)
        _secret(file, json.dumps(kept, indent=1))
    return kept


def _opened(session: Session, login: str, role: Role, board: BoardCode | None) -> dict[str, str]:
    password = secrets.token_urlsafe(9)
    try:
        operations.add_account(session, login, password, role, board, login)
    except Conflict:
        operations.set_password(session, login, password)
    return {"login": login, "password": password}


def _secret(file: Path, text: str) -> None:
    """Keep a secret whole, in a file that only its owner can read (so a temporary file is made)."""
    with NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as draft:
        draft.write(text)
    Path(draft.name).replace(file)
