"""What a provider proves of a person: whose id token it is, checked claim by claim, and nothing else of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.chassis.act import now
from services.chassis.providers import Provider
from services.chassis.tokens import Keys
from services.portal.model.sign_in import LONGEST

# None of them is symmetric, and `none` is not among them.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
LONGEST_SUBJECT = 255
SKEW_S = 30
# How long ago somebody may have signed in at the provider: as long as a session lasts here.
MAX_AGE_S = int(LONGEST.total_seconds())
# A proof that waits for its invitation's code, in the browser's cookie.
WAITS = timedelta(minutes=10)
WAITING, TYPE = "reserve-portal-proof", "proof+jwt"


@dataclass(frozen=True)
class Proof:
    """Somebody as a provider knows him: a person is an issuer with a subject, never a name or an address.

    `strong`: the provider says that a second factor was used.
    """

    provider: str
    issuer: str
    subject: str
    strong: bool


def proof_of(provider: Provider, token: str, nonce: str, keys: KeySet) -> Proof:
    """The proof in an id token. Raises `JoseError` or `ValueError` where anything of it is not as it must be."""
    claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    rules = jwt.JWTClaimsRegistry(
        _moment,
        leeway=SKEW_S,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
    )
    rules.validate(claims)
    _for_us(provider, claims)
    since = claims.get("auth_time", _moment())
    if not isinstance(since, int | float) or since < _moment() - MAX_AGE_S - SKEW_S:
        raise ValueError("signed in there too long ago")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise ValueError("a subject of no length that we keep")
    return Proof(provider.code, provider.issuer, claims["sub"], _strong(provider, claims))


def _moment() -> int:
    return int(now().timestamp())


def _for_us(provider: Provider, claims: Mapping[str, Any]) -> None:
    """Of several audiences the one that asked is named (`azp`), and it is we."""
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else provider.client_id) != provider.client_id:
        raise ValueError("the token was made for another client")


def _strong(provider: Provider, claims: Mapping[str, Any]) -> bool:
    used = claims.get("amr")
    ways = {one for one in used if isinstance(one, str)} if isinstance(used, list) else set()
    return claims.get("acr") in provider.acr or not provider.amr.isdisjoint(ways)


def seal(keys: Keys, proof: Proof) -> str:
    """A proof as a cookie that only we can make; no service takes it for a token."""
    issued = _moment()
    claims = {"iss": WAITING, "exp": issued + int(WAITS.total_seconds()), "proof": vars(proof)}
    return keys.seal(TYPE, claims)


def unseal(keys: Keys, cookie: str) -> Proof | None:
    """The proof that a cookie holds; None when it is over, altered or not ours."""
    try:
        claims = keys.unseal(TYPE, cookie)
        rules = jwt.JWTClaimsRegistry(_moment, iss={"essential": True, "value": WAITING}, exp={"essential": True})
        rules.validate(claims)
        return Proof(**claims["proof"])
    except (JoseError, ValueError, KeyError, TypeError):
        return None
