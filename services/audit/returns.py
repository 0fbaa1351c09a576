"""Return shipments in the recount: what each was closed with, and what was told of the devices that it was without."""

from collections import Counter
from collections.abc import Iterator

from services.audit.difference import Difference, broken
from services.audit.fact import Fact


class Returns:
    """What shipping told of returns. What was undone never gets here."""

    def __init__(self) -> None:
        self.closed: dict[str, Fact] = {}
        self.left_out: Counter[str] = Counter()

    def take(self, fact: Fact) -> None:
        """Go on with one fact of shipping."""
        if fact.what == "return.closed":
            self.closed[fact.data["parcel"]] = fact
        elif fact.what == "device.unreturned":
            self.left_out[fact.data["parcel"]] += 1

    def broken(self) -> Iterator[Difference]:
        """The returns that were closed without another number of devices than were told of one by one."""
        for parcel, fact in self.closed.items():
            told, name = fact.data, fact.data["number"]
            missing = told["expected"] - told["received"]
            if not missing == told["missing"] == self.left_out[parcel]:
                yield broken("left_out", parcel, name, fact, told=told["missing"], single=self.left_out[parcel])
