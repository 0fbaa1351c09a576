"""A count of a location, or of a whole zone: opened, scanned, ended, then adjusted by somebody else, or thrown away."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship
from uuid_utils.compat import uuid7

from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import Sentence, say
from services.contracts.values import LocationCode, ZoneCode
from services.contracts.warehouse import CountAdjusted
from services.warehouse.model.count_place import CountedPlace
from services.warehouse.model.count_result import CountedDevice, CountedUnknown, Result, judge
from services.warehouse.model.device import Device
from services.warehouse.model.record import Record


class CountState(StrEnum):
    """Whether it is being scanned, waits for a second person, or is settled one way or the other."""

    OPEN = "open"
    ENDED = "ended"
    ADJUSTED = "adjusted"
    DISCARDED = "discarded"


MOVES: frozenset[tuple[CountState, CountState]] = frozenset(
    {
        (CountState.OPEN, CountState.ENDED),
        # A place of it is counted once more.
        (CountState.ENDED, CountState.OPEN),
        (CountState.OPEN, CountState.OPEN),
        (CountState.ENDED, CountState.ADJUSTED),
        # Thrown away, to be counted again.
        (CountState.OPEN, CountState.DISCARDED),
        (CountState.ENDED, CountState.DISCARDED),
    }
)
UNSETTLED = (CountState.OPEN, CountState.ENDED)

WORDS: Mapping[CountState, Sentence] = {
    CountState.OPEN: say("being counted"),
    CountState.ENDED: say("ended, to be confirmed"),
    CountState.ADJUSTED: say("confirmed, adjusted"),
    CountState.DISCARDED: say("discarded"),
}

REFUSED: Mapping[CountState, Sentence] = {
    CountState.OPEN: say("Count %(number)s is %(state)s: it is settled. Open another."),
    CountState.ENDED: say("Count %(number)s is %(state)s: only one under way ends."),
    CountState.ADJUSTED: say("Count %(number)s is %(state)s: end it first, then somebody else confirms it."),
    CountState.DISCARDED: say("Count %(number)s is %(state)s: it is settled. Open another."),
}
ELSEWHERE = say("Count %(number)s is of %(place)s: scan the label of a shelf there, or choose another count.")
NOT_OPEN = say("Count %(number)s is %(state)s and takes no more scans: open another.")


def number(value: int) -> str:
    """What a count is called, which is also why it writes devices off."""
    return f"C{value:06d}"


def is_count(reason: str | None) -> bool:
    """Whether a device is written off because a count did not find it."""
    return re.fullmatch("C[0-9]{6,}", reason or "") is not None


class Count(Record):
    """One count of one location, or of the `zone` of that prefix. Its figures are those of its end, and after its
    adjustment those of that. `former` are those whose count of a place was thrown away to be made once more;
    `unadjusted` is how many lines were not chosen when it was adjusted."""

    __tablename__ = "count"
    __table_args__ = (Index("count_state", "state", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    location: Mapped[str] = mapped_column(String(12))
    zone: Mapped[bool] = mapped_column(default=False)
    state: Mapped[CountState] = mapped_column(default=CountState.OPEN)
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    settled_by: Mapped[str | None] = mapped_column(String(200))
    settled_at: Mapped[datetime | None]
    expected: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    missing: Mapped[int] = mapped_column(default=0)
    misplaced: Mapped[int] = mapped_column(default=0)
    unknown: Mapped[int] = mapped_column(default=0)
    unadjusted: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(500))
    former: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[CountedPlace]] = relationship(lazy="raise", viewonly=True, order_by=CountedPlace.location)
    lines: Mapped[list[CountedDevice]] = relationship(lazy="raise", viewonly=True)
    codes: Mapped[list[CountedUnknown]] = relationship(lazy="raise", viewonly=True, order_by=CountedUnknown.code)

    def covers(self, location: str | None) -> bool:
        """Whether what stands at this location is counted in it."""
        return ZoneCode(self.location).covers(location) if self.zone else location == self.location

    def place_of(self, said: str | None) -> LocationCode:
        """The place at which something is seen, where `said` is what was told of it.

        Raises `Invalid` where a whole zone is counted and nothing is told, `Conflict` for a place that is not of it.
        """
        if said is None and self.zone:
            told = say("Count %(number)s is of a whole zone: scan the label of the shelf first.", number=self.number)
            raise Invalid("scan.location", told)
        if said is not None and not self.covers(said):
            place = {"number": self.number, "place": self.location}
            raise Conflict("count.elsewhere", Sentence(ELSEWHERE.msgid, place))
        return LocationCode(said or self.location)

    @property
    def counters(self) -> set[str]:
        """Who saw anything in it, also what was thrown away to be counted once more."""
        found = {one.found_by for one in self.lines if one.found_by is not None} | {one.found_by for one in self.codes}
        return found | set(self.former)

    @property
    def doubtful(self) -> list[UUID]:
        """The devices that were not found, or not expected: what was told of them since matters."""
        return [one.device_id for one in self.lines if not one.expected or one.found_at is None]

    def judge(self, devices: Mapping[UUID, Device], last: Mapping[UUID, UUID]) -> Result:
        """What it comes to now; `last` has the last event told of each device that is doubtful."""
        return judge(self.location, self.lines, devices, last, self.codes)

    def check_open(self) -> None:
        """Raise `Conflict` once it takes no more scans."""
        if self.state is not CountState.OPEN:
            raise self._refusal("count.not_open", NOT_OPEN)

    def end(self, result: Result, at: datetime) -> None:
        """Take no more scans, and show what was found."""
        self._become(CountState.ENDED)
        self.ended_at = at
        self._figures(result)

    def recount(self, counters: Iterable[str]) -> None:
        """Take scans again: what these saw at a place of it is thrown away, and still they do not confirm it."""
        self._become(CountState.OPEN)
        self.former = sorted({*self.former, *counters})
        self.ended_at = None
        self.expected = self.found = self.missing = self.misplaced = self.unknown = 0

    def check_adjusts(self, actor: str, counters: Collection[str]) -> None:
        """Raise `Conflict` unless it waits for a second person and `actor` is none of those who counted."""
        self._check(CountState.ADJUSTED)
        if person_of(actor) in {person_of(one) for one in (self.opened_by, *counters)}:
            raise Conflict(
                "count.own",
                say("You counted in %(number)s yourself: somebody else confirms it.", number=self.number),
            )

    def check_lines(self, chosen: Collection[UUID]) -> None:
        """Raise `Invalid` where one of the chosen lines is not of this count."""
        if set(chosen) - {one.device_id for one in self.lines}:
            raise Invalid("count.lines", say("One of these devices is not in this count: choose among its lines."))

    def adjust(self, result: Result, actor: str, at: datetime, reason: str, unadjusted: int) -> CountAdjusted:
        """Be confirmed by `actor`; `result` is what the adjustment found, of which `unadjusted` lines stay."""
        self._become(CountState.ADJUSTED)
        self.settled_by, self.settled_at, self.reason, self.unadjusted = actor, at, reason, unadjusted
        self._figures(result)
        return CountAdjusted(
            count=self.id,
            location=LocationCode(self.places[0].location),
            expected=self.expected,
            found=self.found,
            missing=self.missing,
            misplaced=self.misplaced,
            unknown=self.unknown,
            zone=ZoneCode(self.location) if self.zone else None,
            reason=reason,
            unadjusted=unadjusted,
        )

    def discard(self, actor: str, at: datetime) -> None:
        """Be thrown away: nothing of it is adjusted."""
        self._become(CountState.DISCARDED)
        self.settled_by, self.settled_at = actor, at

    def _figures(self, result: Result) -> None:
        self.expected, self.found = result.expected, len(result.found)
        self.missing, self.misplaced = len(result.missing), len(result.misplaced)
        self.unknown = len(result.unknown) + len(result.astray)

    def _become(self, target: CountState) -> None:
        self._check(target)
        self.state = target

    def _check(self, target: CountState) -> None:
        if (self.state, target) not in MOVES:
            raise self._refusal("count.move", REFUSED[target])

    def _refusal(self, code: str, sentence: Sentence) -> Conflict:
        return Conflict(code, Sentence(sentence.msgid, {"number": self.number, "state": WORDS[self.state]}))


def person_of(actor: str) -> str:
    """Who it is in the end: a station's scans are its operator's."""
    return actor.rsplit("/", 1)[-1]
