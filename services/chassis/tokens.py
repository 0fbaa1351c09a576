"""Short signed tokens (JWT, Ed25519, RFC 8037): the portal signs, every service verifies and holds no password."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.chassis.act import now
from services.chassis.errors import Unauthenticated
from services.contracts.duty import Duty
from services.contracts.roles import Person, Role
from services.contracts.sentence import say
from services.contracts.values import BoardCode

LIFE = timedelta(minutes=5)
ISSUER, AUDIENCE = "reserve-portal", "reserve"
# What it is, so that nothing else that we sign is taken for it (RFC 9068).
TYPE = "at+jwt"
ALGORITHM = "Ed25519"
PRIVATE, PUBLIC = "portal.key.pem", "portal.pub.pem"


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
        return jwt.encode({"alg": ALGORITHM, "typ": TYPE}, claims, self.private, algorithms=[ALGORITHM])

    def verify(self, token: str, clock: Callable[[], datetime] = now) -> Person:
        """The person a token names. Raises `Unauthenticated` when it is not ours, altered or over."""
        try:
            decoded = jwt.decode(token, self.public, algorithms=[ALGORITHM])
            if decoded.header.get("typ") != TYPE:
                raise ValueError("a token of another kind")
            claims = decoded.claims
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


def make_keys(folder: Path) -> None:
    """Make the installation's key pair in `folder`, unless it is there; only its owner can read the private half.

    Of two set-ups at once the first one's key stays; what one that was killed left undone the next one does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    private, public = folder / PRIVATE, folder / PUBLIC
    if not private.exists():
        pem = OKPKey.generate_key("Ed25519").as_pem(private=True)
        with _draft(folder, pem) as draft, suppress(FileExistsError):
            private.hardlink_to(draft)
    pem = OKPKey.import_key(private.read_bytes()).as_pem(private=False)
    if not public.exists() or public.read_bytes() != pem:
        with _draft(folder, pem) as draft:
            draft.chmod(0o644)
            draft.replace(public)


@contextmanager
def _draft(folder: Path, content: bytes) -> Iterator[Path]:
    """A file of `folder`, whole and on the disk, to be published in one step; only its owner can read it."""
    with NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft = Path(file.name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def read_keys(folder: Path) -> Keys:
    """The keys that lie in `folder`. Raises `FileNotFoundError` before set-up."""
    private = folder / PRIVATE
    public = OKPKey.import_key((folder / PUBLIC).read_bytes())
    return Keys(OKPKey.import_key(private.read_bytes()) if private.exists() else None, public)
