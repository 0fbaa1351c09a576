"""Mail to a server by SMTP: what was taken, what surely was not, and what nobody can know."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import SplitResult, unquote, urlsplit

# For each step: to connect, to be greeted, to be answered.
TIMEOUT_S = 10.0
PORTS = {"smtp": 25, "smtps": 465}
STARTS, TAKEN = 354, 250
GOOD = range(200, 300)


class Away(Exception):
    """The server cannot be reached or stopped answering before it had a whole message: it has taken nothing."""


class Refused(Exception):
    """The server will not take this message; it may take others."""


class Unclear(Exception):
    """The server was given the whole message and did not answer any more: it may have taken it."""


class Office:
    """A mail server that has greeted us. Its refusals name addresses in their texts: only their codes are told."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, message: EmailMessage) -> None:
        """Give it a message for one recipient, in ASCII on the wire. Raises `Refused`, `Away`, `Unclear`."""
        sender, to = (message[field].addresses[0].addr_spec for field in ("From", "To"))
        text = message.as_bytes(policy=SMTP.clone(cte_type="7bit")).decode("ascii")
        with _as_away():
            self._step("MAIL", *self._connection.mail(sender))
            self._step("RCPT", *self._connection.rcpt(to))
            self._step("DATA", *self._connection.docmd("DATA"), good=range(STARTS, STARTS + 1))
            # The message counts from its last line on: where that could not be given, nothing was taken.
            self._connection.send(f"{smtplib.quotedata(text).rstrip()}\r\n.\r\n")
        try:
            code, _ = self._connection.getreply()
        except OSError as error:
            raise Unclear(type(error).__name__) from error
        if code != TAKEN:
            raise Refused(f"the message: {code}")

    def _step(self, name: str, code: int, _text: bytes, good: range = GOOD) -> None:
        if code not in good:
            self._connection.rset()
            raise Refused(f"{name}: {code}")


@contextmanager
def office(url: str) -> Iterator[Office]:
    """The server of an `smtp://` or `smtps://` URL, for as long as the block. Raises `Away`.

    `smtps` is TLS from the start. On `smtp` TLS begins where the server offers it. With a login in the URL it must, and
    the server's certificate is verified: a password goes nowhere else.
    """
    parts = urlsplit(url)
    with _as_away():
        connection = _connected(parts)
    try:
        yield Office(connection)
    finally:
        with suppress(OSError):
            connection.quit()


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port, login = parts.hostname or "", parts.port or PORTS[parts.scheme], parts.username
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    try:
        connection.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp" and (login or connection.has_extn("starttls")):
            connection.starttls(context=ssl.create_default_context() if login else _unverified())
            connection.ehlo_or_helo_if_needed()
        if login:
            connection.login(unquote(login), unquote(parts.password or ""))
    except OSError:
        connection.close()
        raise
    return connection


def _unverified() -> ssl.SSLContext:
    """For a relay of the own network, whose certificate nobody signed: better than in the clear."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def _as_away() -> Iterator[None]:
    """Whatever breaks a connection, as `Away`; every error of smtplib is an `OSError`."""
    try:
        yield
    except OSError as error:
        reason = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
        raise Away(f"{type(error).__name__}{reason}") from error
