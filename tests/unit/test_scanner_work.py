"""What a label means for the work that a station is doing."""

import pytest

from scanner.codes import Kind, own_document_text, own_location_text
from scanner.modes import MODES, changed, missing, out_of_place
from scanner.scan import Scan
from scanner.work import PLACES, Changed, NotTaken, Work
from services.shipping import scans as shipping
from services.shipping.scans.modes import MODES as SHIPPING
from services.warehouse.scans import actions as warehouse
from services.warehouse.scans.modes import MODES as WAREHOUSE

SERIAL = [("5CG806KHTM", "Code128"), ("1P9UZ86UT", "Code128")]
SHELF, OTHER_SHELF = [(own_location_text("A-01-03"), "Code128")], [(own_location_text("B-02"), "Code128")]
CARTON = [("RC00000002M", "Code128")]
DOCUMENT = [(own_document_text("R000001"), "Code128")]
SCHOOL = [("RS123456E", "Code128")]


def work(action: str, service: str = "warehouse", **context: str) -> Work:
    return Work(service, "quai-2", action, dict(context))


def test_a_shelf_scanned_while_putting_away_holds_for_what_follows():
    doing = work("put_away")
    assert doing.take(SHELF) == Changed("location", "A-01-03")
    assert [doing.take(SERIAL).context for _ in range(2)] == [{"location": "A-01-03"}] * 2
    doing.take(OTHER_SHELF)
    assert doing.take(SERIAL).context == {"location": "B-02"}


def test_a_scan_keeps_the_shelf_it_was_made_for():
    doing = work("put_away", location="A-01-03")
    first = doing.take(SERIAL)
    doing.take(OTHER_SHELF)
    assert first.context == {"location": "A-01-03"}


def test_a_carton_scanned_while_packing_is_the_one_packed_into():
    doing = work("pack")
    assert doing.take(CARTON) == Changed("carton", "RC00000002M")
    assert doing.take(SERIAL).context == {"carton": "RC00000002M"}


def test_a_carton_scanned_while_receiving_stands_for_its_devices():
    assert isinstance(work("receive", location="QUAI-01").take(CARTON), Scan)
    assert isinstance(work("accept", "shipping").take(CARTON), Scan)


def test_a_documents_label_is_a_scan_where_a_service_takes_it_and_no_device_elsewhere():
    doing = work("receive", location="QUAI-01")
    assert isinstance(doing.take(DOCUMENT), Scan)
    assert doing.context == {"location": "QUAI-01"}
    assert isinstance(work("sign", "shipping").take(DOCUMENT), Scan)
    with pytest.raises(NotTaken, match="document's label"):
        work("put_away", location="QUAI-01").take(DOCUMENT)


def test_a_school_scanned_takes_the_place_of_the_students():
    doing = work("hand_over", "shipping", student="yes")
    doing.take(SCHOOL)
    assert doing.take(SERIAL).context == {"school": "123456"}


@pytest.mark.parametrize(
    ("action", "said"),
    [("pick", {"wave": "V000001"}), *((one, {"why": "battery"}) for one in ("quarantine", "repair", "retire"))],
)
def test_a_wave_stands_for_an_order_and_a_reason_of_the_list_for_words(action: str, said: dict[str, str]):
    assert work(action, **said).take(SERIAL).context == said


@pytest.mark.parametrize(
    ("doing", "label"),
    [
        (work("put_away"), SERIAL),
        (work("pack"), SERIAL),
        (work("hand_over", "shipping"), SERIAL),
        (work("pick", order="D000001"), SHELF),
        (work("pick", order="D000001"), CARTON),
        (work("configure", "shipping"), SCHOOL),
        (work("put_away", location="A-01"), SHELF + OTHER_SHELF),
        (work("put_away", location="A-01"), SHELF + SERIAL),
        (work("wipe"), []),
        (work("wipe"), [("x" * 201, "QRCode")]),
        (work("wipe"), [(f"SERIAL{number}", "Code128") for number in range(21)]),
    ],
)
def test_what_cannot_be_a_scan_is_refused_and_changes_nothing(doing: Work, label: list[tuple[str, str]]):
    before = dict(doing.context)
    with pytest.raises(NotTaken) as refusal:
        doing.take(label)
    assert (str(refusal.value) != "", doing.context) == (True, before)


def test_a_text_longer_than_a_service_takes_is_left_out():
    assert work("wipe").take([*SERIAL, ("x" * 201, "QRCode")]).codes == tuple(SERIAL)


def test_an_action_that_is_none_is_refused_at_once():
    with pytest.raises(ValueError, match="put_away"):
        work("putaway")


def test_a_scan_may_be_given_its_id_and_moment():
    scan = work("wipe").take(SERIAL, "0198c000-0000-7000-8000-000000000000", "2020-08-27T14:05:11-04:00")
    assert (scan.id[-1], scan.at) == ("0", "2020-08-27T14:05:11-04:00")


def test_the_scanner_knows_the_actions_of_the_services():
    assert {service: set(modes) for service, modes in MODES.items()} == {
        "warehouse": set(warehouse.ACTIONS),
        "shipping": {*shipping.ACTIONS, *shipping.AT_DOCK},
    }


def test_the_scanner_takes_the_labels_that_the_services_take():
    own = {kind.value: kind for kind in (*PLACES, Kind.CARTON)}
    assert {(service, action): mode.takes for service in MODES for action, mode in MODES[service].items()} == {
        (service, one.action): {
            own[kind] for same in modes if same.action == one.action for kind in same.takes if kind in own
        }
        for service, modes in {"warehouse": WAREHOUSE, "shipping": SHIPPING}.items()
        for one in modes
    }


@pytest.mark.parametrize(("service", "action"), [(service, one) for service in MODES for one in MODES[service]])
def test_every_mode_has_a_sentence_for_all_that_can_happen_in_it(service: str, action: str):
    mode = MODES[service][action]
    assert all(missing(names[0]) for names in mode.needs)
    assert all(changed(name, "X") for name in mode.sets.values())
    assert all(out_of_place(kind, action) for kind in (*PLACES, Kind.CARTON) if kind not in mode.sets)
