"""The portal's log: every entry as it was told, chained, counted by subject, however events arrive."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from services.chassis import migrate
from services.chassis.act import Act, now
from services.chassis.run import Running
from services.contracts import warehouse as w
from services.contracts.roles import Role
from services.portal import queries
from services.portal.model.log import Entry
from services.portal.model.mention import Mention
from services.portal.model.tally import Tally
from services.portal.service import SERVICE
from tests.integration.portal_lived import Lived, one_that_lived
from tests.integration.portal_story import (
    DOCK,
    OTHER,
    SHELF,
    Story,
    client,
    hear,
    statements,
)

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture(scope="module")
def lived(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    yield from one_that_lived(prepared, tmp_path_factory.mktemp("lived"))


def test_every_log_entry_carries_the_event_byte_for_byte_and_the_hash_before_it(portal: Running):
    told = Story(1).whole()
    hear(portal, told[:4])
    hear(portal, told[4:])
    http = client(portal, Role.AUDITOR)
    first = http.get("/portal/api/v1/log?limit=3").json
    rest = http.get(f"/portal/api/v1/log?after={first['next']}&limit=1000").json
    assert http.get("/portal/api/v1/log?limit=1001").status_code == 422
    entries = first["items"] + rest["items"]
    assert [entry["body"].encode() for entry in entries] == [one.to_wire() for one in told]
    assert [entry["previous_hash"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]
    assert rest["next"] is None


def test_the_chain_holds_and_its_end_can_be_kept_elsewhere(lived: Lived):
    with lived.portal.database.reading() as session:
        chain = queries.verify(session)
        assert (chain.broken_at, chain.entries) == (None, session.scalar(select(func.count()).select_from(Entry)))
        assert chain.hash == session.scalar(select(Entry.hash).order_by(Entry.position.desc()).limit(1))


ALTERED = "CAST(replace(CAST(body AS TEXT), 'A-01-03', 'A-01-04') AS BLOB)"

ON_POSTGRESQL = (ALTERED, "convert_to(replace(convert_from(body, 'UTF8'), 'A-01-03', 'A-01-04'), 'UTF8')")


@pytest.mark.parametrize(
    "tampering",
    [
        f"UPDATE log SET body = {ALTERED} WHERE position = 3",
        "UPDATE log SET actor = 'u-ffffffff' WHERE position = 3",
        "UPDATE log SET time = '2020-01-01 00:00:00.000000' WHERE position = 3",
        "UPDATE log SET board = '689000' WHERE position = 3",
        "UPDATE log SET what = 'device.moved' WHERE position = 3",
        "UPDATE log SET hash = previous_hash WHERE position = 3",
        "DELETE FROM log WHERE position = 3",
        "UPDATE log SET position = 1003 WHERE position = 3",
    ],
)
def test_an_altered_log_is_found_at_its_place(portal: Running, tampering: str):
    hear(portal, Story().whole())
    with portal.database.writing(Act("intruder", now())) as session:
        session.execute(text(tampering if session.bind.dialect.name == "sqlite" else tampering.replace(*ON_POSTGRESQL)))
    with portal.database.reading() as session:
        assert queries.verify(session).broken_at == 3


def test_what_never_came_is_reported_by_subject(portal: Running):
    story = Story(1)
    story.arrive()
    story.tell(w.DeviceMoved(device=story.devices[0], origin=SHELF, location=DOCK))
    hear(portal, [one for one in story.told if one.sequence != 2])
    gaps = client(portal, Role.MINISTRY).get("/portal/api/v1/log/gaps").json["items"]
    assert gaps == [{"source": "/warehouse", "subject": f"device/{story.devices[0]}", "heard": 2, "told": 3}]


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_the_tally_of_subjects_is_what_a_recount_of_the_log_gives(portal: Running, batch: int):
    story = Story(2)
    story.whole()
    told = [one for one in story.told if one.sequence != 2]
    for start in range(0, len(told), batch):
        hear(portal, told[start : start + batch])
    key = Entry.source, Entry.subject
    with portal.database.reading() as session:
        recount = session.execute(select(*key, func.count(), func.max(Entry.sequence)).group_by(*key).order_by(*key))
        kept = select(Tally.source, Tally.subject, Tally.heard, Tally.told).order_by(Tally.source, Tally.subject)
        assert session.execute(kept).all() == recount.all()


@pytest.mark.parametrize("chapter", ["arrive", "whole"])
def test_a_run_takes_the_same_statements_for_few_and_for_many(portal: Running, chapter: str):
    few, many = Story(2), Story(120, OTHER)
    getattr(few, chapter)(), getattr(many, chapter)()
    assert statements(portal.database, few.told) == statements(portal.database, many.told)


def test_mentions_point_into_the_log(lived: Lived):
    with lived.portal.database.reading() as session:
        lost = select(Mention).outerjoin(Entry, Entry.position == Mention.position).where(Entry.position.is_(None))
        assert session.scalars(lost).all() == []


def test_the_tables_are_as_the_migrations_make_them(lived: Lived):
    assert migrate.differences(lived.portal.database, SERVICE) == []


def test_the_api_describes_itself(lived: Lived):
    described = lived.http.get("/portal/openapi.json")
    assert {"/portal/api/v1/sign-in", "/portal/api/v1/log"} <= set(json.loads(described.data)["paths"])
