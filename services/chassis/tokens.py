"""Short signed tokens (JWT, Ed25519, RFC 8037): the portal signs, every service verifies and holds no password."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.chassis.act import now
from services.chassis.errors import Unauthenticated
from services.chassis.pair import files, make_pair
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode

LIFE = timedelta(minutes=5)
ISSUER = "reserve-portal"
ALGORITHM = "Ed25519"
NAME = "portal"


@dataclass(frozen=True)
class Keys:
    """The portal's key pair. A service other than the portal needs only the public half."""

    private: OKPKey | None
    public: OKPKey

    @property
    def installation(self) -> str:
        """A short name of the installation that these keys are, nothing secret: the same for all of its services."""
        return self.public.thumbprint()[:12]

    def sign(self, person: Person, at: datetime | None = None) -> str:
        """A token for `person`, good for five minutes."""
        if self.private is None:
            raise RuntimeError("only the portal holds the signing key")
        issued = int((at or now()).timestamp())
        claims = {
            "iss": ISSUER,
            "sub": person.actor,
            "role": person.role.value,
            "board": person.board and str(person.board),
            "station": person.station,
            "sid": person.session,
            "csrf": person.csrf,
            "iat": issued,
            "exp": issued + int(LIFE.total_seconds()),
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self.private, algorithms=[ALGORITHM])

    def verify(self, token: str, clock: Callable[[], datetime] = now) -> Person:
        """The person a token names. Raises `Unauthenticated` when it is not ours, altered or over."""
        try:
            claims = jwt.decode(token, self.public, algorithms=[ALGORITHM]).claims
            rules = jwt.JWTClaimsRegistry(
                lambda: int(clock().timestamp()),
                iss={"essential": True, "value": ISSUER},
                exp={"essential": True},
                sub={"essential": True},
            )
            rules.validate(claims)
            return _person(claims)
        except (JoseError, ValueError, KeyError) as error:
            raise Unauthenticated("token.bad", say("Sign in again: your session is over.")) from error


def _person(claims: dict[str, Any]) -> Person:
    return Person(
        actor=claims["sub"],
        role=Role(claims["role"]),
        board=BoardCode(claims["board"]) if claims["board"] else None,
        station=claims["station"],
        session=claims["sid"],
        csrf=claims["csrf"],
    )


def make_keys(folder: Path) -> None:
    """Make the installation's key pair in `folder`, unless it is there."""
    make_pair(folder, NAME)


def read_keys(folder: Path) -> Keys:
    """The keys that lie in `folder`. Raises `FileNotFoundError` before set-up."""
    private, public = files(folder, NAME)
    own = OKPKey.import_key(private.read_bytes()) if private.exists() else None
    return Keys(own, OKPKey.import_key(public.read_bytes()))
