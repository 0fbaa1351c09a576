"""A private Prometheus: Debian's own program on a free port, with a configuration of deploy/ as an operator fits it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.servers.process import LOOPBACK, Program, free_port, server_folder, wait_ready
from tests.system import door

GIVEN = Path(__file__).parents[2] / "deploy" / "prometheus"
SITE, KEY, EVERY = "127.0.0.1:8020", "/etc/prometheus/reserve.token", "interval: 15s"
# In `alerts.yaml`, and by how much less here.
SHORTER = {"h": "m", "m": "s"}


def lacking() -> str | None:
    """Why there can be none here, or None."""
    if shutil.which("prometheus"):
        return None
    return "Prometheus is not installed (Debian's package prometheus; `make test` installs it for root or with sudo)"


class Prometheus(Program):
    """One server. Its clock runs sixty times as fast as `alerts.yaml` says: a minute there is a second here."""

    def __init__(self, folder: Path, site: str, key: Path) -> None:
        self.url = f"http://{LOOPBACK}:{free_port()}"
        fitted = _fitted(GIVEN / "prometheus.yaml", site, key)
        (folder / "prometheus.yaml").write_text(fitted, encoding="utf-8")
        (folder / "alerts.yaml").write_text(hurried(), encoding="utf-8")
        command = [
            "prometheus",
            f"--config.file={folder / 'prometheus.yaml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={self.url.removeprefix('http://')}",
        ]
        super().__init__(command, folder / "prometheus.log")

    def ask(self, expression: str) -> list[dict[str, Any]]:
        """The series that an expression gives now, each with its labels (`metric`) and its `value`."""
        told = self._api("query", query=expression)
        found: list[dict[str, Any]] = told["result"]
        return found

    def alerts(self, state: str = "firing") -> set[tuple[str, str]]:
        """By name and service, what is in this state."""
        told = self._api("alerts")["alerts"]
        return {(one["labels"]["alertname"], one["labels"].get("service", "")) for one in told if one["state"] == state}

    def values_of(self, label: str, metric: str) -> list[str]:
        """What a label of a metric has had for values."""
        found: list[str] = self._api(f"label/{label}/values", **{"match[]": metric})
        return found

    def targets(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._api("targets")["activeTargets"]
        return found

    def _api(self, what: str, **asked: str) -> Any:
        answer = door.get(f"{self.url}/api/v1/{what}", params=asked, timeout=30)
        assert answer.status_code == 200, f"{asked}: {answer.text}"
        return answer.json()["data"]


def hurried() -> str:
    """The alerts as they are but for their time: minutes are seconds and hours minutes, an old outbox's too."""
    rules = yaml.safe_load((GIVEN / "alerts.yaml").read_text(encoding="utf-8"))
    for rule in (one for group in rules["groups"] for one in group["rules"]):
        rule["expr"] = _faster(rule["expr"]).replace("oldest_seconds > 60", "oldest_seconds > 1")
        if "for" in rule:
            rule["for"] = _faster(rule["for"])
    return yaml.safe_dump(rules, allow_unicode=True)


def _faster(text: str) -> str:
    return re.sub(r"(?<=\d)[hm]\b", lambda unit: SHORTER[unit[0]], text)


def _fitted(given: Path, site: str, key: Path) -> str:
    """The example with what an operator puts in: where the site is, and where its key lies. It looks more often."""
    text = given.read_text(encoding="utf-8")
    assert all(one in text for one in (SITE, KEY, EVERY))
    return text.replace(SITE, site).replace(KEY, str(key)).replace(EVERY, "interval: 2s")


@contextmanager
def prometheus(site: str, key: Path) -> Iterator[Prometheus]:
    """It watches the site at this address for the block; nothing of it is left."""
    with server_folder("prometheus") as folder:
        server = Prometheus(folder, site, key)
        server.start()
        try:
            wait_ready(server, lambda: door.get(f"{server.url}/-/ready", timeout=5).is_success)
            yield server
        finally:
            server.end()
