"""What is done less often here than in the product, as nothing under test depends on it; `conftest.py` asks for it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

import services
from services.chassis import database, run
from services.portal.model import account

AS_BUILT = database.PRAGMAS
OURS, EMBEDDED = str(Path(services.__file__).parent), "sqlite:///"
COMPILED: LRUCache[Any, Any] = LRUCache(3_000)


def spare() -> None:
    """For this process; processes that tests start are as the product is."""
    # A commit outlives its process all the same; to outlive the machine it would wait for the disk.
    database.PRAGMAS = tuple("synchronous=OFF" if one.startswith("synchronous") else one for one in AS_BUILT)
    # What makes a stolen hash hard to guess costs each sign-in 64 MiB and a tenth of a second.
    account.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    # Applications are made by the hundred, each with the same rules: half of their making was compiling these.
    Rule._compile_builder = once_a_rule(Rule._compile_builder)  # type: ignore[method-assign]
    # A site serves for months what it compiled once; a test's lasts for three calls.
    Flask.jinja_options = {"bytecode_cache": OnceATemplate()}
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        alike(dialect)
    database.create_engine = once_a_statement  # type: ignore[attr-defined]
    # Each set-up of a site read its migrations eight times, and told the broker sixty bindings, each kept for good.
    ScriptDirectory.from_config = once_a_history(ScriptDirectory.from_config)  # type: ignore[method-assign]
    run.declare = once_a_topology(run.declare)  # type: ignore[attr-defined]


class OnceATemplate(BytecodeCache):
    """The code of each template, for every application of this process; one that reads otherwise is another."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.code


def alike(dialect: type[Dialect]) -> None:
    """Have engines find what another engine compiled: they look it up by their dialect, each having its own."""
    dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign, assignment]
    dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign, assignment]


def once_a_statement(*arguments: Any, **more: Any) -> Engine:
    """An engine that shares with all others what SQL was compiled to."""
    engine = create_engine(*arguments, **more)
    engine._compiled_cache = COMPILED
    return engine


def once_a_history(from_config: Callable[[Config], ScriptDirectory]) -> Callable[[Config], ScriptDirectory]:
    """Migrations of ours are read once a process; those that a test writes, each time."""
    read: dict[str, ScriptDirectory] = {}

    def once(config: Config) -> ScriptDirectory:
        place = config.get_main_option("version_locations") or ""
        if not place.startswith(OURS):
            return from_config(config)
        if place not in read:
            read[place] = from_config(config)
        return read[place]

    return once


def once_a_topology(declare: Callable[..., None]) -> Callable[..., None]:
    """An embedded broker that is not there yet begins as the file of one that was told the same."""
    kept: dict[str, bytes] = {}

    def once(url: str, bindings: Any, known: Any = (), **more: Any) -> None:
        file, told = Path(url.removeprefix(EMBEDDED)), repr((bindings, known))
        if not url.startswith(EMBEDDED) or file.exists():
            declare(url, bindings, known, **more)
        elif told in kept:
            file.write_bytes(kept[told])
        else:
            declare(url, bindings, known, **more)
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            kept[told] = file.read_bytes()

    return once


def once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds a rule's addresses depends on the rule alone: the converters are given to it with its map's rule."""
    built: dict[tuple[object, ...], Any] = {}

    def builder(rule: Any, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in built:
            built[key] = compile_builder(rule, append_unknown)
        return built[key]

    return builder
