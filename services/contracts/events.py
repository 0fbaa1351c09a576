"""Every event on one page, by owner: the modules `intake`, `warehouse` and `shipping` of this package, in one tuple."""

from inspect import isclass
from types import ModuleType

from services.contracts import intake, shipping, warehouse
from services.contracts.event import Event


def _events(module: ModuleType) -> list[type[Event]]:
    found = [kind for kind in vars(module).values() if isclass(kind) and issubclass(kind, Event)]
    return [kind for kind in found if kind.__module__.startswith(module.__name__)]


EVENTS: tuple[type[Event], ...] = (*_events(intake), *_events(warehouse), *_events(shipping))
# Two services may tell the same of their own: a device undone. Source and type together name one event.
BY_TYPE = {(kind.source(), kind.type_name()): kind for kind in EVENTS}
