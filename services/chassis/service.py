"""A service as a value: a name, its tables, its subscriptions; what it answers over HTTP is in `chassis.web.doors`."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from services.chassis.database import Database
from services.chassis.settings import Settings
from services.chassis.terms import Term
from services.contracts.envelope import Envelope
from services.contracts.event import Event

# A handler is an operation that takes the events of one run, in order of arrival, inside the inbox's transaction.
Handler = Callable[[Session, Sequence[Envelope[Any]]], None]
Job = Callable[[Database, Settings, threading.Event], None]


@dataclass(frozen=True)
class Service:
    """All that worker and relay need to run a service. `package` holds its templates, migrations, translations, and in
    its module `doors` what the web answers: a worker keeps what it loaded for weeks, and needs none of that.

    `everything` binds the queue to all events, known and to come, instead of to the types subscribed to. `jobs` run
    beside each of its workers, by name, until told to stop; several may run at once. `renew` ends an upgrade: what this
    release keeps of what was heard before; a second call does nothing. `terms`: how long what concerns persons is kept.
    """

    name: str
    package: str
    tables: MetaData
    subscriptions: Mapping[type[Event], Handler] = field(default_factory=dict)
    everything: bool = False
    jobs: Mapping[str, Job] = field(default_factory=dict)
    renew: Callable[[Database], None] | None = None
    terms: Sequence[Term] = ()

    @property
    def bindings(self) -> list[str]:
        """The routing keys that this service's queue is bound to."""
        return ["#"] if self.everything else sorted(kind.routing_key() for kind in self.subscriptions)


def whole(model: ModuleType) -> MetaData:
    """The tables of a service: of every module of its `model`, also of those that no operation of a worker loads."""
    modules = {one.name: import_module(f"{model.__name__}.{one.name}") for one in iter_modules(model.__path__)}
    tables = modules["record"].Record.metadata
    if not isinstance(tables, MetaData):
        raise TypeError(f"{model.__name__}.record holds no tables")
    return tables
