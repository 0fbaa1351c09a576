"""Shipping, declared: its tables, routes, pages, and what it hears."""

from services.chassis.service import Service, whole
from services.contracts.intake import (
    PortraitUpdated,
    RequestAmended,
    RequestGranted,
    RequestSubmitted,
    RequestUndone,
    WithdrawalAsked,
)
from services.contracts.warehouse import (
    CartonClosed,
    CartonUndone,
    DeviceIdentified,
    DeviceReceived,
    DeviceRetired,
    DeviceWiped,
    DeviceWrittenOff,
    OrderPacked,
    WarehouseDeviceUndone,
    WithdrawalRefused,
)
from services.shipping import model, operations
from services.shipping.terms import TERMS

SERVICE = Service(
    name="shipping",
    package="services.shipping",
    tables=whole(model),
    subscriptions={
        PortraitUpdated: operations.keep_capacities,
        RequestSubmitted: operations.keep_urgencies,
        RequestAmended: operations.keep_urgencies,
        RequestGranted: operations.keep_addresses,
        RequestUndone: operations.take_grant_back,
        WithdrawalAsked: operations.withdraw,
        WithdrawalRefused: operations.let_stand,
        CartonClosed: operations.note_cartons,
        CartonUndone: operations.forget_packing_lists,
        OrderPacked: operations.grow_shipments,
        DeviceReceived: operations.end_custody,
        DeviceWiped: operations.forget_users,
        DeviceRetired: operations.forget_users,
        DeviceWrittenOff: operations.forget_users,
        DeviceIdentified: operations.settle_findings,
        WarehouseDeviceUndone: operations.resume_custody,
    },
    terms=TERMS,
)
