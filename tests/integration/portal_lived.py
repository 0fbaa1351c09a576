"""A portal that heard one whole story, only to be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.chassis import run
from services.chassis.run import Running
from services.contracts import shipping as s
from services.contracts.roles import Role
from services.contracts.values import (
    Serial,
)
from services.portal.service import SERVICE
from tests.integration.databases import copied
from tests.integration.portal_story import (
    BOARD,
    FINDING,
    Story,
    client,
    hear,
)


@dataclass(frozen=True)
class Lived:
    """A portal that heard one whole story, only to be read, and the Ministry's client of it."""

    portal: Running
    story: Story
    http: Any


def one_that_lived(prepared: Path, folder: Path) -> Iterator[Lived]:
    """A copy of what was set up that heard the story, for the length of a fixture."""
    running = run.running(SERVICE, copied(prepared, folder, SERVICE))
    story = Story()
    story.whole()
    found = {"finding": FINDING, "shipment": uuid4(), "board": BOARD, "maker": "unknown", "reason": "x"}
    story.tell(s.DeviceUnexpected(**found, serial=Serial("5CG9999999")))
    hear(running, story.told)
    yield Lived(running, story, client(running, Role.MINISTRY))
    running.database.close()
