"""One bit anywhere in the log is found and named; a log written anew from its first entry on, by signed heads."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.chassis import run
from services.chassis.act import Act
from services.chassis.run import Running
from services.commands.log import log
from services.commands.verify import verify
from services.portal import queries
from services.portal.model.chain import FIRST_HASH, chained, stamp
from services.portal.model.log import Entry
from services.portal.operations.head import sign_daily
from services.portal.queries import chain
from services.portal.queries.chain import Chain, Flaw
from services.portal.queries.head import all_heads, by_position
from services.portal.seal import pem_of, seal_of
from services.portal.service import SERVICE
from services.portal.signing import keep_signing
from tests.integration.databases import copied
from tests.integration.portal_story import START, Story, hear
from tests.integration.test_open_data import Once

pytestmark = pytest.mark.databases("sqlite", "postgresql")

FLIPS = 12
# So many entries are of the first format; the next one seals them.
OLD = 5
COLUMNS = [column.name for column in Entry.__table__.c]


@pytest.fixture(scope="module")
def lived(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A portal that was upgraded in the middle of a story, only to be altered and put back."""
    running = run.running(SERVICE, copied(prepared, tmp_path_factory.mktemp("proof"), SERVICE))
    told = Story().whole()
    hear(running, told[:OLD])
    grown_old(running)
    hear(running, told[OLD:])
    yield running
    running.database.close()


def grown_old(portal: Running) -> None:
    """The log as the first release would have written it."""
    previous = FIRST_HASH
    with Session(portal.database.engine) as session:
        for entry in session.query(Entry).order_by(Entry.position):
            entry.version, entry.previous_hash = 1, previous
            previous = entry.hash = chained(previous, entry.position, "", entry.body, 1)
        session.commit()


def flipped(value: Any, chance: Random, lite: bool) -> Any:
    """The value with one bit of it turned; what is empty gets something."""
    if value is None:
        return b"\x01" if lite else "1"
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(14))
    data = bytearray(value if isinstance(value, bytes) else str(value).encode())
    while True:
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        turned = data[at] ^ bit
        # A server takes no text that is none: there the bit is one that leaves a letter.
        if lite or isinstance(value, bytes) or (chr(turned).isalnum() and turned < 128):
            data[at] = turned
            return bytes(data) if lite or isinstance(value, bytes) else data.decode()


def altered(session: Session, column: str, chance: Random) -> tuple[int, int]:
    """Turn a bit of the column in one entry; the entry's position before and after."""
    lite = session.get_bind().dialect.name == "sqlite"
    last = session.execute(text("SELECT max(position) FROM log")).scalar_one()
    position = chance.randint(1, last)
    shown = column if column in {"position", "sequence", "version"} else f"CAST({column} AS BLOB)"
    at = {"position": position}
    if not lite:
        shown = column if column in {"position", "sequence", "version", "body"} else f"{column}::text"
    value = session.execute(text(f"SELECT {shown} FROM log WHERE position = :position"), at).scalar_one()
    new = flipped(value, chance, lite)
    if column == "position":
        new = position + last if new in range(1, last + 1) else new
    given = ":new"
    if lite and isinstance(new, bytes) and column != "body":
        given = "CAST(:new AS TEXT)"
    elif column in {"event_id", "correlation", "undoes"}:
        turned = (UUID(value).int if value else 0) ^ 1 << chance.randrange(128)
        given, new = "CAST(:new AS uuid)", str(UUID(int=turned))
    elif column in {"time", "recorded_at"}:
        given, new = f"{column} + interval '1 microsecond' * :new", 1 << chance.randrange(40)
    session.execute(text(f"UPDATE log SET {column} = {given} WHERE position = :position"), at | {"new": new})
    return position, new if column == "position" else position


@pytest.mark.parametrize("column", COLUMNS)
def test_one_bit_in_any_column_of_any_entry_is_found_and_its_entry_named(lived: Running, column: str):
    chance = Random(column)
    for _ in range(FLIPS):
        with Session(lived.database.engine) as session:
            before, after = altered(session, column, chance)
            fault = queries.verify(session).fault
            session.rollback()
        assert fault is not None, (column, before)
        found = {before, min(before, after)}
        if column == "recorded_at" and before <= OLD:
            found = {OLD + 1}
            assert fault.flaw is Flaw.SEALED
        assert fault.position in found, (column, before, fault)
        assert fault.event or fault.flaw is Flaw.MISSING


