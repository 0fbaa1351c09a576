"""Settings: read from the environment once, checked, frozen; what is wrong is named before anything starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class BadSettings(Exception):
    """One or more settings cannot be used; the message names each with what it should be."""


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

    def database_url(self, service: str) -> str:
        """The service's own database; `{service}` in the setting stands for its name."""
        return self.database.replace("{service}", service)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `RESERVE_*`. Raises `BadSettings` naming every setting that is wrong, not only the first."""
    values = os.environ if environment is None else environment
    var = Path(values.get("RESERVE_VAR", "var")).absolute()
    wrong = _wrong(values)
    if wrong:
        raise BadSettings("\n".join(wrong))
    return Settings(
        var=var,
        database=values.get("RESERVE_DATABASE", f"sqlite:///{var}/{{service}}.sqlite"),
        broker=values.get("RESERVE_BROKER", f"sqlite:///{var}/broker.sqlite"),
        host=values.get("RESERVE_HOST", "127.0.0.1"),
        port=int(values.get("RESERVE_PORT", "8020")),
        https=values.get("RESERVE_HTTPS", "no") == "yes",
        gs1_prefix=values.get("RESERVE_GS1_PREFIX"),
        portrait_days=int(values.get("RESERVE_PORTRAIT_DAYS", "14")),
    )


def _wrong(values: Mapping[str, str]) -> list[str]:
    rules = {
        "RESERVE_PORT": (str.isdigit, "a port number"),
        "RESERVE_PORTRAIT_DAYS": (str.isdigit, "a number of days"),
        "RESERVE_HTTPS": ({"yes", "no"}.__contains__, "yes or no"),
        "RESERVE_GS1_PREFIX": (lambda text: text.isdigit() and 4 <= len(text) <= 12, "4 to 12 digits"),
        "RESERVE_DATABASE": (lambda text: "{service}" in text, "a URL with {service} in it"),
    }
    return [
        f"{name}: {must} is needed"
        for name, (right, must) in rules.items()
        if name in values and not right(values[name])
    ]


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of the terminal: French, unless `RESERVE_LANG`, else `LC_ALL` or `LANG`, asks for English."""
    values = os.environ if environment is None else environment
    asked = values.get("RESERVE_LANG") or values.get("LC_ALL") or values.get("LANG") or "fr"
    return "en" if asked.startswith("en") else "fr"
