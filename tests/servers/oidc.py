"""OpenID providers of the tests' own: real ones (oidc-provider, by npm), all in one process of node, on free ports."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.process import LOOPBACK, Program, server_folder, wait_ready

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / ".venv/web-dev/node_modules/oidc-provider/lib/index.js"
SCRIPT = Path(__file__).with_name("oidc_provider.mjs")


@dataclass(frozen=True)
class Site:
    """One provider: where it is, the client it knows, where it sends people back to, how it signs."""

    port: int
    id: str
    secret: str
    back: str
    out: str
    alg: str = "RS256"

    @property
    def issuer(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"


def node() -> str | None:
    """The machine's own, or the one that came with npm from a wheel."""
    return shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv/bin"))


def lacking() -> str | None:
    """Why there can be none here, or None."""
    return None if node() and PACKAGE.exists() else "oidc-provider was not fetched (`make test`, with npm or pip)"


@contextmanager
def providers(sites: Sequence[Site]) -> Iterator[Program]:
    """All of them, for the block."""
    with server_folder("oidc") as folder:
        told = json.dumps([vars(one) for one in sites])
        program = Program([node() or "node", str(SCRIPT), str(PACKAGE), told], folder / "log")
        program.start()
        try:
            for one in sites:
                wait_ready(program, lambda one=one: httpx.get(f"{one.issuer}/jwks").is_success)
            yield program
        finally:
            program.end()


def signed_in(address: str, home: str, login: str, amr: str = "") -> str:
    """Where the provider sends the browser of a person who signed in there as `login`: an address under `home`."""
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(address)
        assert "<form" in page.text, page.text
        answer = browser.post(page.url, data={"login": login, "amr": amr}, follow_redirects=False)
        while not answer.headers["location"].startswith(home):
            answer = browser.get(httpx.URL(answer.url).join(answer.headers["location"]), follow_redirects=False)
        return str(answer.headers["location"])
