"""The warehouse as a value: what it serves, and what it hears from intake and shipping."""

from services.chassis.service import Service, whole
from services.contracts.intake import RequestGranted, RequestUndone, WithdrawalAsked
from services.contracts.shipping import (
    CartonReleased,
    DeviceDamaged,
    DeviceMissing,
    DeviceSentBack,
    DeviceTurnedUp,
    DeviceUnexpected,
    DeviceUnreturned,
    ShipmentDispatched,
    ShipmentUndone,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.warehouse import model
from services.warehouse.announcing import keep_announcing
from services.warehouse.operations.claim import (
    claim_damaged,
    claim_missing,
    hear_undone,
    note_unexpected,
    settle_missing,
)
from services.warehouse.operations.device import expect_no_more, expect_returns
from services.warehouse.operations.order import make_orders
from services.warehouse.operations.shipment import depart, take_release, take_void, turn_back
from services.warehouse.operations.withdrawal import take_back_grants, withdraw_orders
from services.warehouse.terms import TERMS
from services.warehouse.vetting import keep_vetting

SERVICE = Service(
    name="warehouse",
    package="services.warehouse",
    tables=whole(model),
    subscriptions={
        RequestGranted: make_orders,
        RequestUndone: take_back_grants,
        WithdrawalAsked: withdraw_orders,
        ShipmentDispatched: depart,
        ShipmentUndone: turn_back,
        ShipmentVoided: take_void,
        CartonReleased: take_release,
        DeviceSentBack: expect_returns,
        DeviceUnreturned: expect_no_more,
        DeviceDamaged: claim_damaged,
        DeviceMissing: claim_missing,
        DeviceTurnedUp: settle_missing,
        DeviceUnexpected: note_unexpected,
        ShippingDeviceUndone: hear_undone,
    },
    jobs={"notices": keep_announcing, "files": keep_vetting},
    terms=TERMS,
)
