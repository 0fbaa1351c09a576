"""What is done less often here than in the product, as nothing under test depends on it; `conftest.py` asks for it."""

from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from services.chassis import database
from services.portal.model import account

AS_BUILT = database.PRAGMAS
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


def once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds a rule's addresses depends on the rule alone: the converters are given to it with its map's rule."""
    built: dict[tuple[object, ...], Any] = {}

    def builder(rule: Any, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in built:
            built[key] = compile_builder(rule, append_unknown)
        return built[key]

    return builder
