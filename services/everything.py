"""The one list of services, in the order in which an event usually travels."""

from services.chassis.service import Service
from services.intake.service import SERVICE as INTAKE
from services.portal.service import SERVICE as PORTAL
from services.shipping.service import SERVICE as SHIPPING
from services.warehouse.service import SERVICE as WAREHOUSE

SERVICES: tuple[Service, ...] = (INTAKE, WAREHOUSE, SHIPPING, PORTAL)
BY_NAME = {service.name: service for service in SERVICES}
