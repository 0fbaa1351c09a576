"""Where what is scanned goes: told at its receipt, and when it is put away elsewhere or where there is no room."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode
from services.warehouse.model.device import Device
from services.warehouse.model.life import TO_PUT_AWAY, DeviceState
from services.warehouse.scans.desk import Desk


@dataclass
class Direction:
    """What one scan does with devices at a location: one device, or all of a carton."""

    desk: Desk
    location: LocationCode
    received: list[Device] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def where_to(self, told: Sentence) -> Sentence:
        """What is told of a receipt, and where what was received goes; that room is not proposed again in this
        batch."""
        models = Counter(device.model for device in self.received if device.state in TO_PUT_AWAY)
        parts = [part for model, count in models.items() for part in self.desk.rooms.allot(model, count)]
        places = list(dict.fromkeys(place for place, _ in parts if place))
        return say("%(told)s To put away at %(places)s.", told=told, places=", ".join(places)) if places else told

    def note(self, device: Device) -> None:
        """Before a device is put away here: whether another place was proposed for it. A move is its mover's own."""
        if device.state is DeviceState.STORED or self.desk.rooms.suits(self.location, device.model):
            return
        proposed = [self.desk.rooms.propose(device.model, count) for count in (1, self._together(device))]
        codes = [room.code for room in proposed if room is not None]
        if codes and self.location not in codes:
            self.elsewhere.append(codes[-1])

    def warn(self, told: Sentence) -> Sentence:
        """What is told of a put-away, with what speaks against the place. It is never refused: the device stands there
        already, and what says otherwise would be wrong."""
        place = self.desk.locations[self.location]
        holds = place.holds + self.desk.tally.more_at(self.location)
        if place.capacity is not None and holds > place.capacity:
            told = say(
                "%(told)s It is full: %(holds)s devices, for %(capacity)s.",
                told=told,
                holds=holds,
                capacity=place.capacity,
            )
        if self.elsewhere:
            told = say("%(told)s %(place)s was proposed.", told=told, place=self.elsewhere[0])
        return told

    def _together(self, device: Device) -> int:
        """How many of its supplier's carton are at hand and wait with it."""
        same: Sequence[Device] = self.desk.by_carton.get(device.supplier_carton or "", ())
        return max(1, sum(one.state in TO_PUT_AWAY and one.model == device.model for one in same))
