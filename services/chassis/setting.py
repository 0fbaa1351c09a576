"""What each setting must be, and which need another: `settings` reads none before all of them hold."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from services.chassis.antivirus import is_antivirus
from services.contracts.sentence import Sentence, say

LAST_PORT = 65_535
MOST_AT_ONCE = 64
# Never fewer than 20 scans a second for a station.
FEWEST_CALLS = 1200
MOST_PROXIES = 9
LAST_HOUR = 23
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+", re.ASCII)
SECRET = re.compile(r"[A-Za-z0-9_-]{16,200}")
DATABASE = say("an sqlite:/// or postgresql:// URL with {service} in it")


class LocalSignIn(StrEnum):
    """Whom a password lets in: everybody; the Ministry in an emergency, by an address of its own; nobody."""

    YES = "yes"
    EMERGENCY = "emergency"
    NO = "no"


def wrong_ones(values: Mapping[str, str]) -> list[Sentence]:
    """One sentence for each setting that is there and cannot be used."""
    rules: dict[str, tuple[Callable[[str], object], Sentence]] = {
        "RESERVE_PORT": (_is_port, say("a port, 1 to 65535")),
        "RESERVE_PORTRAIT_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_RECEIPT_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_RETURN_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_WEB_PROCESSES": (_is_count, say("a number from 1 to 64")),
        "RESERVE_WEB_THREADS": (_is_count, say("a number from 1 to 64")),
        "RESERVE_HTTPS": ({"yes", "no"}.__contains__, say("yes or no")),
        "RESERVE_EXERCISE": ({"yes", "no"}.__contains__, say("yes or no")),
        "RESERVE_LOCAL_SIGN_IN": (set(LocalSignIn).__contains__, say("yes, emergency or no")),
        "RESERVE_LEAKED_PASSWORDS": (lambda text: Path(text).is_file(), say("the path of a file")),
        "RESERVE_GS1_PREFIX": (lambda text: text.isdecimal() and 4 <= len(text) <= 12, say("4 to 12 digits")),
        "RESERVE_DATABASE": (_is_database, DATABASE),
        "RESERVE_BROKER": (_is_broker, say("sqlite:/// with a path, or an amqp:// or amqps:// URL")),
        "RESERVE_SMTP": (_is_smtp, say("an smtp:// or smtps:// URL with a host")),
        "RESERVE_MAIL_FROM": (_is_address, say("a mail address")),
        "RESERVE_DIGEST_HOUR": (_is_hour, say("an hour, 0 to 23")),
        "RESERVE_METRICS_TOKEN": (SECRET.fullmatch, say("16 or more letters, digits, - or _")),
        "RESERVE_METRICS_ADDRESS": (host_and_port, say("a host and a port, for example 0.0.0.0:9464")),
        "RESERVE_ANTIVIRUS": (is_antivirus, say("unix:/path/of/a/socket or tcp://host:port")),
        "RESERVE_CALLS_A_MINUTE": (_is_rate, say("a number of calls, 1200 or more")),
        "RESERVE_PROXIES": (_is_proxies, say("a number from 0 to 9")),
        "RESERVE_EPCIS_BASE": (_is_base, say("an https:// URL that ends in a slash")),
    }
    return [
        say("%(name)s: this must be %(must)s.", name=name, must=must)
        for name, (right, must) in rules.items()
        if name in values and not right(values[name])
    ]


def lacking(values: Mapping[str, str]) -> list[Sentence]:
    """One sentence for each setting that another one needs and that is not there."""
    if "RESERVE_SMTP" in values and "RESERVE_MAIL_FROM" not in values:
        return [say("RESERVE_MAIL_FROM: RESERVE_SMTP needs it, the address that mail is sent from.")]
    if values.get("RESERVE_LOCAL_SIGN_IN", "yes") != "yes" and "RESERVE_OIDC" not in values:
        return [say("RESERVE_LOCAL_SIGN_IN: without RESERVE_OIDC nobody could sign in but by a password.")]
    return []


def _is_port(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= LAST_PORT


def host_and_port(text: str | None) -> tuple[str, int] | None:
    """`host:port`, the host of IPv6 in brackets; None for anything else."""
    host, _, port = (text or "").rpartition(":")
    return (host.strip("[]"), int(port)) if host and _is_port(port) else None


def _is_rate(text: str) -> bool:
    return text.isascii() and text.isdecimal() and FEWEST_CALLS <= int(text) <= 10**6


def _is_proxies(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text) <= MOST_PROXIES


def _is_count(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= MOST_AT_ONCE


def _is_address(text: str) -> bool:
    return ADDRESS.fullmatch(text) is not None


def _is_hour(text: str) -> bool:
    return text.isdecimal() and int(text) <= LAST_HOUR


def _is_base(text: str) -> bool:
    return re.fullmatch(r"https://[A-Za-z0-9.:-]+/([A-Za-z0-9._~-]+/)*", text) is not None


def _is_smtp(text: str) -> bool:
    return re.fullmatch(r"smtps?://([^\s/@]+@)?[^\s/@:]+(:[0-9]{1,5})?/?", text) is not None


def _is_database(text: str) -> bool:
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        return False
    return "{service}" in text and re.match(r"sqlite:///.|postgresql(\+psycopg)?://", text) is not None


def _is_broker(text: str) -> bool:
    return re.match(r"sqlite:///.|amqps?://", text) is not None
