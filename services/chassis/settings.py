"""Settings: read from the environment once, checked, frozen; what is wrong is named before anything starts."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from scanner.codes import Makers
from services.chassis.makers import known_makers
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


class BadSettings(Exception):
    """One or more settings cannot be used; `wrong` names each with what it should be."""

    def __init__(self, wrong: Sequence[Sentence]) -> None:
        super().__init__("\n".join(map(str, wrong)))
        self.wrong = wrong


@dataclass(frozen=True)
class Settings:
    """How this installation runs. The defaults are one machine with nothing installed, everything under `var/`."""

    var: Path
    database: str
    broker: str
    host: str
    port: int
    https: bool
    gs1_prefix: str | None
    portrait_days: int
    receipt_days: int
    return_days: int
    web_processes: int
    web_threads: int
    makers: Makers
    smtp: str | None
    mail_from: str | None
    digest_hour: int
    # Under which things, places and papers have their addresses in EPCIS documents; a domain that we control.
    epcis_base: str
    # Whether acts may say when they happened: an installation on which weeks are played, never one that serves.
    exercise: bool
    # The key to the metrics, where it is not the one that the set-up drew.
    metrics_token: str | None
    # Where workers and relays answer Prometheus themselves: host and port.
    metrics_address: tuple[str, int] | None
    # Calls of one caller to one service, in each of its processes; proxies in front that say truly whom they heard.
    calls_a_minute: int
    proxies: int

    def database_url(self, service: str) -> str:
        """The service's own database; `{service}` in the setting stands for its name."""
        return self.database.replace("{service}", service)

    @property
    def on_servers(self) -> bool:
        """Whether database and broker are servers: then each role is a process of its own."""
        return not self.database.startswith("sqlite") and not self.broker.startswith("sqlite")

    @property
    def processes(self) -> Path:
        """Where the processes of this machine tell each other their metrics."""
        return self.var / "run" / "metrics"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `RESERVE_*`. Raises `BadSettings` naming every setting that is wrong, not only the first."""
    values = os.environ if environment is None else environment
    var = Path(values.get("RESERVE_VAR", "var")).absolute()
    makers, faults = known_makers(values.get("RESERVE_MAKERS"))
    wrong = [*_wrong(values), *_lacking(values), *faults]
    if wrong:
        raise BadSettings(wrong)
    return Settings(
        var=var,
        database=values.get("RESERVE_DATABASE", f"sqlite:///{var}/{{service}}.sqlite"),
        broker=values.get("RESERVE_BROKER", f"sqlite:///{var}/broker.sqlite"),
        host=values.get("RESERVE_HOST", "127.0.0.1"),
        port=int(values.get("RESERVE_PORT", "8020")),
        https=values.get("RESERVE_HTTPS", "no") == "yes",
        gs1_prefix=values.get("RESERVE_GS1_PREFIX"),
        portrait_days=int(values.get("RESERVE_PORTRAIT_DAYS", "14")),
        receipt_days=int(values.get("RESERVE_RECEIPT_DAYS", "5")),
        return_days=int(values.get("RESERVE_RETURN_DAYS", "14")),
        web_processes=int(values.get("RESERVE_WEB_PROCESSES", "1")),
        web_threads=int(values.get("RESERVE_WEB_THREADS", "4")),
        makers=makers,
        smtp=values.get("RESERVE_SMTP"),
        mail_from=values.get("RESERVE_MAIL_FROM"),
        digest_hour=int(values.get("RESERVE_DIGEST_HOUR", "7")),
        epcis_base=values.get("RESERVE_EPCIS_BASE", "https://reserve.example.org/"),
        exercise=values.get("RESERVE_EXERCISE", "no") == "yes",
        metrics_token=values.get("RESERVE_METRICS_TOKEN"),
        metrics_address=_host_and_port(values.get("RESERVE_METRICS_ADDRESS")),
        calls_a_minute=int(values.get("RESERVE_CALLS_A_MINUTE", "3000")),
        proxies=int(values.get("RESERVE_PROXIES", "0")),
    )


def for_child(settings: Settings) -> dict[str, str]:
    """The environment in which a child process runs with these settings, where they differ from this process's."""
    exercise = "yes" if settings.exercise else "no"
    own = {"RESERVE_VAR": str(settings.var), "RESERVE_PORT": str(settings.port), "RESERVE_EXERCISE": exercise}
    return os.environ | own


def _wrong(values: Mapping[str, str]) -> list[Sentence]:
    rules: dict[str, tuple[Callable[[str], object], Sentence]] = {
        "RESERVE_PORT": (_is_port, say("a port, 1 to 65535")),
        "RESERVE_PORTRAIT_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_RECEIPT_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_RETURN_DAYS": (str.isdecimal, say("a number of days")),
        "RESERVE_WEB_PROCESSES": (_is_count, say("a number from 1 to 64")),
        "RESERVE_WEB_THREADS": (_is_count, say("a number from 1 to 64")),
        "RESERVE_HTTPS": ({"yes", "no"}.__contains__, say("yes or no")),
        "RESERVE_EXERCISE": ({"yes", "no"}.__contains__, say("yes or no")),
        "RESERVE_GS1_PREFIX": (lambda text: text.isdecimal() and 4 <= len(text) <= 12, say("4 to 12 digits")),
        "RESERVE_DATABASE": (_is_database, DATABASE),
        "RESERVE_BROKER": (_is_broker, say("sqlite:/// with a path, or an amqp:// or amqps:// URL")),
        "RESERVE_SMTP": (_is_smtp, say("an smtp:// or smtps:// URL with a host")),
        "RESERVE_MAIL_FROM": (_is_address, say("a mail address")),
        "RESERVE_DIGEST_HOUR": (_is_hour, say("an hour, 0 to 23")),
        "RESERVE_METRICS_TOKEN": (SECRET.fullmatch, say("16 or more letters, digits, - or _")),
        "RESERVE_METRICS_ADDRESS": (_host_and_port, say("a host and a port, for example 0.0.0.0:9464")),
        "RESERVE_CALLS_A_MINUTE": (_is_rate, say("a number of calls, 1200 or more")),
        "RESERVE_PROXIES": (_is_proxies, say("a number from 0 to 9")),
        "RESERVE_EPCIS_BASE": (_is_base, say("an https:// URL that ends in a slash")),
    }
    return [
        say("%(name)s: this must be %(must)s.", name=name, must=must)
        for name, (right, must) in rules.items()
        if name in values and not right(values[name])
    ]


def _lacking(values: Mapping[str, str]) -> list[Sentence]:
    if "RESERVE_SMTP" in values and "RESERVE_MAIL_FROM" not in values:
        return [say("RESERVE_MAIL_FROM: RESERVE_SMTP needs it, the address that mail is sent from.")]
    return []


def _is_port(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= LAST_PORT


def _host_and_port(text: str | None) -> tuple[str, int] | None:
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


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the terminal: French, unless `RESERVE_LANG`, else `LC_ALL` or `LANG`, asks for English."""
    values = os.environ if environment is None else environment
    asked = values.get("RESERVE_LANG") or values.get("LC_ALL") or values.get("LANG") or "fr"
    return "en" if asked.startswith("en") else "fr"
