"""Who types at the machine's terminal what stands in the guides, and goes on only where it ended well."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

import click

from tests.system.machine.debian import Debian
from tests.system.machine.documents import Block, blocks
from tests.system.runbook import Typed

HOME, RELEASE = "/var/lib/reserve", "/root/release"
# Nine processes begin at once: who asks too early asks again.
CHECKS, PATIENCE_S = ("reserve health", "reserve broker check"), 600.0
Swap = Mapping[str, str | Sequence[str]]


def require(true: object, sentence: str) -> None:
    """End here, with this sentence, unless it is so."""
    if not true:
        raise click.ClickException(sentence)


@dataclass
class Operator:
    """At the terminal of `machine`, as root."""

    machine: Debian
    known: Mapping[tuple[str, int], Block] = field(default_factory=blocks)
    begun: float = field(default_factory=time.monotonic)

    def follow(
        self,
        title: str,
        number: int = 0,
        /,
        *,
        at: str = HOME,
        user: str = "root",
        ends: Sequence[int] = (),
        put: Swap | None = None,
    ) -> list[Typed]:
        """Type a block's commands. `ends`: how each ends, where not well. `put`: what stands for what, of which a list
        is one for each time that it is met; what is optional is typed too."""
        lines = self.known[title, number].commands
        filled = zip(self._filled(lines, put or {}), chain(ends, repeat(0)), strict=False)
        return [self.type(line, at=at, user=user, end=end) for line, end in filled]

    def _filled(self, lines: Sequence[str], put: Swap) -> Iterator[str]:
        left = {name: iter(value) for name, value in put.items()}
        every = {name: value for name, value in put.items() if isinstance(value, str)}
        names = re.compile("|".join(map(re.escape, put)) or r"(?!)")
        for line in lines:
            whole = re.sub(r"\[(-[^\]]*)\]", r"\1", line)
            yield names.sub(lambda found: every[found[0]] if found[0] in every else next(left[found[0]]), whole)

    def type(self, line: str, *, at: str = HOME, user: str = "root", end: int | None = 0) -> Typed:
        """One command, told with the time that it took."""
        begun = time.monotonic()
        done = self.look(line, at=at, user=user, end=end)
        told, took = line.splitlines()[0][:140], time.monotonic() - begun
        click.echo(f"{time.monotonic() - self.begun:6.0f} s  {told}  ({took:.1f} s)")
        return done

    def look(self, line: str, *, at: str = HOME, user: str = "root", end: int | None = 0) -> Typed:
        """One command; None where its end says nothing."""
        begun = time.monotonic()
        done = self.machine.type(line, at, user)
        while done.code and line.startswith(CHECKS) and end == 0 and time.monotonic() < begun + PATIENCE_S:
            time.sleep(1)
            done = self.machine.type(line, at, user)
        require(end is None or done.code == end, f"{line}\nexit {done.code}, not {end}\n{done.said[-4000:]}")
        return done

    def ask(self, database: str, question: str) -> str:
        """What PostgreSQL answers its administrator."""
        self.machine.put("/srv/question.sql", question)
        return self.look(
            f"psql -qAtX -v ON_ERROR_STOP=1 -f /srv/question.sql {database}", at="/", user="postgres"
        ).said.strip()
