"""The programs of a part of the bench: started with their output in a file, ended by their ids."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.servers.process import Program

ROOT = Path(__file__).parents[2]
NOTHING: Mapping[str, str] = MappingProxyType({})


@contextmanager
def running(folder: Path, *arguments: str, name: str, settings: Mapping[str, str] = NOTHING) -> Iterator[Program]:
    """`python ARGUMENTS` for the length of the block, then SIGTERM. Raises where it ended by itself meanwhile."""
    with crew(folder, {name: arguments}, settings) as programs:
        yield programs[name]


@contextmanager
def crew(
    folder: Path, commands: Mapping[str, Sequence[str]], settings: Mapping[str, str] = NOTHING
) -> Iterator[dict[str, Program]]:
    """Several of them, by name; all are told to stop before the first is waited for."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path, **settings}
    programs = {
        name: Program([sys.executable, *command], folder / f"{name}.log", environment)
        for name, command in commands.items()
    }
    try:
        for program in programs.values():
            program.start()
        yield programs
        for program in programs.values():
            if not program.running:
                raise RuntimeError(f"{' '.join(program.command)} ended by itself:\n{program.tail()}")
    finally:
        started = [program for program in programs.values() if program.running]
        for program in started:
            os.kill(program.pid, signal.SIGTERM)
        for program in started:
            program.end()
