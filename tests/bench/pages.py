"""Every page and list at 30,000 devices and 1,000,000 events: each `GET` of the map, by each role that may ask."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Column, Table

from services.chassis.act import Act, now
from services.chassis.family import collect_seldom
from services.contracts.roles import Role
from services.portal.operations.publication import publish
from tests.bench.asking import OPEN, Asked, ask, pages
from tests.bench.copies import FIRST, Story, multiply, plain, settle
from tests.bench.lives import addresses, lived
from tests.integration.databases import POSTGRESQL, STORE
from tests.integration.house import OURS
from tests.integration.lists import LISTS
from tests.integration.stage import Stage, furnished
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

SHOWN = 25
WIDE = 200
# A list to its last row, which nobody waits for as for a page; the Ministry's, where it may.
FILES = sorted(LISTS.values())
# Ten devices each: 15,000 on the shelves, and 15,000 in use that 3,000 requests brought there. The moves make the
# log as long as it is to be. Of the story in which all goes wrong there is one a board.
SHELVED, USED, WRONG = 1500, 1500, 72
MOVES_SHELVED, MOVES_USED = 30, 24


def measure(folder: Path, postgres: Postgres, _rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    """Fill a reserve of its own, then ask for everything. The slowest are shown; whole lists are told apart."""
    STORE.kind, STORE.server = POSTGRESQL, lambda: postgres
    part, times = (100, 2) if quick else (1, 20)
    with furnished(folder / "pages") as stage:
        fill(folder, stage, part)
        with stage.house.services["portal"].database.writing(Act("service:portal", now())) as session:
            publish(session, now())
        # As every process of the product does once it is built: else garbage is sought among all that was filled in.
        collect_seldom()
        every = [(name, role) for name, role in pages(stage) if name not in FILES]
        found = [ask(stage, name, role, times, postgres.pid) for name, role in (*every, *OPEN)]
        readers = dict(sorted(pages(stage), key=lambda one: one[1] is Role.MINISTRY))
        saved = [ask(stage, name, readers[name], 1, postgres.pid) for name in FILES]
        counts = _counts(addresses(stage.house))
    found.sort(key=lambda one: -one.p95)
    longest = max(saved, key=lambda one: one.p95)
    _show(found[:SHOWN])
    return {
        "page_p95_ms": round(found[0].p95, 1),
        "page_slowest": f"{found[0].name} ({found[0].role})",
        "pages_over": sum(one.p95 > 150 for one in found),
        "pages_over_cpu": sum(one.used_ms > 150 for one in found),
        "page_cpu_ms": round(max(one.used_ms for one in found), 1),
        "page_statements": max(one.statements for one in found),
        "pages_asked": len(found),
        "list_file_s": round(longest.p95 / 1000, 2),
        "list_file_cpu_s": round(longest.used_ms / 1000, 2),
        "list_file_longest": longest.name,
        **counts,
    }


def fill(folder: Path, stage: Stage, part: int = 1) -> None:
    """Beside what the stage has, the stories multiplied: all of them, or of each the `part`th part."""
    into, number = addresses(stage.house), FIRST
    # First, as long as nothing else stands there.
    multiply(Story(into, OURS, datetime.now(UTC)), into, number, max(WRONG // part, 1))
    number += WRONG
    for name, moves, used, many in (("5CGXL", MOVES_SHELVED, False, SHELVED), ("5CDXL", MOVES_USED, True, USED)):
        with lived(folder / name, name, moves, used) as databases:
            multiply(Story(databases, OURS, datetime.now(UTC)), into, number, many // part)
        number += many
    settle(into)


def _counts(urls: Mapping[str, str]) -> dict[str, object]:
    asked = {"devices": ("warehouse", "device"), "requests": ("intake", "request"), "events": ("portal", "log")}
    found: dict[str, object] = {}
    for name, (service, table) in asked.items():
        with psycopg.connect(plain(urls[service])) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            found[f"pages_{name}"] = row[0] if row else 0
    return found


def _show(found: list[Asked]) -> None:
    table = Table(Column("page", overflow="fold"), "role", "p50 ms", "p95 ms", "own ms", "database ms", "statements")
    for one in found:
        middle, late = f"{one.p50:.1f}", f"{one.p95:.1f}"
        used = f"{one.cpu_ms:.1f}", f"{one.database_ms:.1f}"
        table.add_row(one.name, one.role or "–", middle, late, *used, str(one.statements))
    # A name that is cut is no name: into a file or a pipe, lines are as long as they need be.
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)
