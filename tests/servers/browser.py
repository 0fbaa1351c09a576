"""A browser of the tests' own: Debian's Chromium without a window, in a profile of its own, with a drawn camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parent.parent.parent
READER = ROOT / "services/chassis/static/station/vendor/zxing/reader/zxing_reader.wasm"
AXE = ROOT / ".venv/web-dev/node_modules/axe-core/axe.min.js"
# It asks nothing of anybody but the pages under test: no updates, no accounts, no QUIC.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


class Browser:
    """Opens Chromium as often as a test asks, each time in the profile of the folder that is named."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._open: list[BrowserContext] = []

    def open(self, profile: Path, film: Path | None = None, **options: Any) -> BrowserContext:
        """A running browser. What pages kept in the same `profile` before, they find again.

        `film` (made by `write_film`) is what its camera sees, over and over; `options` are those of Playwright's
        `launch_persistent_context`.
        """
        seen = (*CAMERA, f"--use-file-for-fake-video-capture={film}") if film else ()
        one = self._playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=str(CHROMIUM),
            headless=True,
            args=[*QUIET, *seen],
            **{"locale": "fr-CA", "service_workers": "allow"} | options,
        )
        self._open.append(one)
        return one

    def close(self) -> None:
        while self._open:
            self._open.pop().close()


@contextmanager
def browser() -> Iterator[Browser]:
    """For the block; what is still open at its end is closed."""
    with sync_playwright() as playwright:
        one = Browser(playwright)
        try:
            yield one
        finally:
            one.close()


def lacking() -> str | None:
    """Why there can be none here, or None."""
    if CHROMIUM.exists():
        return None
    return "Chromium is not installed (Debian's package chromium; `make test` installs it for root or with sudo)"


def lacking_reader() -> str | None:
    """Why the page's camera can read nothing here, or None."""
    return (
        None if READER.exists() else "the reader of the scanning page was not fetched (`make setup`, with npm or pip)"
    )


def lacking_axe() -> str | None:
    """Why pages cannot be checked by axe-core here, or None."""
    return None if AXE.exists() else "axe-core was not fetched (`make test`, with npm or pip)"