@pytest.mark.parametrize(
    ("change", "position", "flaw"),
    [
        ("DELETE FROM log WHERE position = 4", 4, Flaw.MISSING),
        (
            "UPDATE log SET position = CASE position WHEN 900 THEN 5 ELSE 6 END WHERE position IN (900, 5)",
            5,
            Flaw.MOVED,
        ),
        ("UPDATE log SET version = 1 WHERE position = 7", 7, Flaw.ALTERED),
        ("UPDATE log SET what = 'device.moved', actor = 'u-2' WHERE position = 3", 3, Flaw.COLUMNS),
    ],
)
def test_what_is_taken_out_moved_or_made_older_is_told_as_what_it_is(
    lived: Running, change: str, position: int, flaw: Flaw
):
    with Session(lived.database.engine) as session:
        if flaw is Flaw.MOVED:
            session.execute(text("UPDATE log SET position = 900 WHERE position = 6"))
        session.execute(text(change))
        fault = queries.verify(session).fault
        session.rollback()
    assert (fault.position, fault.flaw) == (position, flaw)
    assert fault.more == ("what, actor" if flaw is Flaw.COLUMNS else fault.more)


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_parts_side_by_side_find_what_the_whole_finds(lived: Running, count: int):
    changes = ("", "DELETE FROM log WHERE position = {}", "UPDATE log SET actor = 'x' WHERE position = {}")
    for change in [*changes, "UPDATE log SET position = position + 900 WHERE position >= {}"]:
        for position in range(1, 20, 3):
            with Session(lived.database.engine) as session:
                found = chain.parts(session, count)
                if change:
                    session.execute(text(change.format(position)))
                whole = queries.verify(session)
                told = chain.joined([queries.verify(session, part=one) for one in found])
                session.rollback()
            assert (told.fault is None, told.broken_at) == (whole.fault is None, whole.broken_at), (change, position)
            assert change or told == whole


@pytest.mark.databases("sqlite")
def test_a_long_log_is_verified_by_several_processes(portal: Running, monkeypatch: pytest.MonkeyPatch):
    hear(portal, Story().whole())
    assert command(portal, "sign", of=log).exit_code == 0
    monkeypatch.setattr("services.commands.parts.WORTH", 1)
    monkeypatch.setattr("services.commands.parts.os.cpu_count", lambda: 2)
    with portal.database.writing(Act("intruder", START)) as session:
        session.execute(text("UPDATE log SET actor = 'x' WHERE position = 20"))
    found = command(portal)
    assert (found.exit_code, "breaks at entry 20" in found.output) == (1, True), found.output


def rewritten(session: Session, last: int | None = None) -> Chain:
    """Another past, with a chain that fits; what checking it alone finds."""
    previous = FIRST_HASH
    for entry in session.query(Entry).order_by(Entry.position):
        if last and entry.position > last:
            session.delete(entry)
            continue
        entry.body = entry.body.replace(b"A-01-03", b"A-01-04")
        entry.previous_hash = previous
        previous = entry.hash = chained(previous, entry.position, stamp(entry.recorded_at), entry.body)
    session.flush()
    return queries.verify(session)


def test_a_log_that_is_written_anew_holds_by_itself_and_is_found_by_what_was_signed(portal: Running):
    hear(portal, Story().whole())
    keep_signing(portal.database, portal.settings, Once())
    keep_signing(portal.database, portal.settings, Once())
    with portal.database.reading() as session:
        heads = by_position(all_heads(session))
    assert len(heads) == 1, "once a day, however often it looks"
    with Session(portal.database.engine) as session:
        assert rewritten(session).fault is None
        fault = queries.verify(session, heads).fault
        assert (fault.position, fault.flaw) == (*heads, Flaw.HEAD)
        session.rollback()
        assert rewritten(session, last=9).fault is None
        assert queries.verify(session, heads).fault.flaw is Flaw.CUT
        session.rollback()


