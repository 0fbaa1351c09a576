"""The carriers that the dock sends with. A further one is a file with a value of its own, and a line here."""

from collections.abc import Mapping

from services.shipping.carriers import courier, van
from services.shipping.carriers.carrier import Carrier

CARRIERS: Mapping[str, Carrier] = {one.code: one for one in (van.CARRIER, courier.CARRIER)}
