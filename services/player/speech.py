"""What the player says at the terminal, in French first, in English when the terminal asks for it."""

from collections.abc import Mapping
from gettext import GNUTranslations, NullTranslations, translation
from importlib.resources import files
from typing import Any

from rich.console import Console
from rich.table import Table

from services.written import filled, written


class Speech:
    """Prints progress and the journey. `quiet` keeps standard output free for one line of JSON."""

    def __init__(self, language: str, quiet: bool) -> None:
        folder = str(files("services.player") / "translations")
        self._catalogue: GNUTranslations | NullTranslations = translation("messages", folder, [language], fallback=True)
        self._console = Console(stderr=quiet, highlight=False)

    def _(self, msgid: str) -> str:
        """The sentence in the reader's language."""
        return self._catalogue.gettext(msgid)

    def say(self, msgid: str, values: Mapping[str, Any]) -> str:
        """The same with its values put in, numbers as the language writes them."""
        return filled(self._(msgid), values, self._("1,234.5"))

    def number(self, value: float) -> str:
        return str(written(value, self._("1,234.5")))

    def step(self, number: int, count: int, text: str) -> None:
        """One step begins."""
        self._console.print(f"[bold]{number:>2}/{count}[/] {text}")

    def note(self, text: str) -> None:
        """Something that the step found or did."""
        self._console.print(f"      {text}", style="dim")

    def table(self, table: Table) -> None:
        """Figures as a table."""
        self._console.print(table)

    def journey(self, title: str, entries: list[dict[str, str]]) -> None:
        """A device's journey as a table."""
        table = Table(title=title, title_justify="left")
        for heading in (self._("When (UTC)"), self._("What"), self._("Where"), self._("Who")):
            table.add_column(heading, overflow="fold")
        for entry in entries:
            table.add_row(self._moment(entry["at"]), entry["what"], entry["where"] or "", entry["who"])
        self._console.print(table)

    def _moment(self, at: str) -> str:
        shown = {"day": at[:10], "hour": at[11:13], "minute": at[14:16], "second": at[17:19]}
        return self._("%(day)s %(hour)s:%(minute)s:%(second)s") % shown
