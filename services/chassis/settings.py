"""Settings: read from the environment once, checked, frozen; what is wrong is named before anything starts."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanner.codes import Makers
from services.chassis.makers import known_makers
from services.chassis.providers import Providers, known_providers
from services.chassis.setting import LocalSignIn, host_and_port, lacking, wrong_ones
from services.contracts.sentence import Sentence


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
    # Where people sign in who have an account at their own organisation, and whether a password opens anything here.
    providers: Providers
    local_sign_in: LocalSignIn
    # Sums of passwords that leaked, none of which is taken.
    leaked_passwords: Path | None
    # Whether acts may say when they happened: an installation on which weeks are played, never one that serves.
    exercise: bool
    # The key to the metrics, where it is not the one that the set-up drew.
    metrics_token: str | None
    # Where workers and relays answer Prometheus themselves: host and port.
    metrics_address: tuple[str, int] | None
    # Who looks at kept files before anybody gets them: ClamAV's daemon.
    antivirus: str | None
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
    providers, unusable = known_providers(values.get("RESERVE_OIDC"), values)
    wrong = [*wrong_ones(values), *lacking(values), *faults, *unusable]
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
        providers=providers,
        local_sign_in=LocalSignIn(values.get("RESERVE_LOCAL_SIGN_IN", "yes")),
        leaked_passwords=Path(listed) if (listed := values.get("RESERVE_LEAKED_PASSWORDS")) else None,
        exercise=values.get("RESERVE_EXERCISE", "no") == "yes",
        metrics_token=values.get("RESERVE_METRICS_TOKEN"),
        metrics_address=host_and_port(values.get("RESERVE_METRICS_ADDRESS")),
        antivirus=values.get("RESERVE_ANTIVIRUS"),
        calls_a_minute=int(values.get("RESERVE_CALLS_A_MINUTE", "3000")),
        proxies=int(values.get("RESERVE_PROXIES", "0")),
    )


def for_child(settings: Settings) -> dict[str, str]:
    """The environment in which a child process runs with these settings, where they differ from this process's."""
    exercise = "yes" if settings.exercise else "no"
    own = {"RESERVE_VAR": str(settings.var), "RESERVE_PORT": str(settings.port), "RESERVE_EXERCISE": exercise}
    return os.environ | own


def for_program(**more: str) -> dict[str, str]:
    """The environment in which a program that is not ours runs: this process's, and more."""
    return os.environ | more


def notify_address(environment: Mapping[str, str] | None = None) -> str | None:
    """Where systemd listens to this process (`Type=notify`); None where it does not."""
    values = os.environ if environment is None else environment
    return values.get("NOTIFY_SOCKET")


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the terminal: French, unless `RESERVE_LANG`, else `LC_ALL` or `LANG`, asks for English."""
    values = os.environ if environment is None else environment
    asked = values.get("RESERVE_LANG") or values.get("LC_ALL") or values.get("LANG") or "fr"
    return "en" if asked.startswith("en") else "fr"
