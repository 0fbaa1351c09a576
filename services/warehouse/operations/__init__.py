"""What the warehouse does, one function a use case; the two that commands call stand here by name."""

from services.warehouse.operations.delivery import announce_delivery
from services.warehouse.operations.location import import_locations

__all__ = ["announce_delivery", "import_locations"]
