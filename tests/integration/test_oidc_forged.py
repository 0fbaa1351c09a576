"""What a provider says is believed where all of it fits, key, issuer, client, nonce and hour; else nobody is in."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from services.chassis import run
from services.chassis.errors import Busy
from services.chassis.run import Running
from services.contracts.roles import Role
from services.portal.oidc import exchange
from services.portal.oidc.exchange import goodbye
from services.portal.oidc.issuer import AGAIN_S, KEPT_S, WELL_KNOWN, Issuer
from services.portal.oidc.proof import Proof, seal, unseal
from tests.integration.house import OURS
from tests.integration.oidc_site import HOME, OIDC, Visitor, portal_of, provider
from tests.servers.oidc_forger import Forger, forger

SUBJECT = "somebody"
Claims = dict[str, Any]


@pytest.fixture(scope="module")
def provider_site() -> Iterator[Forger]:
    with forger() as one:
        yield one


@pytest.fixture(scope="module")
def portal(database_kind: str, provider_site: Forger, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    said = provider("ours", provider_site.issuer, str(OURS), [Role.BOARD_MANAGER, Role.BOARD_TECHNICIAN])
    running = portal_of(tmp_path_factory.mktemp("forged"), said)
    yield running
    running.database.close()


def claims(site: Forger, nonce: str) -> Claims:
    moment = int(time.time())
    return {
        "iss": site.issuer,
        "sub": SUBJECT,
        "aud": "reserve-ours",
        "nonce": nonce,
        "iat": moment,
        "exp": moment + 60,
    }


def signed(site: Forger, said: Claims) -> str:
    return jwt.encode({"alg": "ES256", "kid": "first"}, said, site.key)


def returned(portal: Running, site: Forger, make: Callable[[Claims], str]) -> tuple[Visitor, Any]:
    """A browser that comes back to a portal which is then given the token made from the good claims."""
    visitor = Visitor(portal)
    asked = parse_qs(urlsplit(visitor.sent_to("ours")).query)
    site.token = make(claims(site, asked["nonce"][0]))
    return visitor, visitor.come_back(f"{HOME}{OIDC}/ours/callback?code=c&state={asked['state'][0]}")


def with_claims(**other: Any) -> Callable[[Forger, Claims], str]:
    """The good claims with these instead; None leaves one out."""

    def make(site: Forger, said: Claims) -> str:
        return signed(site, {name: value for name, value in {**said, **other}.items() if value is not None})

    return make


def by_another_key(site: Forger, said: Claims) -> str:
    return jwt.encode({"alg": "ES256", "kid": "first"}, said, ECKey.generate_key("P-256"))


def by_the_clients_secret(site: Forger, said: Claims) -> str:
    return jwt.encode({"alg": "HS256", "kid": "first"}, said, OctKey.import_key("shared by the two"))


def by_the_public_key_as_a_secret(site: Forger, said: Claims) -> str:
    text = f"{part({'alg': 'HS256'})}.{part(said)}"
    mac = hmac.digest(site.key.as_pem(private=False), text.encode(), "sha256")
    return f"{text}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


def unsigned(site: Forger, said: Claims) -> str:
    return f"{part({'alg': 'none'})}.{part(said)}."


def part(said: Claims) -> str:
    """A part of a token that is made by hand."""
    return urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def altered(site: Forger, said: Claims) -> str:
    head, _, signature = signed(site, said).split(".")
    return f"{head}.{part({**said, 'sub': 'x'})}.{signature}"


FORGED = {
    "another issuer": with_claims(iss="http://127.0.0.1:1"),
    "no issuer": with_claims(iss=None),
    "another client": with_claims(aud="somebody-elses"),
    "no client": with_claims(aud=None),
    "several clients and none named": with_claims(aud=["reserve-ours", "other"]),
    "made for another of several": with_claims(aud=["reserve-ours", "other"], azp="other"),
    "another nonce": with_claims(nonce="x"),
    "no nonce": with_claims(nonce=None),
    "over": with_claims(exp=int(time.time()) - 60),
    "without an end": with_claims(exp=None),
    "of tomorrow": with_claims(iat=int(time.time()) + 86_400),
    "signed in there yesterday": with_claims(auth_time=int(time.time()) - 86_400),
    "signed in at no time": with_claims(auth_time="now"),
    "no subject": with_claims(sub=None),
    "an empty subject": with_claims(sub=""),
    "a subject that is none": with_claims(sub=["a"]),
    "a subject too long": with_claims(sub="x" * 256),
    "another key": by_another_key,
    "the client's secret": by_the_clients_secret,
    "the public key as a secret": by_the_public_key_as_a_secret,
    "no signature": unsigned,
    "altered": altered,
    "no token": lambda site, said: "",
    "no token at all": lambda site, said: "a.b",
}


@pytest.mark.parametrize("what", sorted(FORGED))
def test_a_token_with_anything_wrong_lets_nobody_in(portal: Running, provider_site: Forger, what: str) -> None:
    visitor, refused = returned(portal, provider_site, lambda said: FORGED[what](provider_site, said))
    assert (refused.status_code, visitor.person) == (403, None)
    assert "n’est pas sûre" in refused.text
    assert visitor.client.get_cookie("reserve_proof", path="/portal/invitation") is None


@pytest.mark.parametrize("more", [{}, {"aud": ["reserve-ours"]}, {"aud": ["reserve-ours", "b"], "azp": "reserve-ours"}])
def test_a_token_with_all_of_it_right_is_believed(portal: Running, provider_site: Forger, more: Claims) -> None:
    _, known = returned(portal, provider_site, lambda said: signed(provider_site, said | more))
    assert (known.status_code, known.location.split("?")[0]) == (303, "/portal/invitation")


@pytest.mark.parametrize(
    "query", ["code=c", "code=c&state=x", "code=c&state=", "state={state}", "error=access_denied&state={state}"]
)
def test_an_answer_without_its_state_or_its_code_asks_the_provider_nothing(
    portal: Running, provider_site: Forger, query: str
) -> None:
    visitor = Visitor(portal)
    state = parse_qs(urlsplit(visitor.sent_to("ours")).query)["state"][0]
    before = len(provider_site.asked)
    refused = visitor.come_back(f"{HOME}{OIDC}/ours/callback?{query.format(state=state)}")
    assert (refused.status_code, visitor.person, len(provider_site.asked)) == (403, None, before)


def test_a_provider_that_fails_at_the_exchange_is_told_as_away(portal: Running, provider_site: Forger) -> None:
    visitor = Visitor(portal)
    state = parse_qs(urlsplit(visitor.sent_to("ours")).query)["state"][0]
    provider_site.status = 502
    away = visitor.come_back(f"{HOME}{OIDC}/ours/callback?code=c&state={state}")
    provider_site.status = 200
    assert (away.status_code, away.headers["Retry-After"], visitor.person) == (503, "5", None)
    assert "ne répond pas" in away.text


def test_an_unknown_provider_is_not_found(portal: Running) -> None:
    assert [Visitor(portal).client.get(f"{OIDC}/nobody{end}").status_code for end in ("", "/callback")] == [404, 404]


def test_a_proof_is_no_token_and_a_token_no_proof(portal: Running) -> None:
    keys = run.keys(portal.settings)
    sealed = seal(keys, Proof("ours", "https://a", "b", True))
    assert unseal(keys, sealed) == Proof("ours", "https://a", "b", True)
    visitor = Visitor(portal)
    assert (
        visitor.client.get("/portal/api/v1/search?q=ab", headers={"Authorization": f"Bearer {sealed}"}).status_code
        == 401
    )
    for wrong in ("", "a.b.c", sealed[:-2]):
        assert unseal(keys, wrong) is None
    assert visitor.type_code("ABCD").location == "/portal/sign-in"
    assert visitor.client.get("/portal/invitation").location == "/portal/sign-in"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_provider_is_asked_once_an_hour_and_at_once_for_a_key_that_is_new(
    portal: Running, provider_site: Forger
) -> None:
    (trusted,), clock = portal.settings.providers.all, Clock()
    issuer, before = Issuer(trusted, clock), len(provider_site.asked)
    first = issuer.published()
    assert issuer.published() is issuer.published(anew=True) is first
    clock.at += AGAIN_S
    assert issuer.published() is first
    assert issuer.published(anew=True) is not first
    clock.at += KEPT_S
    issuer.published()
    assert provider_site.asked[before:] == [WELL_KNOWN, "/jwks"] * 3


def test_keys_that_were_changed_are_fetched_anew(
    portal: Running, provider_site: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (trusted,), clock = portal.settings.providers.all, Clock()
    known_there = Issuer(trusted, clock)
    monkeypatch.setattr(exchange, "issuer_of", lambda _: known_there)
    second = ECKey.generate_key("P-256", {"use": "sig", "kid": "second"})

    def by_the_second(said: Claims) -> str:
        clock.at += AGAIN_S
        provider_site.keys = [second]
        return jwt.encode({"alg": "ES256", "kid": "second"}, said, second)

    _, known = returned(portal, provider_site, by_the_second)
    provider_site.keys = [provider_site.key]
    assert known.status_code == 303


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_description_that_is_anothers_or_leads_astray_is_not_followed(
    portal: Running, provider_site: Forger, monkeypatch: pytest.MonkeyPatch, said: Claims
) -> None:
    monkeypatch.setattr(provider_site, "said", said)
    (trusted,) = portal.settings.providers.all
    with pytest.raises(Busy):
        Issuer(trusted).published()


def test_who_is_away_is_left_alone_for_a_while(
    portal: Running, provider_site: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (trusted,), clock = portal.settings.providers.all, Clock()
    issuer, before = Issuer(trusted, clock), len(provider_site.asked)
    monkeypatch.setattr(provider_site, "status", 500)
    for _ in range(3):
        with pytest.raises(Busy):
            issuer.published()
    assert len(provider_site.asked) == before + 1
    clock.at += AGAIN_S
    monkeypatch.setattr(provider_site, "status", 200)
    assert issuer.published().metadata["issuer"] == trusted.issuer


def test_a_provider_without_a_sign_out_leads_to_our_own_door(portal: Running) -> None:
    (trusted,) = portal.settings.providers.all
    assert goodbye(trusted, HOME) is None
    assert Visitor(portal).client.get(f"{OIDC}/ours/sign-out").location == "/portal/sign-in"


def test_nothing_of_a_database_is_held_while_a_provider_is_asked(
    portal: Running, provider_site: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    real = httpx.Client.post

    def post(self: httpx.Client, *given: Any, **more: Any) -> httpx.Response:
        held.append(portal.database.engine.pool.checkedout())
        return real(self, *given, **more)

    monkeypatch.setattr(httpx.Client, "post", post)
    returned(portal, provider_site, lambda said: signed(provider_site, said))
    assert held == [0]
