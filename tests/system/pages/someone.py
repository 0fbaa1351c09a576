"""Somebody at a screen: signs in, goes where the pages lead, fills in forms and presses buttons, by keyboard alone."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.servers.browser import AXE, Browser
from tests.system.pages.pictures import Pictures
from tests.system.waiting import wait_until

SCREEN = {"width": 1100, "height": 800}
BARRIERS = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
LANGUAGES = ("en", "fr")


class Someone:
    """One person with a browser of his own. `barriers` are what axe-core found on the pages that were pictured."""

    def __init__(self, browser: Browser, folder: Path, url: str, pictures: Pictures) -> None:
        self.url, self.pictures = url, pictures
        self.context = browser.open(folder, viewport=SCREEN, reduced_motion="reduce")
        self.page: Page = self.context.pages[0]
        self.faults: list[str] = []
        self.barriers: list[Any] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def sign_in(self, login: str, password: str) -> None:
        self.go("/portal/")
        self.fill(login=login, password=password)
        self.press("Ouvrir une session")

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def fill(self, **fields: str) -> None:
        """Type into fields by their names; `__` stands for the dot of a table's cell."""
        for name, text in fields.items():
            self.page.fill(f"main [name='{name.replace('__', '.')}']:visible", text)

    def choose(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.select_option(f"main [name='{name}']", value)

    def tick(self, name: str) -> None:
        self.page.focus(f"main [name='{name}']")
        self.page.keyboard.press("Space")

    def attach(self, name: str, file: Path) -> None:
        self.page.set_input_files(f"main [name='{name}']", file)

    def press(self, name: str) -> None:
        """The button of this name, as by a keyboard, and what comes of it: a page without an alert."""
        self._enter(self.page.get_by_role("button", name=name, exact=True).first)
        alerts = self.page.locator("main [role=alert]:visible").all_inner_texts()
        assert alerts == [], alerts

    def follow(self, name: str) -> None:
        self._enter(self.page.get_by_role("link", name=name, exact=True).first)

    def _enter(self, target: Locator) -> None:
        target.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, use_inner_text=True, timeout=30_000)

    def finds(self, path: str, text: str) -> None:
        """Look at that page again and again until it says so: events take a moment from one service to another."""

        def said() -> bool:
            self.go(path)
            return text in self.page.locator("main").inner_text()

        wait_until(said)

    def picture(self, name: str) -> None:
        """What the page looks like, in both languages, for the help; and whether it holds a barrier for anyone."""
        here, _, asked = self.page.url.partition("?")
        for language in LANGUAGES:
            self.page.goto(f"{here}?{'&'.join(filter(None, (asked, f'lang={language}')))}")
            if here.endswith("/scan"):
                self.at_station()
            self.page.evaluate("scrollTo(0, 0)")
            self.pictures.take(self.page, f"{name}.{language}")
            if AXE.exists():
                self.page.evaluate(AXE.read_text(encoding="utf-8"))
                self.barriers += [(name, language, *one) for one in self.page.evaluate(BARRIERS)]

    # At the scanning page.

    def station(self, service: str, mode: str, **context: str) -> None:
        """To the page of scans, with what is to be done and where."""
        self.go(f"/{service}/scan")
        self.at_station()
        self.page.check(f"#mode-{mode}")
        for name, value in context.items():
            self.page.fill(f"#need-{name}", value)
            self.page.press(f"#need-{name}", "Tab")

    def at_station(self) -> None:
        self.page.wait_for_selector("#station-app:not([hidden])")

    def scan(self, *codes: str) -> None:
        """Each code typed, and taken: the large panel says so."""
        for code in codes:
            self.page.fill("#code", code)
            self.page.press("#code", "Enter")
            panel = self.page.locator("#outcome.done")
            expect(panel).to_contain_text(code, timeout=30_000)
