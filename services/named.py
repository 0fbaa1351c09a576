"""The services by name, each loaded when it is asked for: a worker of one holds nothing of the others."""

from importlib import import_module

from services.chassis.service import Service

# In the order in which an event usually travels.
NAMES = ("intake", "warehouse", "shipping", "portal")


def named(name: str) -> Service:
    """The service of this name, of `NAMES`."""
    service = import_module(f"services.{name}.service").SERVICE
    if not isinstance(service, Service):
        raise TypeError(f"services.{name}.service holds no service")
    return service
