"""Undo on a real SQLite file: the last step of a row is kept with what it changed, judged, and put back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from services.chassis import outbox, undo
from services.chassis.act import Act, act_of, now
from services.chassis.columns import TYPES
from services.chassis.errors import Conflict
from services.chassis.outbox import Happening
from services.chassis.run import Running
from services.chassis.tables import subject
from services.contracts.envelope import from_wire
from services.contracts.event import Event
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceMoved, DeviceStored, WarehouseDeviceUndone
from tests.integration.toy import running_toy, statements, waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HERE, THERE = LocationCode("A-01-01"), LocationCode("A-01-02")
TORONTO = timezone(timedelta(hours=-4))


class Base(DeclarativeBase):
    type_annotation_map = TYPES


class State(StrEnum):
    RECEIVED = "received"
    STORED = "stored"


class Parcel(Base):
    """A row with a column of every kind that a step may change, and one that none does."""

    __tablename__ = "parcel"
    STEPPING: ClassVar[tuple[str, ...]] = ("state", "place", "stored_at", "order_id", "count", "whole")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[State] = mapped_column(default=State.RECEIVED)
    place: Mapped[str | None]
    stored_at: Mapped[datetime | None]
    order_id: Mapped[UUID | None]
    count: Mapped[int] = mapped_column(default=0)
    whole: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]

    @property
    def subject(self) -> str:
        return f"device/{self.id}"

    def store(self, place: LocationCode, at: datetime, order: UUID | None = None) -> Event:
        if place == self.place:
            raise Conflict("toy.there", undo.NOTHING)
        origin, self.state = self.place, State.STORED
        self.place, self.stored_at, self.order_id = place, at, order
        self.count, self.whole = self.count + 1, not self.whole
        if origin:
            return DeviceMoved(device=self.id, type="tablet", origin=LocationCode(origin), location=place)
        return DeviceStored(device=self.id, type="tablet", location=place)


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        Base.metadata.create_all(one.database.engine)
        yield one


def parcels(toy: Running, count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    with toy.database.writing(Act("u-1", now())) as session:
        session.add_all([Parcel(id=one) for one in ids])
    return ids


def store(session: Session, parcel: UUID, place: LocationCode, at: datetime | None = None) -> Happening:
    """One step, recorded."""
    row, moment = session.get_one(Parcel, parcel), at or act_of(session).at
    happening = undo.step(row, moment, lambda: row.store(place, moment, uuid4()))
    outbox.record_all(session, [happening])
    return happening


def take_back(session: Session, parcel: UUID) -> UUID:
    """The whole of an undo, as an operation does it. Gives the event that was undone."""
    row = session.get_one(Parcel, parcel)
    last = undo.check(row, undo.last_step(session, row.subject))
    undo.put_back(row, last.change.before)
    told = {"device": parcel, "type": "tablet", "state": row.state.value}
    outbox.record(session, WarehouseDeviceUndone(undone=last.event, step=last.what, reason="Erreur", **told))
    return last.event


def acting(toy: Running) -> Act:
    return Act("u-1", now())


def row_of(toy: Running, parcel: UUID) -> Parcel:
    with toy.database.reading() as session:
        return session.get_one(Parcel, parcel)


def test_a_step_is_kept_with_the_event_that_told_it_and_what_it_changed(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        told = store(session, parcel, HERE)
    with toy.database.reading() as session:
        last = undo.last_step(session, f"device/{parcel}")
    assert last is not None
    (body,) = waiting(toy)
    assert (last.event, last.what) == (told.id, "device.stored")
    assert from_wire(body).id == told.id
    before = {"state": "received", "place": None, "stored_at": None, "order_id": None, "count": 0, "whole": False}
    assert last.change.before == before
    assert last.change.after.keys() == before.keys()
    assert (last.change.after["state"], last.change.after["place"]) == ("stored", HERE)


def test_taking_back_gives_every_kind_of_column_its_value_and_type_again(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
    before = row_of(toy, parcel)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, THERE)
    with toy.database.writing(acting(toy)) as session:
        take_back(session, parcel)
        row = session.get_one(Parcel, parcel)
        # As they are at once, not only once they are read again.
        assert (type(row.state), type(row.order_id), type(row.stored_at)) == (State, UUID, datetime)
    again = row_of(toy, parcel)
    assert undo.snapshot(again) == undo.snapshot(before)
    assert (again.state, again.stored_at, again.order_id) == (State.STORED, before.stored_at, before.order_id)
    assert (again.count, again.whole) == (1, True)


def test_taking_back_the_first_step_gives_back_what_was_none(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
        session.get_one(Parcel, parcel).note = "bosse"
    with toy.database.writing(acting(toy)) as session:
        take_back(session, parcel)
    row = row_of(toy, parcel)
    assert (row.state, row.place, row.stored_at, row.order_id) == (State.RECEIVED, None, None, None)
    assert row.note == "bosse"


def test_what_a_column_outside_the_steps_says_is_no_moving_on(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
    with toy.database.writing(acting(toy)) as session:
        session.get_one(Parcel, parcel).note = "bosse"
    with toy.database.writing(acting(toy)) as session:
        assert take_back(session, parcel)


@pytest.mark.parametrize(("column", "value"), [("place", "B-01-01"), ("count", 7), ("state", State.RECEIVED)])
def test_a_row_that_has_moved_on_is_not_taken_back(toy: Running, column: str, value: object) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
    with toy.database.writing(acting(toy)) as session:
        setattr(session.get_one(Parcel, parcel), column, value)
    with toy.database.writing(acting(toy)) as session, pytest.raises(Conflict) as refused:
        take_back(session, parcel)
    assert refused.value.code == "undo.moved_on"


def test_a_row_without_a_step_has_nothing_to_take_back(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session, pytest.raises(Conflict) as refused:
        take_back(session, parcel)
    assert refused.value.code == "undo.nothing"


def test_an_undone_step_cannot_be_undone(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
        store(session, parcel, THERE)
        take_back(session, parcel)
    with toy.database.writing(acting(toy)) as session, pytest.raises(Conflict) as refused:
        take_back(session, parcel)
    assert refused.value.code == "undo.nothing"
    assert row_of(toy, parcel).place == HERE


def test_the_event_of_an_undo_carries_the_id_and_the_step_of_what_it_undoes(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        told = store(session, parcel, HERE)
        take_back(session, parcel)
    stored, undone = map(from_wire, waiting(toy))
    assert (undone.data.undone, undone.data.step, undone.data.state) == (told.id, "device.stored", "received")
    assert (stored.id, stored.sequence, undone.sequence) == (told.id, 1, 2)


def test_a_later_step_replaces_the_last_and_a_later_event_without_a_step_clears_it(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
        moved = store(session, parcel, THERE)
        last = undo.last_step(session, f"device/{parcel}")
        assert last is not None
        assert (last.event, last.what, last.change.before["place"]) == (moved.id, "device.moved", HERE)
        outbox.record(session, DeviceMoved(device=parcel, type="tablet", origin=THERE, location=HERE))
        assert undo.last_step(session, f"device/{parcel}") is None


def test_of_two_steps_of_one_row_in_one_batch_the_last_is_kept(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        row, at = session.get_one(Parcel, parcel), now()
        both = [undo.step(row, at, lambda place=place: row.store(place, at)) for place in (HERE, THERE)]
        outbox.record_all(session, both)
    with toy.database.writing(acting(toy)) as session:
        assert take_back(session, parcel) == both[1].id
    assert row_of(toy, parcel).place == HERE


@pytest.mark.parametrize("zone", [UTC, TORONTO])
def test_a_step_told_with_a_clock_of_another_zone_can_be_taken_back(toy: Running, zone: timezone) -> None:
    """A scan's moment comes with its station's zone; the database gives it back in UTC."""
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE, datetime(2020, 8, 27, 14, 5, 11, 250_000, zone))
    with toy.database.writing(acting(toy)) as session:
        store(session, parcel, THERE, datetime(2020, 8, 28, 14, 5, 11, 1, zone))
    with toy.database.writing(acting(toy)) as session:
        take_back(session, parcel)
    assert row_of(toy, parcel).stored_at == datetime(2020, 8, 27, 14, 5, 11, 250_000, zone)


def test_a_move_that_is_refused_tells_nothing_and_keeps_the_step_before_it(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        told = store(session, parcel, HERE)
    with pytest.raises(Conflict), toy.database.writing(acting(toy)) as session:
        store(session, parcel, HERE)
    assert len(waiting(toy)) == 1
    with toy.database.reading() as session:
        last = undo.last_step(session, f"device/{parcel}")
    assert last is not None
    assert last.event == told.id


def test_a_transaction_that_fails_leaves_the_step_before_it(toy: Running) -> None:
    (parcel,) = parcels(toy, 1)
    with toy.database.writing(acting(toy)) as session:
        told = store(session, parcel, HERE)

    def store_twice() -> None:
        with toy.database.writing(acting(toy)) as session:
            store(session, parcel, THERE)
            store(session, parcel, THERE)

    with pytest.raises(Conflict):
        store_twice()
    with toy.database.writing(acting(toy)) as session:
        assert take_back(session, parcel) == told.id


def test_the_last_steps_of_many_are_one_statement_and_leave_out_what_cannot_be_undone(toy: Running) -> None:
    some = parcels(toy, 3)
    with toy.database.writing(acting(toy)) as session:
        told = [store(session, parcel, HERE) for parcel in some]
        take_back(session, some[2])
    names = [f"device/{parcel}" for parcel in (*some, uuid4())]
    with toy.database.reading() as session, statements(toy.database) as seen:
        found = undo.last_steps(session, names)
        assert undo.last_steps(session, []) == {}
    assert {name: last.event for name, last in found.items()} == {names[0]: told[0].id, names[1]: told[1].id}
    assert len([statement for statement, _ in seen if statement.startswith("SELECT")]) == 1


@pytest.mark.parametrize("count", [1, 5, 500])
def test_the_steps_of_a_batch_are_kept_with_one_upsert_and_one_insert_whatever_their_number(
    toy: Running, count: int
) -> None:
    ids = parcels(toy, count)
    with toy.database.writing(acting(toy)) as session:
        at, rows = now(), session.scalars(select(Parcel).where(Parcel.id.in_(ids))).all()
        steps = [undo.step(row, at, lambda row=row: row.store(HERE, at)) for row in rows]
        session.flush()
        with statements(toy.database) as seen:
            outbox.record_all(session, steps)
        kept = session.scalars(select(subject.c.event_id)).all()
    assert [statement.split()[2].strip('"') for statement, _ in seen] == ["subject", "outbox"]
    assert set(kept) == {step.id for step in steps}
