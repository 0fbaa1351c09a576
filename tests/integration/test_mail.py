"""Mail to real servers: what was taken, what surely was not, and what nobody can know are told apart."""

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.chassis import mail
from services.chassis.mail import Away, Refused, Unclear, office
from tests.integration.mail_server import Post, broken_office, nobody, post_office
from tests.servers.process import LOOPBACK

TEXT = "En retard : été\n.\n..deux points\nfin"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 1.0)


def message(to: str = "a@example.org") -> EmailMessage:
    one = EmailMessage()
    one["From"], one["To"], one["Subject"] = "reserve@example.org", to, "Réserve : 3 en retard"
    one.set_content(TEXT)
    return one


def test_a_message_arrives_as_it_was_written() -> None:
    post = Post()
    with post_office(post) as url, office(url) as server:
        server.send(message("a@example.org")), server.send(message("b@example.org"))
    assert post.to == ["a@example.org", "b@example.org"]
    assert [one.get_content().rstrip() for one in post.taken] == [TEXT.rstrip()] * 2
    assert {one["Subject"] for one in post.taken} == {"Réserve : 3 en retard"}


@pytest.mark.parametrize(
    "answer", [{"rcpt": "550 no <a@example.org> here"}, {"data": "554 spam"}, {"rcpt": "451 later"}]
)
def test_a_message_that_is_refused_says_so_without_an_address_and_the_next_one_goes(answer: dict[str, str]) -> None:
    post = Post(**answer)
    with post_office(post) as url, office(url) as server:
        with pytest.raises(Refused, match=r"^(RCPT|the message): \d{3}$"):
            server.send(message())
        post.rcpt = post.data = "250 OK"
        server.send(message("b@example.org"))
    assert post.to[-1] == "b@example.org"


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(Away), office(nobody()):
        raise AssertionError("nobody is there")


@pytest.mark.parametrize(
    ("lines", "hangs"),
    [
        ((), True),
        ((), False),
        ((b"554 closed",), False),
        ((b"220 here", b"421 too busy"), False),
        ((b"220 here",), True),
    ],
    ids=["no greeting", "hangs up", "closed", "busy", "no answer"],
)
def test_a_server_that_does_not_greet_as_it_should_is_away(lines: tuple[bytes, ...], hangs: bool) -> None:
    with broken_office(*lines, hangs=hangs) as url, pytest.raises(Away), office(url):
        raise AssertionError("it never greeted us")


@pytest.mark.parametrize("hangs", [True, False])
@pytest.mark.parametrize("steps", range(3))
def test_a_server_that_dies_before_it_has_the_message_has_taken_nothing(steps: int, hangs: bool) -> None:
    lines = (b"220 here", b"250 hello", b"250 sender", b"250 recipient")[: 2 + steps]
    with broken_office(*lines, hangs=hangs) as url, office(url) as server, pytest.raises(Away):
        server.send(message())


def test_a_server_that_has_the_whole_message_and_does_not_answer_may_have_taken_it() -> None:
    lines = (b"220 here", b"250 hello", b"250 sender", b"250 recipient", b"354 go on")
    with broken_office(*lines) as url, office(url) as server, pytest.raises(Unclear):
        server.send(message())
    post = Post(dies=True)
    with post_office(post) as url, office(url) as server, pytest.raises(Unclear):
        server.send(message())
    assert post.to == ["a@example.org"]


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """A server's context, with a certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return context


def test_a_relay_that_offers_tls_gets_it_whoever_signed_its_certificate(tls: ssl.SSLContext) -> None:
    post = Post()
    with post_office(post, tls_context=tls, require_starttls=True) as url, office(url) as server:
        server.send(message())
    assert post.to == ["a@example.org"]


def test_a_password_goes_to_no_server_that_is_not_verified_to_be_the_one(tls: ssl.SSLContext) -> None:
    seen: list[object] = []

    def note(*told: object) -> AuthResult:
        seen.append(told)
        return AuthResult(success=True)

    for offered in ({"tls_context": tls}, {"auth_require_tls": False}):
        server = post_office(Post(), authenticator=note, **offered)
        with server as url, pytest.raises(Away), office(url.replace("//", "//me:secret@")):
            raise AssertionError("it is not verified")
    with post_office(Post(), ssl_context=tls) as url, pytest.raises(Away), office(url.replace("smtp", "smtps")):
        raise AssertionError("it is not verified")
    assert seen == []


def test_a_login_is_used_on_a_server_that_is_verified(
    tls: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def check(_server: object, _session: object, _envelope: object, _how: str, login: Any) -> AuthResult:
        seen.append((login.login, login.password))
        return AuthResult(success=True)

    trusting = partial(ssl.create_default_context, cafile=tmp_path / "cert.pem")
    post = Post()
    with post_office(post, authenticator=check, tls_context=tls) as url:
        monkeypatch.setattr(ssl, "create_default_context", trusting)
        with office(url.replace("//", "//me%40x:s%2Fecret@")) as server:
            server.send(message())
    assert (seen, post.to) == ([(b"me@x", b"s/ecret")], ["a@example.org"])
