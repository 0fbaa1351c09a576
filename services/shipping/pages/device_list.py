"""The devices in use as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Device
from services.shipping.model.custody import NAMES
from services.shipping.pages.words import board_name, model_name, type_name
from services.shipping.scope import scope_of
from services.shipping.shapes.sent import DeviceList


def _read(query: DeviceList, cursor: UUID | None, limit: int) -> Page[Device]:
    return queries.devices(session(), scope_of(person()), query.asked(), cursor, limit)


DEVICES = Listing[DeviceList, Device](
    say("Devices in use"),
    DeviceList,
    _read,
    [
        Column(say("Serial"), lambda one: one.serial),
        Column(say("Maker"), lambda one: one.maker),
        Column(say("Model"), lambda one: one.model, model_name),
        Column(say("Type"), lambda one: one.type, type_name),
        Column(say("Asset tag"), lambda one: one.asset_tag),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("State"), lambda one: one.state, named(NAMES)),
        Column(say("School"), lambda one: one.school),
        Column(say("Loan number"), lambda one: one.loan),
        # Typed by people: where the page shows it, and nowhere else.
        Column(say("Set aside"), lambda one: None if one.school or one.loan else one.fault),
        Column(say("Since"), lambda one: one.changed_at),
    ],
)
