"""The two calls of a sign-in at a provider: where the browser is sent, and what the code it comes back with is worth.

Neither is made inside a transaction: a provider may take seconds, and what waits for it must hold nothing.
"""

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import structlog
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from joserfc.errors import InvalidKeyIdError, JoseError

from services.chassis.errors import Forbidden, Refusal
from services.chassis.providers import Provider
from services.contracts.sentence import say
from services.portal.oidc.issuer import TIMEOUT, Issuer, issuer_of, tell_away
from services.portal.oidc.journey import Journey
from services.portal.oidc.proof import MAX_AGE_S, Proof, proof_of

log = structlog.get_logger()


def address(provider: Provider, journey: Journey, back: str, language: str) -> str:
    """Where the browser goes to sign in; `back` is our address that it returns to. Raises `Busy`."""
    asked = {"nonce": journey.nonce, "ui_locales": f"{language}-CA {language}", "max_age": str(MAX_AGE_S)}
    if provider.acr:
        asked["acr_values"] = " ".join(sorted(provider.acr))
    endpoint = issuer_of(provider).published().metadata["authorization_endpoint"]
    made, _ = _ours(provider, None, back).create_authorization_url(
        endpoint, state=journey.state, code_verifier=journey.verifier, **asked
    )
    return str(made)


def proven(provider: Provider, journey: Journey, answer: Mapping[str, str], back: str) -> Proof | Refusal:
    """Who came back with this answer, or why nobody did. Raises `Busy` while the provider is away."""
    issuer = issuer_of(provider)
    if not compare_digest(answer.get("state", "").encode(), journey.state.encode()):
        return _doubted(provider, "state")
    if not _from(issuer, answer.get("iss")):
        return _doubted(provider, "iss")
    if "code" not in answer:
        log.warning("sign-in refused by provider", provider=provider.code, error=answer.get("error", "")[:40])
        return Forbidden("oidc.not_given", say("Your organisation did not sign you in."))
    try:
        return _proof(issuer, journey, _token(provider, issuer, journey, answer["code"], back))
    except httpx.HTTPError as error:
        tell_away(provider, error)
    except (OAuth2Error, JoseError, ValueError) as error:
        return _doubted(provider, f"{type(error).__name__}: {error}")


def goodbye(provider: Provider, back: str) -> str | None:
    """Where the browser ends its session at the provider too, to return to `back`; None where that is not offered.

    Raises `Busy`.
    """
    endpoint = issuer_of(provider).published().metadata.get("end_session_endpoint")
    asked = urlencode({"client_id": provider.client_id, "post_logout_redirect_uri": back})
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{asked}" if endpoint else None


def _from(issuer: Issuer, said: str | None) -> bool:
    """Whether the answer says that it is of this issuer (RFC 9207); it must where the issuer promises to say so."""
    if said is None:
        return not issuer.published().metadata.get("authorization_response_iss_parameter_supported", False)
    return said == issuer.provider.issuer


def _token(provider: Provider, issuer: Issuer, journey: Journey, code: str, back: str) -> str:
    with httpx.Client(timeout=TIMEOUT) as client:
        given: dict[str, Any] = _ours(provider, client, back).fetch_token(
            issuer.published().metadata["token_endpoint"],
            # RFC 6749, 2.3.1: both as a form would send them.
            auth=(quote(provider.client_id, safe=""), quote(provider.secret, safe="")),
            grant_type="authorization_code",
            code=code,
            code_verifier=journey.verifier,
        )
    token = given.get("id_token")
    if not isinstance(token, str):
        raise ValueError("no id token")
    return token


def _proof(issuer: Issuer, journey: Journey, token: str) -> Proof:
    """By the keys that are known, or, where the token names another, by those of this moment."""
    try:
        return proof_of(issuer.provider, token, journey.nonce, issuer.published().keys)
    except InvalidKeyIdError:
        return proof_of(issuer.provider, token, journey.nonce, issuer.published(anew=True).keys)


def _ours(provider: Provider, client: httpx.Client | None, back: str) -> OAuth2Client:
    return OAuth2Client(
        session=client, client_id=provider.client_id, scope="openid", redirect_uri=back, code_challenge_method="S256"
    )


def _doubted(provider: Provider, reason: str) -> Forbidden:
    log.warning("answer of provider refused", provider=provider.code, reason=reason)
    return Forbidden("oidc.doubted", say("This sign-in cannot be trusted, or took too long. Begin it again."))
