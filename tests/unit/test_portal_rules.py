"""The portal's rules one by one: accounts, sessions, locks, keys, local addresses, words, the clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from services.chassis.errors import Invalid
from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts.events import EVENTS
from services.contracts.reference import boards
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import words
from services.portal.address import KINDS, local, page_of, subject_of
from services.portal.model.account import Account, open_account
from services.portal.model.log import what_of
from services.portal.model.request import first_heard
from services.portal.model.sign_in import IDLE, LOCK, LONGEST, Attempts, SignIn, begin
from services.portal.model.stage import Stage
from services.portal.model.state import HANDED, HERE, State
from services.portal.model.step import STEPS
from services.portal.model.subject import holder_of

AT = datetime(2020, 8, 26, 14, tzinfo=UTC)
BOARD = BoardCode("762000")
PASSWORD = "long enough for us"


@pytest.mark.parametrize(
    ("login", "password", "role", "board", "field"),
    [
        (" ", PASSWORD, Role.MINISTRY, None, "/login"),
        ("a", "too short", Role.MINISTRY, None, "/password"),
        ("a", "x" * 201, Role.MINISTRY, None, "/password"),
        ("a", PASSWORD, Role.STATION, None, "/role"),
        ("a", PASSWORD, Role.SERVICE, None, "/role"),
        ("a", PASSWORD, Role.BOARD_MANAGER, None, "/board"),
        ("a", PASSWORD, Role.MINISTRY, BOARD, "/board"),
    ],
)
def test_an_account_that_breaks_a_rule_is_refused(login, password, role, board, field):
    with pytest.raises(Invalid) as refused:
        open_account(login, password, role, board, "", AT)
    assert [error.pointer for error in refused.value.errors] == [field]


def account() -> Account:
    return Account(actor="u-1", login="l", password_hash="-", role=Role.MINISTRY, active=True, created_at=AT)


@pytest.mark.parametrize(
    ("change", "at", "good"),
    [
        (lambda one: None, AT, True),
        (lambda one: None, AT + IDLE, True),
        (lambda one: None, AT + IDLE + timedelta(seconds=1), False),
        (lambda one: setattr(one, "seen_at", AT + LONGEST), AT + LONGEST, True),
        (lambda one: setattr(one, "seen_at", AT + LONGEST), AT + LONGEST + timedelta(seconds=1), False),
        (lambda one: setattr(one, "revoked_at", AT), AT, False),
        (lambda one: setattr(one.account, "active", False), AT, False),
    ],
)
def test_a_session_ends_idle_old_revoked_or_closed(change: Callable[[SignIn], None], at: datetime, good: bool):
    one, _ = begin(account(), AT)
    change(one)
    assert one.good(at) is good


def test_a_session_keeps_no_cookie_that_could_be_stolen_from_the_database():
    one, cookie = begin(account(), AT)
    assert cookie not in vars(one).values()


def test_the_fifth_failure_locks_for_a_minute_and_each_later_one_again():
    attempts = Attempts(login_hash="h", failures=0, failed_at=AT)
    for _ in range(4):
        attempts.fail(AT)
    assert not attempts.locked(AT)
    attempts.fail(AT)
    assert attempts.locked(AT + LOCK - timedelta(seconds=1))
    assert not attempts.locked(AT + LOCK)
    attempts.fail(AT + LOCK)
    assert attempts.locked(AT + LOCK)


def test_an_erased_person_leaves_an_id_that_leads_nowhere():
    one = account()
    one.name = "Jeanne Tremblay"
    one.erase()
    assert (one.name, one.login, one.active, one.accepts("-")) == (None, "u-1", False, False)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/intake/requests?state=draft", "/intake/requests?state=draft"),
        ("/", "/"),
        (None, "/portal/"),
        ("", "/portal/"),
        ("//evil.example", "/portal/"),
        ("/\\evil.example", "/portal/"),
        ("https://evil.example/", "/portal/"),
        ("/a\r\nSet-Cookie: x", "/portal/"),
        ("/\t/evil.example", "/portal/"),
        ("javascript:alert(1)", "/portal/"),
    ],
)
def test_nobody_is_sent_off_the_site(asked: str | None, sent: str):
    assert local(asked) == sent


@pytest.mark.parametrize("kind", sorted(set(KINDS.values()) - {"finding"}))
def test_a_subject_and_its_page_lead_to_each_other(kind: str):
    word, number = str(page_of(f"{kind}/A-1")).split("/")[2:]
    assert subject_of(KINDS[word], number) == f"{kind}/A-1"


def test_a_finding_has_a_page_apart_from_devices():
    assert page_of("device/1", "finding") == "/portal/findings/1"
    assert subject_of("finding", "1") == "device/1"
    assert page_of("board/762000") is None


@pytest.mark.parametrize(("origin", "holder"), [("762217", "school/762217"), ("P-ABCD2345", "loan/P-ABCD2345")])
def test_where_a_device_was_taken_back_from(origin: str, holder: str):
    assert holder_of(origin) == holder


def test_every_event_state_stage_and_zone_has_its_words():
    assert {what_of(kind) for kind in EVENTS} == set(words.WHAT)  # type: ignore[arg-type]
    assert set(State) == set(words.STATES)
    assert set(Stage) == set(words.STAGES)
    assert {board.zone for board in boards().values()} <= set(words.ZONES)


def test_every_state_is_on_one_side_of_the_dock():
    assert set(State) == HERE | HANDED
    assert not HERE & HANDED
    assert {step.state for step in STEPS.values()} - {None} == set(State) - {
        State.NAMED,
        State.RETURNED,
        State.ON_LOAN,
    }


REQUEST = uuid4()
MOMENTS = [
    (i.RequestSubmitted.model_construct(request=REQUEST, board=BOARD, number="D000001"), AT),
    (i.RequestGranted.model_construct(request=REQUEST, board=BOARD, number="D000001"), AT + timedelta(hours=10)),
    (s.ShipmentDispatched.model_construct(request=REQUEST, board=BOARD), AT + timedelta(hours=30)),
    (s.ShipmentDelivered.model_construct(request=REQUEST, board=BOARD), AT + timedelta(hours=70)),
]


@pytest.mark.parametrize("order", list(permutations(range(len(MOMENTS)))))
def test_the_clock_shows_the_same_whichever_service_is_heard_first(order: tuple[int, ...]):
    clock = first_heard(REQUEST, BOARD)
    for number in order:
        clock.hear(*MOMENTS[number])
    hours = [seconds / 3600 for seconds in (clock.to_grant_s, clock.to_dispatch_s, clock.to_deliver_s, clock.whole_s)]
    assert (clock.state, clock.number, hours) == (Stage.DELIVERED, "D000001", [10, 20, 40, 70])


def test_the_clock_stops_at_the_last_delivery():
    clock = first_heard(REQUEST, BOARD)
    for event, at in (*MOMENTS, (MOMENTS[3][0], AT + timedelta(hours=80)), (MOMENTS[3][0], AT + timedelta(hours=75))):
        clock.hear(event, at)
    assert clock.whole_s == 80 * 3600
