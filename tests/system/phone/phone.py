"""A phone in somebody's hand: the station's page in a browser, as a person sees, hears and uses it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.servers.browser import Browser
from tests.system import door
from tests.system.phone.aisle import PASSWORD
from tests.system.waiting import wait_until

SMALL, NARROW = {"width": 360, "height": 740}, {"width": 320, "height": 640}
# What the page itself tells when it has started a tone.
HEAR = "window.heard = []; document.addEventListener('station:tone', (event) => window.heard.push(event.detail));"
# A scanner at the page: each text as a burst of keys of the US layout, the next one once the page has kept it.
BURSTS = """
async (texts) => {
  for (const text of texts) {
    const kept = new Promise((resolve) => document.addEventListener("station:tone", resolve, { once: true }));
    for (const one of text) {
      const code = /[0-9]/.test(one) ? `Digit${one}` : one === "-" ? "Minus" : `Key${one}`;
      const shiftKey = /[A-Z]/.test(one);
      document.body.dispatchEvent(new KeyboardEvent("keydown", { code, key: one, shiftKey, bubbles: true }));
    }
    const end = { code: "Enter", key: "Enter", bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", end));
    await kept;
  }
}
"""


class Phone:
    """One browser and its page. `faults` are what its scripts threw, `asked` all addresses it asked for."""

    def __init__(self, browser: Browser, profile: Path, url: str, film: Path | None = None, **options: Any) -> None:
        self.browser, self.profile, self.url, self.film = browser, profile, url, film
        self.options = {"viewport": SMALL, "has_touch": True} | options
        self.faults: list[str] = []
        self.asked: list[Any] = []
        self.answered: list[Any] = []
        self.open()

    def open(self) -> None:
        self.context: BrowserContext = self.browser.open(self.profile, self.film, **self.options)
        self.context.add_init_script(HEAR)
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("requestfinished", self._answer)

    def _answer(self, request: Any) -> None:
        # Not the list's own method: the driver marks what it is given.
        self.answered.append(request)

    def close(self) -> None:
        """Switch the whole browser off; its profile stays."""
        self.context.close()

    def go(self, service: str = "warehouse") -> None:
        self.page.goto(f"{self.url}/{service}/scan")

    def enter(self, login: str, service: str = "warehouse") -> "Phone":
        """To the station, signed in already: the session comes as a browser's cookies would."""
        form = {"login": login, "password": PASSWORD}
        answer = door.post(f"{self.url}/portal/sign-in", data=form, timeout=30)
        assert answer.is_redirect
        paths = {"reserve_session": "/portal"}
        self.context.add_cookies(
            [
                {"name": name, "value": value, "domain": "127.0.0.1", "path": paths.get(name, "/"), "httpOnly": True}
                for name, value in answer.cookies.items()
            ]
        )
        self.go(service)
        return self.ready()

    def forget(self) -> "Phone":
        """What was scanned and chosen here is gone, as on a new phone; whoever is signed in stays."""
        self.page.evaluate("indexedDB.deleteDatabase('station-warehouse'); localStorage.clear()")
        self.answered.clear()
        self.go()
        return self.ready()

    def sign_in(self, login: str, service: str = "warehouse") -> "Phone":
        """Through the portal's door to the station, as a person does."""
        self.go(service)
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        return self.ready()

    def ready(self) -> "Phone":
        self.page.wait_for_selector("#station-app:not([hidden])")
        return self

    def choose(self, mode: str, **context: str) -> "Phone":
        """Tap a mode, and tell it its context."""
        self.page.check(f"#mode-{mode}")
        for name, value in context.items():
            self.page.fill(f"#need-{name}", value)
            self.page.press(f"#need-{name}", "Tab")
        return self

    def type(self, text: str) -> None:
        self.page.fill("#code", text)
        self.page.press("#code", "Enter")

    def scan(self, texts: Sequence[str]) -> None:
        self.page.evaluate(BURSTS, list(texts))

    def shows(self, outcome: str, *texts: str) -> None:
        """Wait until the large panel tells this outcome, with these texts in it."""
        panel = self.page.locator(f"#outcome.{outcome}")
        expect(panel).to_be_visible(timeout=30_000)
        for text in texts:
            expect(panel).to_contain_text(text, timeout=30_000)

    def waits(self, many: int) -> None:
        """Wait until so many scans are told as not sent yet."""
        link = self.page.locator("#link")
        if many:
            expect(link).to_contain_text(f"À envoyer : {many}", timeout=30_000, use_inner_text=True)
        else:
            expect(link).not_to_contain_text("À envoyer", timeout=60_000)

    def until(self, script: str, argument: Any = None) -> None:
        """Wait until the page says yes. Asked anew each time: a script that waits within is an `eval`, which the page's
        own rules refuse."""
        wait_until(lambda: self.page.evaluate(script, argument))

    def heard(self) -> list[str]:
        """The tones that really sounded."""
        return [one["kind"] for one in self.page.evaluate("window.heard") if one["state"] == "running"]

    def sent(self) -> list[Any]:
        """The scans of every request that was answered, in their order."""
        posts = [one for one in self.answered if one.method == "POST" and one.url.endswith("/scans")]
        return [scan for post in posts for scan in post.post_data_json["scans"]]
