"""Short signed tokens (JWT, Ed25519, RFC 8037): the portal signs, every service verifies and holds no password."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.chassis.act import now
from services.chassis.errors import Unauthenticated
from services.chassis.keyfiles import NEXT_PUBLIC, OLD_PUBLIC, PRIVATE, PUBLIC
from services.contracts.duty import Duty
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode

LIFE = timedelta(minutes=5)
ISSUER, AUDIENCE = "reserve-portal", "reserve"
# What it is, so that nothing else that we sign is taken for it (RFC 9068).
TYPE = "at+jwt"
ALGORITHM = "Ed25519"
FILES = (PRIVATE, PUBLIC, NEXT_PUBLIC, OLD_PUBLIC)
State = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class Known:
    """The keys that lay in the folder at one look: what is signed with, and by their names what is verified by."""

    private: OKPKey | None
    publics: Mapping[str, OKPKey]
    state: State

    @property
    def public(self) -> OKPKey:
        """The public half of what is signed with."""
        return next(iter(self.publics.values()))


class Keys:
    """The keys in a folder, read again once one of their files changes: they are turned while everything runs.

    A service other than the portal needs only the public halves.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, [folder / name for name in FILES]
        self._known: Known | None = None

    def look(self) -> Known:
        """The keys as they are now, or were before their folder was lost. Raises `FileNotFoundError` before set-up."""
        # Asked for before they are read: what changes meanwhile is seen at the next look.
        known, state = self._known, tuple(map(_state, self._files))
        try:
            if known is None or known.state != state:
                known = self._known = _read(self._folder, state)
        except OSError:
            if known is None:
                raise
        return known

    @property
    def installation(self) -> str:
        """A short name of the installation that these keys are, nothing secret: the same for all of its services."""
        return name_of(self.look().public)

    def sign(self, person: Person, at: datetime | None = None) -> str:
        """A token for `person`, good for five minutes."""
        issued = int((at or now()).timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": person.actor,
            "role": person.role.value,
            "board": person.board and str(person.board),
            "station": person.station,
            "sid": person.session,
            "csrf": person.csrf,
            "duties": None if person.duties is None else sorted(person.duties),
            "iat": issued,
            "exp": issued + int(LIFE.total_seconds()),
        }
        return self.seal(TYPE, claims)

    def verify(self, token: str, clock: Callable[[], datetime] = now) -> Person:
        """The person a token names. Raises `Unauthenticated` when it is not ours, altered or over."""
        try:
            claims = self.unseal(TYPE, token)
            rules = jwt.JWTClaimsRegistry(
                lambda: int(clock().timestamp()),
                iss={"essential": True, "value": ISSUER},
                aud={"essential": True, "value": AUDIENCE},
                exp={"essential": True},
                sub={"essential": True},
            )
            rules.validate(claims)
            return _person(claims)
        except (JoseError, ValueError, KeyError) as error:
            raise Unauthenticated("token.bad", say("Sign in again: your session is over.")) from error

    def seal(self, kind: str, claims: dict[str, Any]) -> str:
        """These claims, signed as a token of this kind, which nobody takes for one of another kind."""
        private = self.look().private
        if private is None:
            raise RuntimeError("only the portal holds the signing key")
        header = {"alg": ALGORITHM, "typ": kind, "kid": name_of(private)}
        return jwt.encode(header, claims, private, algorithms=[ALGORITHM])

    def unseal(self, kind: str, token: str) -> dict[str, Any]:
        """What was sealed as this kind; whether it is over is not asked. Raises `JoseError`, `ValueError` or `KeyError`
        for what is not ours, altered, or of another kind."""
        decoded = jwt.decode(token, self._signed_with, algorithms=[ALGORITHM])
        if decoded.header.get("typ") != kind:
            raise ValueError("a token of another kind")
        return decoded.claims

    def _signed_with(self, token: Any) -> OKPKey:
        """The key that a token names. Raises `KeyError` where it is not ours."""
        return self.look().publics[str(token.headers()["kid"])]


def name_of(key: OKPKey) -> str:
    """A key's short name: the same for both of its halves."""
    return key.thumbprint()[:12]


def _state(file: Path) -> tuple[int, int] | None:
    """What tells a file from one that takes its place, and from itself once it is written over."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _read(folder: Path, state: State) -> Known:
    private = _private(folder / PRIVATE)
    halves = [(folder / PUBLIC).read_bytes(), *filter(None, map(_bytes, (folder / NEXT_PUBLIC, folder / OLD_PUBLIC)))]
    publics = [OKPKey.import_key(pem) for pem in halves]
    return Known(private, {name_of(one): one for one in publics}, state)


def _private(file: Path) -> OKPKey | None:
    pem = _bytes(file)
    return OKPKey.import_key(pem) if pem else None


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _person(claims: dict[str, Any]) -> Person:
    return Person(
        actor=claims["sub"],
        role=Role(claims["role"]),
        board=BoardCode(claims["board"]) if claims["board"] else None,
        station=claims["station"],
        session=claims["sid"],
        csrf=claims["csrf"],
        duties=_duties(claims.get("duties")),
    )


def _duties(said: Sequence[str] | None) -> frozenset[str] | None:
    """Raises `ValueError` for a duty that this release does not know."""
    return None if said is None else frozenset(Duty(one) for one in said)


def read_keys(folder: Path) -> Keys:
    """The keys that lie in `folder`. Raises `FileNotFoundError` before set-up."""
    keys = Keys(folder)
    keys.look()
    return keys
