"""The digest by mail: once a day for each reader, whatever runs beside, dies or does not answer; in their language."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from services.chassis import mail
from services.chassis.act import Act, now
from services.chassis.mail import Away
from services.chassis.run import Running
from services.commands.digest import digest as digest_command
from services.commands.people import address
from services.contracts import intake as i
from services.contracts.roles import Role
from services.contracts.values import BoardCode
from services.portal import digest, operations
from services.portal.model import account
from services.portal.model.digest import AGAIN_AFTER, Digest, Sending
from services.portal.model.log import Entry
from services.portal.operations import digest as noting
from tests.integration.mail_server import Post, broken_office, nobody, post_office
from tests.integration.portal_story import BOARD, OTHER, START, hear
from tests.integration.timed import Teller

pytestmark = pytest.mark.databases("sqlite", "postgresql")

# By then one request is late and one at risk.
MOMENT = START + timedelta(hours=80)
PEOPLE: dict[str, tuple[Role, BoardCode | None, str]] = {
    "minister": (Role.MINISTRY, None, "fr"),
    "dock": (Role.WAREHOUSE_MANAGER, None, "en"),
    "montreal": (Role.BOARD_MANAGER, BOARD, "fr"),
    "littoral": (Role.BOARD_MANAGER, OTHER, "en"),
    "clerk": (Role.WAREHOUSE, None, "fr"),
    "auditor": (Role.AUDITOR, None, "fr"),
}
READERS = ["dock@example.org", "minister@example.org", "montreal@example.org"]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT_S", 1.0)


@pytest.fixture
def staffed(portal: Running) -> Running:
    """A portal with people, and with requests of one board of which some trouble is to be told."""
    with portal.database.writing(Act("t", now())) as session:
        for login, (role, board, language) in PEOPLE.items():
            operations.add_account(session, login, "a long password", role, board, f"Prénom Nom de {login}")
            operations.set_address(session, login, f"{login}@example.org", language)
        operations.add_account(session, "silent", "a long password", Role.MINISTRY, None, "X")
    teller = Teller()
    for number in range(5):
        teller.request(number, number + 1, number + 2, number + 3)
    teller.request(0), teller.request(20, 30)
    # Delivered late yesterday.
    teller.request(-40, 0, 2, 60)
    for board, hour in ((BOARD, 70), (OTHER, -500)):
        teller.tell(i.PortraitUpdated(board=board, version=1, lines=[], weekly_capacity=1), hour)
    hear(portal, teller.told)
    return portal


def send(portal: Running, url: str, at: datetime = MOMENT) -> list[Sending]:
    settings = replace(portal.settings, smtp=url, mail_from="reserve@example.org")
    return sorted(digest.send_all(portal.database, settings, at).values())


def noted(portal: Running) -> list[tuple[Sending, int]]:
    with portal.database.reading() as session:
        return sorted((one.state, one.attempts) for one in session.scalars(select(Digest)))


def test_each_reader_gets_one_a_day_and_another_the_next_day(staffed: Running) -> None:
    post = Post()
    with post_office(post) as url:
        assert send(staffed, url) == [Sending.SENT] * 4
        assert send(staffed, url, MOMENT + timedelta(hours=5)) == []
        assert post.to == sorted([*READERS, "littoral@example.org"])
        send(staffed, url, MOMENT + timedelta(days=1))
    assert post.to == sorted([*READERS, "littoral@example.org"] * 2)


def test_of_any_number_of_senders_at_once_one_sends_each(staffed: Running) -> None:
    post, together = Post(), threading.Barrier(6)

    def one_of_them(_: int) -> list[Sending]:
        together.wait()
        return send(staffed, url)

    with post_office(post) as url, ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(one_of_them, range(6)))
    assert post.to == sorted([*READERS, "littoral@example.org"])
    assert [state for states in sent for state in states] == [Sending.SENT] * 4
    assert noted(staffed) == [(Sending.SENT, 1)] * 4


def test_what_was_refused_is_tried_again_an_hour_later_and_what_was_taken_is_not(staffed: Running) -> None:
    post = Post(rcpt="451 later")
    with post_office(post) as url:
        assert send(staffed, url) == [Sending.FAILED] * 4
        post.rcpt = "250 OK"
        assert send(staffed, url, MOMENT + AGAIN_AFTER - timedelta(minutes=1)) == []
        assert send(staffed, url, MOMENT + AGAIN_AFTER) == [Sending.SENT] * 4
        assert send(staffed, url, MOMENT + 3 * AGAIN_AFTER) == []
    assert noted(staffed) == [(Sending.SENT, 2)] * 4
    assert len(post.taken) == 4


@pytest.mark.parametrize("kind", ["nobody", "silent"])
def test_while_the_server_is_away_nothing_is_noted_and_all_goes_once_it_is_back(staffed: Running, kind: str) -> None:
    with broken_office() as silent, pytest.raises(Away):
        send(staffed, nobody() if kind == "nobody" else silent)
    assert noted(staffed) == []
    post = Post()
    with post_office(post) as url:
        send(staffed, url)
    assert len(post.taken) == 4


def test_a_server_that_dies_before_it_has_a_message_gets_it_an_hour_later(staffed: Running) -> None:
    with broken_office(b"220 here", b"250 hello", b"250 sender", hangs=False) as url, pytest.raises(Away):
        send(staffed, url)
    assert noted(staffed) == [(Sending.FAILED, 1)]
    post = Post()
    with post_office(post) as url:
        assert send(staffed, url) == [Sending.SENT] * 3
        assert send(staffed, url, MOMENT + AGAIN_AFTER) == [Sending.SENT]
    assert post.to == sorted([*READERS, "littoral@example.org"])


def test_what_may_have_been_taken_is_never_sent_twice_a_day(staffed: Running) -> None:
    post = Post(dies=True)
    with post_office(post) as url:
        with pytest.raises(Away):
            send(staffed, url)
        assert noted(staffed) == [(Sending.FAILED, 1), (Sending.UNCLEAR, 1)]
        (first,) = post.to
        post.dies = False
        for hours in range(5):
            send(staffed, url, MOMENT + hours * AGAIN_AFTER)
        assert post.to.count(first) == 1
        assert len(post.taken) == 4
        send(staffed, url, MOMENT + timedelta(days=1))
        assert post.to.count(first) == 2


def test_a_sender_that_died_in_between_leaves_no_second_digest_that_day(staffed: Running) -> None:
    day = MOMENT.date()
    with staffed.database.writing(Act("t", now())) as session:
        actors = [one.actor for one in noting.recipients(session, day, MOMENT)]
        assert [noting.begin(session, actor, day, MOMENT) for actor in actors] == [True] * 4
        assert [noting.begin(session, actor, day, MOMENT + timedelta(hours=5)) for actor in actors] == [False] * 4
    post = Post()
    with post_office(post) as url:
        assert send(staffed, url, MOMENT + timedelta(hours=5)) == []
    assert post.taken == []


def letters(portal: Running, at: datetime = MOMENT) -> dict[str, Any]:
    settings = replace(portal.settings, mail_from="reserve@example.org")
    return {one.mail.split("@")[0]: one.told for one in digest.to_send(portal.database, settings, at)}


def test_each_reads_what_is_theirs_in_their_language(staffed: Running) -> None:
    told = letters(staffed)
    subject, text = told["minister"]
    assert subject == "Réserve, 2020-08-27\u00a0: 1 en retard, 1 à risque, 0 en voie de l’être"
    assert (
        "- D000006, Centre de services scolaire de Montréal\u00a0: Soumise, à accorder, depuis 80\u00a0h sur 72" in text
    )
    assert "À risque (1)\u00a0:\n- D000007" in text
    assert "Livrées en retard depuis hier (1)\u00a0:\n- D000008" in text
    assert "Portraits à renouveler (1)\u00a0:\n- Centre de services scolaire du Littoral\u00a0: 24 jours" in text
    assert "qui n’ont jamais donné de portrait (70)" in text
    subject, text = told["dock"]
    assert subject == "Reserve, 2020-08-27: 1 late, 1 at risk, 0 likely to be late"
    assert "portrait" not in text.lower()
    assert "Littoral" not in told["montreal"][1]
    assert "D000006" in told["montreal"][1]
    assert "D0000" not in told["littoral"][1]
    assert "Portraits to be renewed (1):" in told["littoral"][1]


def test_no_person_and_no_reason_that_a_person_typed_is_in_a_letter(staffed: Running) -> None:
    teller = Teller()
    # Late by then, though it was paused.
    teller.request(-1, pauses=((0, 0.5),))
    hear(staffed, teller.told)
    text = "\n".join(word for told in letters(staffed).values() for word in told)
    assert re.search(r"Prénom|example\.org|u-[0-9a-f]{8}|École fermée", text) is None
    assert "D000001" in text


def test_whoever_is_erased_or_has_no_address_gets_none(staffed: Running) -> None:
    with staffed.database.writing(Act("t", now())) as session:
        actors = {one.mail: one.actor for one in noting.recipients(session, MOMENT.date(), MOMENT)}
        operations.erase_person(session, actors["minister@example.org"])
        operations.set_address(session, "dock", None, "fr")
    assert set(letters(staffed)) == {"montreal", "littoral"}
    with staffed.database.reading() as session:
        erased = session.get_one(account.Account, actors["minister@example.org"])
        assert (erased.mail, erased.name) == (None, None)


def test_where_there_is_nothing_to_tell_nothing_is_sent(staffed: Running) -> None:
    quiet = replace(staffed.settings, smtp=nobody(), mail_from="reserve@example.org", portrait_days=100)
    with staffed.database.engine.begin() as connection:
        connection.execute(Entry.__table__.delete().where(Entry.what != "portrait.updated"))
        connection.exec_driver_sql("DELETE FROM request")
    told = {one.mail for one in digest.to_send(staffed.database, quiet, MOMENT)}
    # Seventy boards never gave a portrait; that is the Ministry's.
    assert told == {"minister@example.org"}


def test_a_board_is_reminded_of_a_collection_until_it_answers(staffed: Running) -> None:
    teller, boards = Teller(), [BOARD, OTHER]
    asked: dict[str, Any] = {"campaign": uuid4(), "title": "Portrait de septembre", "boards": boards}
    for hour, late in ((60, 10), (61, 90), (62, 240)):
        teller.tell(i.CampaignReminded(**asked, deadline=START + timedelta(hours=late)), hour)
    teller.tell(i.CampaignReminded(**asked | {"campaign": uuid4()}, deadline=START + timedelta(hours=79)), 63)
    hear(staffed, teller.told)
    deadline = "Portrait de septembre: answer by 2020-09-03 09:00"
    told = {login: text for login, (_, text) in letters(staffed).items()}
    # Montréal answered after it was reminded, the Ministry is who reminds, and another collection is over.
    assert [login for login, text in told.items() if "Portrait de septembre" in text] == ["littoral"]
    assert told["littoral"].count(deadline) == told["littoral"].count("Portrait de septembre") == 1
    assert (
        "littoral" not in letters(staffed, MOMENT + timedelta(days=2))
        or "septembre" not in (letters(staffed, MOMENT + timedelta(days=2))["littoral"][1])
    )


def test_the_job_sends_from_its_hour_on_and_ends_when_it_is_told_to(
    staffed: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([MOMENT.replace(hour=10, minute=59), *[MOMENT.replace(hour=11)] * 1000])
    monkeypatch.setattr(digest, "LOOK_S", 0.01)
    post, stop, early = Post(), threading.Event(), []

    def moment() -> datetime:
        early.append(len(post.taken))
        return next(clock)

    monkeypatch.setattr(digest, "now", moment)
    with post_office(post) as url:
        settings = replace(staffed.settings, smtp=url, mail_from="reserve@example.org", digest_hour=7)
        job = threading.Thread(target=digest.keep_sending, args=(staffed.database, settings, stop))
        job.start()
        # The second look is at seven in Québec.
        while len(post.taken) < 4 and job.is_alive():
            stop.wait(0.01)
        stop.set()
        job.join(30)
    assert (job.is_alive(), early[:2], len(post.taken)) == (False, [0, 0], 4)


def test_without_a_mail_server_the_job_waits_to_be_ended(portal: Running) -> None:
    stop = threading.Event()
    stop.set()
    digest.keep_sending(portal.database, portal.settings, stop)
    assert portal.settings.smtp is None


def command(portal: Running, *arguments: str, **more: str) -> Any:
    variables = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    return CliRunner().invoke(digest_command, list(arguments), env=variables | {"RESERVE_LANG": "en"} | more)


def test_the_command_shows_what_it_would_send_then_sends_it_once(staffed: Running) -> None:
    post = Post()
    with post_office(post) as url:
        sender = {"RESERVE_SMTP": url, "RESERVE_MAIL_FROM": "reserve@example.org"}
        shown = command(staffed, "--dry-run", **sender)
        assert (shown.exit_code, post.taken) == (0, [])
        assert "D000006" in shown.stdout
        assert "@" not in shown.stdout
        assert [command(staffed, **sender).stdout for _ in range(2)] == ["4 digests sent.\n", "0 digests sent.\n"]
        post.rcpt = "550 no"
        assert command(staffed, **sender).exit_code == 0
    assert len(post.taken) == 4


def test_the_command_says_what_keeps_it_from_sending(staffed: Running) -> None:
    assert "RESERVE_SMTP" in command(staffed).stderr
    away = command(staffed, RESERVE_SMTP=nobody(), RESERVE_MAIL_FROM="reserve@example.org")
    assert (away.exit_code, away.stderr) == (1, "Error: The mail server cannot be reached (ConnectionRefusedError).\n")
    with post_office(Post(rcpt="550 no")) as url:
        refused = command(staffed, RESERVE_SMTP=url, RESERVE_MAIL_FROM="reserve@example.org")
    assert (refused.exit_code, refused.stdout.splitlines()[-1].startswith("4 digests not taken")) == (1, True)


def test_an_address_is_set_by_a_command_and_must_be_one(staffed: Running) -> None:
    variables = {"RESERVE_VAR": str(staffed.settings.var), "RESERVE_DATABASE": staffed.settings.database}
    told = CliRunner().invoke(address, ["silent", "x@example.org", "--language", "en"], env=variables)
    assert told.exit_code == 0
    assert "silent" not in letters(staffed)
    assert "x" in letters(staffed)
    for wrong in ("x", "x@", "é@example.org", "a b@example.org", "<x@example.org>", f"{'x' * 65}@example.org"):
        assert CliRunner().invoke(address, ["silent", wrong], env=variables).exit_code == 1
