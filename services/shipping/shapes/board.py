"""What callers get of the work at a board: its queue, slips, loans between schools, take-back campaigns."""

from datetime import date, datetime
from uuid import UUID

from services.chassis.web.shapes import Answer
from services.shipping.model import Condition, Outcome, SlipKind
from services.shipping.queries import Queue, Tally
from services.shipping.shapes.shown import Done, Handed


class BatchShown(Answer):
    """What waits of one request and shipment. `waiting` includes what is taken, and not what is set aside."""

    request: UUID
    request_number: str | None
    shipment: UUID | None
    shipment_number: str | None
    urgent: bool
    needed_on: date | None
    waiting: int
    taken: int
    aside: int
    since: datetime


class DayDone(Answer):
    """How many a person configured on a day, at a station."""

    day: date
    actor: str
    station: str | None
    devices: int


class ForecastShown(Answer):
    """At so many a week, when all is done; without a day there is no basis to say."""

    weekly: int
    day: date | None


class QueueShown(Answer):
    """What waits to be configured, who has taken how many, what was done in the last four weeks, when all will be."""

    waiting: int
    aside: int
    batches: list[BatchShown]
    benches: dict[str, int]
    days: dict[date, int]
    weeks: dict[date, int]
    done: list[DayDone]
    declared: ForecastShown
    measured: ForecastShown

    @classmethod
    def of(cls, queue: Queue) -> "QueueShown":
        return cls.model_validate(queue)


class SlipShown(Answer):
    """A slip that a school signs."""

    id: UUID
    number: str
    kind: SlipKind
    board: str
    school: str
    lender: str | None
    until: date | None
    made_at: datetime
    signed_at: datetime | None


class SlipLineShown(Answer):
    """A device on a slip."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None


class SlipWhole(SlipShown):
    devices: list[SlipLineShown]


class SlipsShown(Answer):
    items: list[SlipShown]
    next: UUID | None


class HandedOver(Answer):
    """To whom each device went, and the slip that the school signs for them."""

    devices: list[Handed]
    slip: SlipShown | None


class Lent(Done):
    """How many, and an agreement to be signed for each school that lends."""

    slips: list[SlipShown]


class LoanShown(SlipLineShown):
    """A device that one school has from another. `overdue`: its term is over."""

    school: str
    lender: str
    lent_until: date | None
    overdue: bool
    slip: UUID | None


class LoansShown(Answer):
    """`lent` and `late` count all of them."""

    lent: int
    late: int
    items: list[LoanShown]
    next: UUID | None


class RecallShown(Answer):
    id: UUID
    board: str
    title: str
    day: date
    expected: int
    opened_at: datetime
    closed_at: datetime | None


class RecallsShown(Answer):
    items: list[RecallShown]
    next: UUID | None


class TallyShown(Answer):
    """Of one school, or of students where it is null: what is expected, what became of it, how it came back."""

    school: str | None
    expected: int
    missing: int
    outcomes: dict[Outcome, int]
    conditions: dict[Condition, int]


class RecallWhole(RecallShown):
    schools: list[TallyShown]

    @classmethod
    def of(cls, recall: object, tallies: list[Tally]) -> "RecallWhole":
        shown = RecallShown.model_validate(recall)
        return cls(**dict(shown), schools=[TallyShown.model_validate(one) for one in tallies])


class MissingShown(SlipLineShown):
    """A device that is not back, from where it is expected, and what is known of it."""

    school: str | None
    loan: str | None
    outcome: Outcome
    kept: str | None


class MissingsShown(Answer):
    items: list[MissingShown]
    next: UUID | None
