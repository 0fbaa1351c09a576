"""The runbook as somebody follows it: the blocks under a heading, typed as they stand, with a site's own names."""

import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from services.__main__ import reserve

DOCS = Path(__file__).parents[2] / "docs"
PAGES = (DOCS / "en" / "runbook.md", DOCS / "fr" / "pannes.md")


def blocks(page: Path) -> dict[str, list[list[str]]]:
    """By heading, the lines of each block."""
    sections = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {one.partition("\n")[0]: re.findall(r"```\n(.*?)```", one, re.DOTALL) for one in sections}
    return {title: [block.splitlines() for block in told] for title, told in found.items()}


@dataclass(frozen=True)
class Typed:
    """A line that was typed: how it ended, and what it said."""

    line: str
    code: object
    said: str


@dataclass(frozen=True)
class Operator:
    """Somebody at the terminal of a site whose `var` lies in `folder`. The environment is this process's."""

    folder: Path

    def follow(self, title: str, block: int = 0, **names: str) -> list[Typed]:
        """Type the lines of a section's block, with the words in capitals replaced."""
        return [self.type(line, **names) for line in blocks(PAGES[0])[title][block]]

    def type(self, line: str, **names: str) -> Typed:
        for name, value in names.items():
            line = re.sub(rf"\b{name}\b", value, line)
        if not line.startswith("reserve "):
            done = subprocess.run(line, shell=True, cwd=self.folder, capture_output=True, text=True, check=False)
            return Typed(line, done.returncode, done.stdout + done.stderr)
        ended = CliRunner().invoke(reserve, shlex.split(line)[1:])
        refused = ended.exception and not isinstance(ended.exception, SystemExit)
        return Typed(line, ended.exit_code, ended.output + (str(ended.exception) if refused else ""))