def test_entries_of_the_first_format_stay_good_are_sealed_once_and_none_follows_a_later_one(lived: Running):
    with Session(lived.database.engine) as session:
        versions = [one.version for one in session.query(Entry).order_by(Entry.position)]
        assert versions == [1] * OLD + [3] + [2] * (len(versions) - OLD - 1)
        assert queries.verify(session).fault is None
        for told in (chain.parts(session, 3), chain.parts(session, 7)):
            assert chain.joined([queries.verify(session, part=one) for one in told]).fault is None
        entry = session.get_one(Entry, 8)
        entry.version, entry.hash = 1, chained(entry.previous_hash, 8, "", entry.body, 1)
        session.flush()
        assert (queries.verify(session).broken_at, queries.verify(session).fault.flaw) == (8, Flaw.ALTERED)


def command(portal: Running, *arguments: str, of: Any = verify) -> Result:
    where = {"RESERVE_VAR": str(portal.settings.var), "RESERVE_DATABASE": portal.settings.database}
    return CliRunner().invoke(of, list(arguments), env=where | {"RESERVE_LANG": "en"})


def test_an_operator_signs_keeps_heads_elsewhere_and_finds_what_was_changed(
    portal: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # No other service is set up here whose accesses could be looked at.
    monkeypatch.setattr("services.commands.verify.NAMES", ["portal"])
    kept, http = tmp_path / "heads.jsonl", portal.application().test_client()
    assert command(portal, "sign", of=log).exit_code == 1, "nothing is in the log"
    assert http.get("/portal/api/v1/heads/key.pem").status_code == 404
    story = Story(1)
    story.arrive()
    hear(portal, story.told)
    for _ in range(2):
        assert command(portal, "sign", of=log).exit_code == 0
    assert command(portal, "heads", str(kept), of=log).exit_code == 0
    found = command(portal, "--heads", str(kept))
    assert (found.exit_code, "Signed heads that agree: 4" in found.output) == (0, True), found.output

    answer = http.get("/portal/api/v1/heads?limit=1")
    assert answer.json["items"] == [json.loads(kept.read_text().splitlines()[-1])]
    assert answer.json["next"] == 2
    assert http.get("/portal/api/v1/heads?before=2").json["next"] is None
    pem = (portal.settings.var / "keys" / "log.pub.pem").read_text()
    assert http.get("/portal/api/v1/heads/key.pem").text == pem == pem_of(answer.json["items"][0]["key"])

    assert answer.json["items"][0]["hash"] in http.get("/portal/public").text

    forged = kept.read_text().replace('"position":3', '"position":2', 1)
    (tmp_path / "forged.jsonl").write_text(forged)
    found = command(portal, "--heads", str(tmp_path / "forged.jsonl"))
    assert (found.exit_code, "Signed head 1: its signature does not hold" in found.output) == (1, True), found.output
    with portal.database.writing(Act("intruder", START)) as session:
        session.execute(text("DELETE FROM head WHERE number = 1"))
    found = command(portal)
    assert (found.exit_code, "Signed head 1: it is missing" in found.output) == (1, True), found.output
    with portal.database.writing(Act("intruder", START)) as session:
        session.execute(text("UPDATE log SET what = 'device.moved' WHERE position = 2"))
    event = story.told[1].id.hex
    found = command(portal, "--heads", str(kept))
    assert found.exit_code == 1
    assert f"breaks at entry 2, event {event}: its columns say something else" in found.output, found.output


def test_a_head_by_another_key_is_not_trusted_and_a_day_has_one(portal: Running, prepared: Path):
    hear(portal, Story(1).whole())
    seal = seal_of(portal.settings)
    for hours in (0, 1, 30):
        with portal.database.writing(Act("service:portal", START)) as session:
            sign_daily(session, START.replace(day=24 + hours // 24), seal)
    with portal.database.reading() as session:
        assert [one.day.day for one in all_heads(session)] == [24, 25]
    other = portal.settings.var / "other.pem"
    other.write_bytes((portal.settings.var / "keys" / "portal.pub.pem").read_bytes())
    found = command(portal, "--key", str(other))
    assert (found.exit_code, found.output.count("a key that is not trusted here")) == (1, 2), found.output
    other.write_text("no key")
    for arguments in (("--key", str(other)), ("--heads", str(other))):
        found = command(portal, *arguments)
        assert (found.exit_code, "holds no" in found.output) == (1, True), found.output
