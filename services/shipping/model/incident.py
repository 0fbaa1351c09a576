"""The register of confidentiality incidents: each with its devices and every version of what was written of it."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column
from uuid_utils.compat import uuid7

from services.chassis.act import Act
from services.chassis.errors import Conflict, FieldError, Invalid
from services.chassis.version import Versioned
from services.contracts.sentence import Sentence, say
from services.contracts.values import BoardCode, FreeText
from services.shipping.model.calendar import day_of
from services.shipping.model.custody import Custody
from services.shipping.model.incident_facts import Facts
from services.shipping.model.incident_kind import BY_HAND, NOT_BY_HAND, IncidentKind
from services.shipping.model.incident_stage import INCIDENT_MOVES, IncidentStage, needs
from services.shipping.model.incident_stage import NAMES as STAGES
from services.shipping.model.record import Record

# A device that was never configured holds nothing of anybody.
USED = frozenset({Custody.CONFIGURED, Custody.AT_SCHOOL, Custody.ON_LOAN, Custody.TAKEN_BACK})
# Article 8 of the regulation: at least so long after the board became aware.
KEPT_YEARS = 5
# Within so many days the privacy officer expects to read whether the risk is serious.
ASSESS_WITHIN = timedelta(days=5)

UNKNOWN = say("There is no such incident. Open the register and choose.")
LACKING = say("Something is to be written before the incident is %(stage)s.")
UNTRUE = say("This cannot be: look at the days and the numbers.")


class Incident(Record, Versioned):
    """An entry of a board's register. `reason` is what was said first: when the device went, or by who put it in.

    `version` counts what was written; the last `IncidentVersion` holds what is known now.
    """

    __tablename__ = "incident"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    board: Mapped[BoardCode]
    kind: Mapped[IncidentKind]
    reason: Mapped[str] = mapped_column(String(500))
    stage: Mapped[IncidentStage]
    opened_at: Mapped[datetime]

    __table_args__ = (
        Index("incident_of_board", "board", "id"),
        Index("incident_of_board_by_stage", "board", "stage", "id"),
        Index("incident_by_stage", "stage", "id"),
    )

    @staticmethod
    def numbered(number: int) -> str:
        return f"I{number:06d}"

    @classmethod
    def open(cls, board: BoardCode, kind: IncidentKind, reason: str, at: datetime) -> "Incident":
        """A new entry, to be assessed; it is numbered when all is written."""
        one = cls(id=uuid7(), board=board, kind=kind, reason=reason, opened_at=at)
        one.stage, one.version = IncidentStage.OPENED, 1
        return one

    @classmethod
    def put_in(cls, board: BoardCode, kind: IncidentKind, facts: Facts, at: datetime) -> "Incident":
        """A new entry of what no device tells. Raises `Conflict`, or `Invalid` that names the fields."""
        if kind not in BY_HAND:
            raise Conflict("incident.by_itself", NOT_BY_HAND)
        _refuse("incident.untrue", UNTRUE, facts.contradicts(day_of(at)))
        return cls.open(board, kind, facts.circumstances, at)

    def first_version(self, act: Act, facts: Facts | None = None) -> "IncidentVersion":
        """What is known as it is opened: what was said of the loss, and that the board is aware from this day on."""
        said = facts or Facts(circumstances=FreeText(self.reason), aware_on=day_of(self.opened_at))
        return self._version(said, act)

    def takes(self, kind: IncidentKind, reason: str, at: datetime) -> bool:
        """Whether a device that goes now is of this incident: gone the same way on the same day, not assessed yet."""
        same = (self.kind, self.reason, day_of(self.opened_at)) == (kind, reason, day_of(at))
        return same and self.stage is IncidentStage.OPENED

    def is_late(self, at: datetime) -> bool:
        """Whether it should be assessed by now."""
        return self.stage is IncidentStage.OPENED and at - self.opened_at > ASSESS_WITHIN

    def write(self, stage: IncidentStage, facts: Facts, act: Act) -> "IncidentVersion":
        """What is known now, at this stage. Raises `Conflict`, or `Invalid` that names the fields."""
        if stage is not self.stage and (self.stage, stage) not in INCIDENT_MOVES:
            raise Conflict(
                "incident.stage",
                say("Incident %(number)s is %(stage)s: assess it first.", number=self.number, stage=STAGES[self.stage]),
            )
        if stage is IncidentStage.NOTIFIED and facts.serious is False:
            raise Conflict("incident.not_serious", say("Notices are given where the risk of injury is serious."))
        _refuse("incident.untrue", UNTRUE, facts.contradicts(day_of(act.at)))
        wanted = Sentence(LACKING.msgid, {"stage": STAGES[stage]})
        _refuse("incident.lacking", wanted, facts.lacks(needs(stage, facts)))
        self.stage = stage
        return self._version(facts, act)

    def _version(self, facts: Facts, act: Act) -> "IncidentVersion":
        return IncidentVersion(
            incident_id=self.id, number=self.version, at=act.at, by=act.actor, stage=self.stage, facts=facts
        )


class IncidentVersion(Record):
    """What somebody wrote of an incident. Never changed; the next one stands beside it."""

    __tablename__ = "incident_version"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    stage: Mapped[IncidentStage]
    facts: Mapped[Facts] = composite(*(mapped_column(one.name) for one in fields(Facts)))


class IncidentDevice(Record):
    """A device of an incident. It stays of it when the device is found again, or its loss undone."""

    __tablename__ = "incident_device"

    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(80))


def kept_until(aware_on: date) -> date:
    """The first day on which the regulation lets an entry go."""
    # Never a day too early, whatever leap years there were.
    return aware_on + timedelta(days=366 * KEPT_YEARS)


def check_kept_long_enough(aware_on: date, today: date) -> None:
    """Raises `Conflict` while the regulation has the entry kept."""
    until = kept_until(aware_on)
    if today < until:
        raise Conflict("incident.kept", say("The register keeps this incident until %(day)s.", day=until.isoformat()))


def _refuse(code: str, sentence: Sentence, names: list[str]) -> None:
    if names:
        errors = tuple(FieldError(f"/facts/{name}", code, sentence) for name in dict.fromkeys(names))
        raise Invalid(code, sentence, errors)
