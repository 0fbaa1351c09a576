"""Undo in what is read out of the log: rows say what their entries say without the undone ones, journeys show both."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner

from services.chassis.run import Running
from services.commands.inquiry import trace
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.envelope import Envelope
from services.contracts.roles import Role
from services.contracts.values import CartonCode
from services.portal.model.device import Device
from services.portal.model.request import Request
from services.portal.queries import figures
from services.portal.queries.whereabouts import held
from tests.integration.portal_story import (
    BOARD,
    DOCK,
    OTHER,
    SHELF,
    START,
    Story,
    client,
    hear,
    serial,
    statements,
    whats,
)

CODE = CartonCode.numbered(1, None)
BATCHES = [1, 4, 500]


def last(story: Story, kind: type) -> Envelope[Any]:
    return next(one for one in reversed(story.told) if isinstance(one.data, kind))


def undo_device(story: Story, kind: type, step: str, state: str, owner: Any = w.WarehouseDeviceUndone) -> None:
    told = next(one for one in story.told if isinstance(one.data, kind) and one.data.device == story.devices[0])
    fields = {"device": story.devices[0], "type": "tablet", "state": state, "reason": "wrong one scanned"}
    story.tell(owner(undone=told.id, step=step, **fields))


def undo_shipment(story: Story, kind: type, step: str, state: str) -> None:
    about: dict[str, Any] = {"shipment": story.shipment, "request": story.request, "board": story.board}
    story.tell(
        s.ShipmentUndone(
            undone=last(story, kind).id, step=step, reason="a slip", cartons=[story.carton], state=state, **about
        )
    )


def void(story: Story) -> None:
    about: dict[str, Any] = {"shipment": story.shipment, "request": story.request, "board": story.board}
    story.tell(s.ShipmentVoided(cartons=[story.carton], reason="the truck turned back", **about))


def open_again(story: Story) -> None:
    about: dict[str, Any] = {"carton": story.carton, "code": CODE, "order": story.order}
    undone = last(story, w.CartonClosed).id
    story.tell(
        w.CartonUndone(
            undone=undone,
            step="carton.closed",
            reason="one too many",
            state="open",
            request=story.request,
            board=story.board,
            **about,
        )
    )


def listen(portal: Running, story: Story, batch: int) -> None:
    for start in range(0, len(story.told), batch):
        hear(portal, story.told[start : start + batch])


def standing(portal: Running, device: UUID) -> tuple[str, str | None, str | None, str | None]:
    with portal.database.reading() as session:
        one = session.get_one(Device, device)
        return one.state, one.holder_kind, one.holder, one.board


def asked(portal: Running, story: Story) -> Request:
    with portal.database.reading() as session:
        return session.get_one(Request, story.request)


@pytest.mark.parametrize("batch", BATCHES)
def test_an_undone_pick_leaves_the_device_on_its_shelf_and_nobodys(portal: Running, batch: int):
    story = Story(2)
    story.arrive(), story.ask()
    about: dict[str, Any] = {"request": story.request, "board": BOARD, "order": story.order}
    for device in story.devices:
        story.tell(w.DevicePicked(device=device, **about))
    undo_device(story, w.DevicePicked, "device.picked", "stored")
    story.tell(i.RequestFulfilled(request=story.request, board=BOARD, accepted=[]))
    listen(portal, story, batch)
    assert standing(portal, story.devices[0]) == ("stored", "location", SHELF, None)
    assert standing(portal, story.devices[1])[0] == "picked"
    assert "request.fulfilled" not in whats(portal, story.devices[0])
    assert whats(portal, story.devices[0])[-2:] == ["device.picked", "device.undone"]


def test_an_undone_first_receipt_leaves_a_device_without_a_holder(portal: Running):
    story = Story(1)
    story.arrive()
    undo_device(story, w.DeviceStored, "device.stored", "received")
    undo_device(story, w.DeviceReceived, "device.received", "announced")
    hear(portal, story.told)
    assert standing(portal, story.devices[0]) == ("named", None, None, None)
    story.tell(w.DeviceReceived.model_validate(story.told[1].data.model_dump() | {"location": DOCK}))
    hear(portal, story.told[-1:])
    assert standing(portal, story.devices[0]) == ("received", "location", DOCK, None)


@pytest.mark.parametrize("batch", BATCHES)
def test_an_undone_return_is_on_its_way_back_again(portal: Running, batch: int):
    story = Story(1)
    story.whole()
    device = story.devices[0]
    fields: dict[str, Any] = {"device": device, "type": "tablet", "board": BOARD}
    story.tell(s.DeviceTakenBack(**fields, origin="762217"))
    parcel = uuid4()
    story.tell(s.DeviceSentBack(**fields, shipment=parcel, reason="too many"))
    received = story.told[1].data.model_copy(update={"returned": True, "delivery": None})
    told = story.tell(received)
    undone = {"undone": told.id, "step": "device.received", "state": "returning", "reason": "other box"}
    story.tell(w.WarehouseDeviceUndone(device=device, type="tablet", **undone))
    listen(portal, story, batch)
    assert standing(portal, device) == ("sent_back", "return", str(parcel), BOARD)


@pytest.mark.parametrize("batch", BATCHES)
def test_an_undone_dispatch_is_no_fact_for_any_device_and_gives_the_clock_its_moment_back(portal: Running, batch: int):
    story = Story(3)
    story.arrive(), story.ask(), story.pack(), story.ship()
    undo_shipment(story, s.ShipmentDelivered, "shipment.delivered", "dispatched")
    undo_shipment(story, s.ShipmentDispatched, "shipment.dispatched", "ready")
    listen(portal, story, batch)
    assert {standing(portal, device) for device in story.devices} == {("packed", "carton", str(story.carton), BOARD)}
    request = asked(portal, story)
    moments = (request.state, request.dispatched_at, request.delivered_at, request.to_dispatch_s, request.whole_s)
    assert moments == ("granted", None, None, None, None)


@pytest.mark.parametrize("batch", BATCHES)
def test_a_receipt_opened_again_has_its_missing_devices_delivered_still(portal: Running, batch: int):
    story = Story(1)
    story.arrive(), story.ask(), story.pack(), story.ship()
    about: dict[str, Any] = {"request": story.request, "board": BOARD, "shipment": story.shipment}
    story.tell(s.DeviceMissing(device=story.devices[0], type="tablet", reason="not there", **about))
    story.tell(s.ShipmentReceived(**about, accepted=0, damaged=0, missing=1, unexpected=0))
    undo_device(story, s.DeviceMissing, "device.missing", "in_transit", s.ShippingDeviceUndone)
    undo_shipment(story, s.ShipmentReceived, "shipment.received", "delivered")
    listen(portal, story, batch)
    assert standing(portal, story.devices[0])[:3] == ("delivered", "shipment", str(story.shipment))
    assert asked(portal, story).state == "delivered"


@pytest.mark.parametrize("batch", BATCHES)
def test_what_was_missing_and_accepted_is_delivered_once_that_is_undone_in_a_receipt_opened_again(
    portal: Running, batch: int
):
    story = Story(1)
    story.arrive(), story.ask(), story.pack(), story.ship()
    about: dict[str, Any] = {"request": story.request, "board": BOARD, "shipment": story.shipment}
    story.tell(s.DeviceMissing(device=story.devices[0], type="tablet", reason="not there", **about))
    story.tell(s.DeviceAccepted(device=story.devices[0], type="tablet", **about))
    undo_device(story, s.DeviceAccepted, "device.accepted", "in_transit", s.ShippingDeviceUndone)
    listen(portal, story, batch)
    assert standing(portal, story.devices[0])[:3] == ("delivered", "shipment", str(story.shipment))


@pytest.mark.parametrize("batch", BATCHES)
def test_what_turned_up_late_is_delivered_once_its_receipt_is_opened_again(portal: Running, batch: int):
    story = Story(1)
    story.arrive(), story.ask(), story.pack(), story.ship()
    about: dict[str, Any] = {"request": story.request, "board": BOARD, "shipment": story.shipment}
    device: dict[str, Any] = {"device": story.devices[0], "type": "tablet", **about}
    story.tell(s.DeviceMissing(**device, reason="not there"))
    story.tell(s.ShipmentReceived(**about, accepted=0, damaged=0, missing=1, unexpected=0))
    story.tell(s.DeviceTurnedUp(**device)), story.tell(s.DeviceAccepted(**device))
    undo_device(story, s.DeviceAccepted, "device.accepted", "missing", s.ShippingDeviceUndone)
    undo_device(story, s.DeviceMissing, "device.missing", "in_transit", s.ShippingDeviceUndone)
    undo_shipment(story, s.ShipmentReceived, "shipment.received", "delivered")
    listen(portal, story, batch)
    assert standing(portal, story.devices[0])[:3] == ("delivered", "shipment", str(story.shipment))


@pytest.mark.parametrize("batch", BATCHES)
def test_a_voided_shipment_leaves_its_devices_in_their_cartons(portal: Running, batch: int):
    story = Story(2)
    story.arrive(), story.ask(), story.pack(), story.ship()
    story.told.pop()
    void(story)
    listen(portal, story, batch)
    assert standing(portal, story.devices[0])[:3] == ("packed", "carton", str(story.carton))
    assert (asked(portal, story).state, asked(portal, story).dispatched_at) == ("granted", None)
    assert whats(portal, story.devices[0])[-2:] == ["shipment.dispatched", "shipment.voided"]


@pytest.mark.parametrize("batch", BATCHES)
def test_a_carton_opened_again_holds_nothing_and_what_it_held_is_no_part_of_its_next_journey(
    portal: Running, batch: int
):
    story = Story(2)
    story.arrive(), story.ask(), story.pack()
    out, stays = story.devices
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    story.tell(s.CartonReleased(carton=story.carton, shipment=None, reason="one too many", **about))
    open_again(story)
    story.tell(w.DeviceStored(device=out, type="tablet", location=SHELF))
    line = w.PackedDevice(device=stays, maker="Apple", serial=serial(BOARD, 1), model="MYLD2C/A", type="tablet")
    story.tell(w.CartonClosed(carton=story.carton, code=CODE, order=story.order, devices=[line], **about))
    story.tell(w.OrderPacked(order=story.order, cartons=[story.carton], final=True, **about))
    story.ship()
    listen(portal, story, batch)
    assert standing(portal, out)[:3] == ("stored", "location", SHELF)
    assert standing(portal, stays)[:3] == ("delivered", "shipment", str(story.shipment))
    assert whats(portal, out)[-4:] == ["order.packed", "carton.released", "carton.undone", "device.stored"]
    assert whats(portal, stays).count("carton.closed") == 2
    assert whats(portal, stays).count("order.packed") == 2
    with portal.database.reading() as session:
        assert [one.id for one in held(session, f"carton/{story.carton}", None, 10)] == [stays]


@pytest.mark.parametrize("order", ["told", "shipping first"])
def test_a_device_that_the_warehouse_identifies_is_its_finders_whichever_is_heard_first(portal: Running, order: str):
    story = Story(1)
    story.arrive()
    fields: dict[str, Any] = {"device": story.devices[0], "type": "tablet", "board": OTHER, "shipment": story.shipment}
    named = {"maker": "Apple", "serial": serial(BOARD, 0), "model": "MYLD2C/A", "finding": uuid4()}
    identified = story.tell(w.DeviceIdentified(**fields, **named))
    accepted = story.tell(s.DeviceAccepted(**fields, request=story.request))
    hear(portal, story.told[:-2])
    for one in (identified, accepted) if order == "told" else (accepted, identified):
        hear(portal, [one])
    assert standing(portal, story.devices[0]) == ("at_board", "board", OTHER, OTHER)


def test_a_device_found_again_that_came_from_a_board_is_to_be_wiped_still(portal: Running):
    story = Story(1)
    story.arrive()
    received = story.told[1].data
    story.tell(w.DeviceWrittenOff(device=story.devices[0], type="tablet", location=SHELF, reason="not found"))
    story.tell(received.model_copy(update={"location": DOCK, "delivery": None, "state": "returned"}))
    hear(portal, story.told)
    assert standing(portal, story.devices[0])[:3] == ("returned", "location", DOCK)


def test_a_journey_shows_the_undone_step_as_undone_by_whom_and_why(portal: Running):
    story = Story(1)
    story.arrive()
    undo_device(story, w.DeviceStored, "device.stored", "received")
    hear(portal, story.told)
    http, device = client(portal, Role.MINISTRY), story.devices[0]
    steps = http.get(f"/portal/api/v1/devices/{device}/journey").json["journey"]
    assert [step["undone"] is not None for step in steps] == [False, False, True, False]
    assert (steps[2]["undone"]["who"], steps[2]["undone"]["reason"]) == ("u-00000001", "wrong one scanned")
    assert steps[2]["undone"]["position"] == steps[3]["position"]
    shown = http.get(f"/portal/devices/{device}").get_data(as_text=True)
    assert "<s>Rangé</s>" in shown
    assert "wrong one scanned" in shown.split("<s>Rangé</s>")[1].split("</th>")[0]


@pytest.mark.parametrize("kind", ["undone", "voided", "reopened"])
def test_undoing_for_few_devices_takes_as_many_statements_as_for_many(portal: Running, kind: str):
    few, many = Story(5), Story(200, OTHER)
    counts = []
    for story in (few, many):
        story.arrive(), story.ask(), story.pack(), story.ship()
        hear(portal, story.told)
        heard = len(story.told)
        if kind == "undone":
            undo_shipment(story, s.ShipmentDispatched, "shipment.dispatched", "ready")
        elif kind == "voided":
            void(story)
        else:
            open_again(story)
        counts.append(statements(portal.database, story.told[heard:]))
    assert counts[0] == counts[1]


def test_paused_hours_count_in_no_stage(portal: Running):
    story = Story(1)
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    story.ask(), story.pack(), story.ship()
    submitted, delivered = story.told[0].time, story.told[-1].time
    story.tell(i.RequestPaused(**about, reason="closed in July"), submitted + timedelta(minutes=10))
    story.tell(i.RequestResumed(**about), submitted + timedelta(minutes=40))
    hear(portal, story.told)
    request = asked(portal, story)
    assert request.whole_s == (delivered - submitted).total_seconds() - 30 * 60
    assert request.to_grant_s == 30 * 60
    assert not request.paused


def test_a_request_whose_clock_stands_still_is_not_late(portal: Running):
    story = Story(1)
    story.ask()
    story.tell(i.RequestPaused(request=story.request, board=BOARD, reason="closed"))
    hear(portal, story.told)
    with portal.database.reading() as session:
        clock = figures.clocks(session, None, START + timedelta(hours=500)).all
    assert (clock.running, clock.late, clock.at_risk, clock.paused) == (1, 0, 0, 1)


def test_a_grant_taken_back_is_submitted_again_and_granted_when_the_warehouse_refuses(portal: Running):
    story = Story(1)
    story.ask()
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    undone = {"undone": last(story, i.RequestGranted).id, "step": "request.granted", "reason": "wrong board"}
    back = story.tell(i.RequestUndone(**about, **undone, granted=[]))
    hear(portal, story.told)
    assert (asked(portal, story).state, asked(portal, story).granted_at) == ("submitted", None)
    hear(portal, [story.tell(refusal(story, back))])
    assert (asked(portal, story).state, asked(portal, story).to_grant_s) == ("granted", 3600)


def refusal(story: Story, ask: Envelope[Any]) -> w.WithdrawalRefused:
    return w.WithdrawalRefused(request=story.request, board=BOARD, order=story.order, free={}, answers=ask.id)


def test_a_refused_withdrawal_brings_no_earlier_grant_back_that_was_taken_back_in_earnest(portal: Running):
    story = Story(1)
    story.ask()
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    undone = {"undone": last(story, i.RequestGranted).id, "step": "request.granted", "reason": "wrong board"}
    back = story.tell(i.RequestUndone(**about, **undone, granted=[]))
    story.tell(w.OrderCancelled(**about, order=story.order, held=[], free={}, answers=back.id))
    again = story.tell(story.told[1].data)
    story.tell(refusal(story, story.tell(i.WithdrawalAsked(**about, reason="too late"))))
    hear(portal, story.told)
    assert (asked(portal, story).state, asked(portal, story).granted_at) == ("granted", again.time)


def test_a_refused_withdrawal_leaves_a_request_that_is_fulfilled_no_more_unfulfilled(portal: Running):
    story = Story(1)
    story.ask(), story.pack(), story.ship()
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    fulfilled = story.tell(i.RequestFulfilled(**about, accepted=[]))
    undone = {"undone": fulfilled.id, "step": "request.fulfilled", "reason": "not ours"}
    story.tell(i.RequestUndone(**about, **undone, granted=[]))
    # The other service's clock is ahead.
    ask = story.tell(i.WithdrawalAsked(**about, reason="too late"))
    story.tell(refusal(story, ask), ask.time + timedelta(hours=9))
    hear(portal, story.told)
    assert asked(portal, story).state == "delivered"


@pytest.mark.parametrize("refused_first", [False, True])
def test_a_withdrawal_refused_leaves_the_request_as_it_was(portal: Running, refused_first: bool):
    story = Story(1)
    story.ask()
    about: dict[str, Any] = {"request": story.request, "board": BOARD}
    hear(portal, story.told)
    ask = story.tell(i.WithdrawalAsked(**about, reason="too late"))
    refuse = story.tell(refusal(story, ask))
    for one in (refuse, ask) if refused_first else (ask, refuse):
        hear(portal, [one])
    assert asked(portal, story).state == "granted"


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (i.RequestSentBack.model_construct(board=BOARD, reason="which site?"), "sent_back"),
        (i.WithdrawalAsked.model_construct(board=BOARD, reason="too late"), "withdrawing"),
        (i.RequestWithdrawn.model_construct(board=BOARD), "withdrawn"),
    ],
)
def test_a_request_is_where_its_last_word_leaves_it(portal: Running, event: Any, state: str):
    story = Story(1)
    story.ask()
    story.told = story.told[:1]
    story.tell(event.model_copy(update={"request": story.request}))
    hear(portal, story.told)
    assert asked(portal, story).state == state


def test_the_terminal_traces_an_undone_step_as_undone(portal: Running):
    story = Story(1)
    story.arrive()
    undo_device(story, w.DeviceStored, "device.stored", "received")
    hear(portal, story.told)
    variables = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    variables |= {"RESERVE_LANG": "en", "COLUMNS": "200"}
    shown = CliRunner().invoke(trace, [serial(BOARD, 0)], env=variables).stdout
    assert "device.stored (undone by u-00000001: wrong one scanned)" in shown
    as_json = CliRunner().invoke(trace, [serial(BOARD, 0), "--json"], env=variables).stdout
    undone = {step["what"]: step["undone"] for step in json.loads(as_json)["journey"]}
    assert (undone["device.received"], undone["device.stored"]["reason"]) == (None, "wrong one scanned")


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("early", [False, True])
def test_a_carton_loaded_and_taken_off_again_is_part_of_its_devices_journeys_and_moves_none(
    portal: Running, batch: int, early: bool
):
    story = Story(2)
    story.arrive(), story.ask()
    about: dict[str, Any] = {"carton": story.carton, "shipment": story.shipment}
    about |= {"request": story.request, "board": BOARD}
    if not early:
        story.pack()
    story.tell(s.CartonLoaded(**about))
    undone = {"undone": last(story, s.CartonLoaded).id, "step": "carton.loaded", "reason": "wrong truck"}
    story.tell(s.ShippingCartonUndone(**about, **undone))
    story.tell(s.CartonLoaded(**about))
    if early:
        story.pack()
    listen(portal, story, batch)
    assert standing(portal, story.devices[0]) == ("packed", "carton", str(story.carton), BOARD)
    told = [what for what in whats(portal, story.devices[0], BOARD) if what.startswith("carton.")]
    assert sorted(told) == ["carton.closed", "carton.loaded", "carton.loaded", "carton.undone"]
    journey = client(portal, Role.MINISTRY).get(f"/portal/api/v1/devices/{story.devices[0]}/journey").json["journey"]
    assert [one["undone"] is not None for one in journey if one["what"] == "carton.loaded"] == [True, False]
