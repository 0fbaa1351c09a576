"""Identity providers (OpenID Connect) that this installation trusts: by a file, with whose they are."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services.contracts.reference import boards
from services.contracts.roles import BOARD, MINISTRY, Role
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode

# What `board` says of a provider whose people are of no board.
OF_THE_RESERVE = "ministry"
TEXTS = ("code", "fr", "en", "issuer", "client_id", "board")
LISTS = ("roles", "acr", "amr")
SECRETS = ("secret_file", "secret_variable")
FIELDS = frozenset({*TEXTS, *LISTS, *SECRETS, "mfa_for_all"})
CODE = re.compile(r"[a-z0-9]{1,24}")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PERSONS = frozenset(Role) - {Role.STATION, Role.SERVICE}


@dataclass(frozen=True)
class Provider:
    """One provider. `board` is whose people it knows, None for the Ministry's and the warehouse's: no claim says so.

    `acr` and `amr`: the values, any of which says that a second factor was used.
    """

    code: str
    fr: str
    en: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    board: BoardCode | None
    roles: frozenset[Role]
    acr: frozenset[str]
    amr: frozenset[str]
    mfa_for_all: bool

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.fr

    def gives(self, role: Role, board: str | None) -> bool:
        """Whether somebody of this role and board may come in by it."""
        return role in self.roles and board == self.board

    def asks_more(self, role: Role) -> bool:
        """Whether this role comes in with a second factor only."""
        return self.mfa_for_all or role in MINISTRY


@dataclass(frozen=True)
class Providers:
    """All of them. `address` is the reserve's own, as browsers reach it: providers send people back there."""

    address: str = ""
    all: tuple[Provider, ...] = ()

    def of(self, code: str | None) -> Provider | None:
        return next((one for one in self.all if one.code == code), None)

    def for_account(self, role: Role, board: str | None) -> Provider | None:
        """The provider by which somebody of this role and board comes in; None where there is none."""
        return next((one for one in self.all if one.gives(role, board)), None)


def known_providers(path: str | None, environment: Mapping[str, str]) -> tuple[Providers, Sequence[Sentence]]:
    """The providers of the file at `path`, if any; or what is wrong in it, each with the place."""
    if not path:
        return Providers(), ()
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Providers(), [_told("", say("this must be a TOML file that can be read"))]
    found = said.get("provider", [])
    tables = found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else []
    faults = [_told("", rule) for rule in _wrong_in_all(said, tables)]
    faults += [_told(str(one.get("code", "?")), rule) for one in tables for rule in _wrong(one, environment)]
    if faults:
        return Providers(), faults
    return Providers(said["address"].rstrip("/"), tuple(_provider(one, environment) for one in tables)), ()


def _wrong_in_all(said: dict[str, Any], tables: Sequence[dict[str, Any]]) -> list[Sentence]:
    codes, issuers = ([one.get(name) for one in tables] for name in ("code", "issuer"))
    rules = [
        (
            _is_address(said.get("address")),
            say("address must be the https address at which browsers reach the reserve"),
        ),
        (bool(tables), say("name at least one provider, each under [[provider]]")),
        (len(set(map(str, codes))) == len(codes), say("give each provider a code of its own")),
        (len(set(map(str, issuers))) == len(issuers), say("name an issuer once")),
    ]
    return [rule for right, rule in rules if not right]


def _wrong(one: dict[str, Any], environment: Mapping[str, str]) -> list[Sentence]:
    roles, board = one.get("roles", []), one.get("board")
    people = PERSONS - BOARD if board == OF_THE_RESERVE else BOARD
    rules: list[tuple[Callable[[], bool], Sentence]] = [
        (lambda: set(one) <= FIELDS, say("a field is not known here")),
        (lambda: all(isinstance(one.get(name), str) and one[name] for name in TEXTS), say("a text is missing")),
        (lambda: all(_texts(one.get(name, [])) for name in LISTS), say("give a list of texts")),
        (lambda: CODE.fullmatch(one["code"]) is not None, say("a code has 1 to 24 small letters and digits")),
        (lambda: _is_address(one["issuer"]), say("issuer must be an https address")),
        (lambda: board == OF_THE_RESERVE or board in boards(), say("board must be a board’s code, or ministry")),
        (
            lambda: bool(roles) and set(roles) <= set(people),
            say("roles must be some of those that its people can have"),
        ),
        (
            lambda: bool(one.get("acr") or one.get("amr")) or not (one.get("mfa_for_all") or MINISTRY & set(roles)),
            say("give acr or amr: these people come in with a second factor only"),
        ),
        (
            lambda: bool(_secret(one, environment)),
            say("secret_file or secret_variable must lead to the client’s secret"),
        ),
    ]
    return [rule for right, rule in rules if not _holds(right)]


def _holds(rule: Callable[[], bool]) -> bool:
    """Whether a rule is kept; one that cannot even be asked is broken."""
    try:
        return rule()
    except (KeyError, TypeError):
        return False


def _provider(one: dict[str, Any], environment: Mapping[str, str]) -> Provider:
    return Provider(
        code=one["code"],
        fr=one["fr"],
        en=one["en"],
        issuer=one["issuer"],
        client_id=one["client_id"],
        secret=_secret(one, environment),
        board=None if one["board"] == OF_THE_RESERVE else BoardCode(one["board"]),
        roles=frozenset(map(Role, one["roles"])),
        acr=frozenset(one.get("acr", ())),
        amr=frozenset(one.get("amr", ())),
        mfa_for_all=one.get("mfa_for_all", False) is True,
    )


def _secret(one: dict[str, Any], environment: Mapping[str, str]) -> str:
    """The client's secret: a file's, or an environment variable's, never the providers' file's own."""
    if "secret_variable" in one:
        return environment.get(one["secret_variable"], "")
    file = Path(one.get("secret_file", ""))
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _is_address(text: object) -> bool:
    """An https address without more; http for one's own machine alone, where tests and demonstrations run."""
    parts = urlsplit(text) if isinstance(text, str) else urlsplit("")
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return safe and bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)


def _texts(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


def _told(code: str, rule: Sentence) -> Sentence:
    if not code:
        return say("RESERVE_OIDC: %(rule)s.", rule=rule)
    return say("RESERVE_OIDC: %(provider)s: %(rule)s.", provider=code, rule=rule)
