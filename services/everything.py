"""All services, in the order in which an event usually travels."""

from services.chassis.service import Service
from services.named import NAMES, named

SERVICES: tuple[Service, ...] = tuple(named(name) for name in NAMES)
BY_NAME = {service.name: service for service in SERVICES}
