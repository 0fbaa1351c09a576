"""The one door for scans: up to 500 at a time, each safe to send for ever, no bad one spoiling its neighbours."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from scanner.codes import Label, Makers, Reading, read_label
from services.chassis import replies
from services.chassis.act import now
from services.chassis.errors import Conflict, Forbidden, Invalid, Refusal
from services.chassis.metering import meters
from services.chassis.metering.counting import count
from services.chassis.trace import of_scan, under
from services.contracts.duty import does
from services.contracts.roles import Person
from services.contracts.sentence import Sentence, say
from services.contracts.student import names_no_student

SKEW = timedelta(minutes=5)
KEPT_UNDER = "scan/"
# What a service judges a scan against.
Place = TypeVar("Place")
# What is refused by these was not looked at as the action that it names, which may be none.
UNJUDGED, UNKNOWN = ("scan.action", "clock.fault"), "unknown"


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Code(Shape):
    """One code as it was read: its raw text, and its symbology as zxing-cpp names it (`Code128`, `Typed`)."""

    text: str = Field(min_length=1, max_length=200, pattern="^[^\\x00]+$")
    symbology: Annotated[str, AfterValidator(names_no_student)] = Field("", max_length=40)


class Scan(Shape):
    """One act at a station: all codes seen on one label, and what they are to be done with.

    `operator`: the actor who scanned, as a page kept for days knows it; whoever sends must be the same.
    """

    id: UUID
    at: AwareDatetime
    station: Annotated[str, AfterValidator(names_no_student)] = Field(min_length=1, max_length=40)
    action: str = Field(min_length=1, max_length=40)
    codes: list[Code] = Field(min_length=1, max_length=20)
    context: dict[str, str] = Field(default_factory=dict, alias="with", max_length=10)
    operator: str | None = Field(None, max_length=120)


def label_of(scan: Scan, makers: Makers) -> Label:
    """All codes of a scan read together: they come from one label. What it says is only looked up, never believed."""
    return read_label(((code.text, code.symbology) for code in scan.codes), makers)


class ScanBatch(Shape):
    """`sent` is the sender's clock now; it tells a wrong clock from a day without network."""

    sent: AwareDatetime
    scans: list[Scan] = Field(min_length=1, max_length=500)


class Outcome(StrEnum):
    DONE = "done"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """What a scan came to. `device` names it for the person at the station; `say` is one sentence, to be read aloud.

    `took` is the code of the label that was taken for what the scan is about, also where the step was refused then.
    `fits` are the actions that what was scanned is ready for, where it is not for the one that was refused.
    """

    outcome: Outcome
    say: Sentence
    device: dict[str, Any] | None = None
    refusal: Refusal | None = field(default=None)
    took: Reading | None = None
    fits: tuple[str, ...] = ()


def refused(refusal: Refusal, device: dict[str, Any] | None = None, took: Reading | None = None) -> Answer:
    return Answer(Outcome.REFUSED, refusal.sentence, device, refusal, took)


# A service's judge: the scans that were never answered, in order; it changes what the good ones change and answers all.
# The makers are whose labels this installation knows.
Judge = Callable[[Session, Person, Sequence[Scan], Makers], Sequence[Answer]]


def traced(judged: Callable[[Place, Scan, Label], Answer]) -> Callable[[Place, Scan, Label], Answer]:
    """A judge of single scans: each scan's events bear its own trace, however many were sent together."""

    @wraps(judged)
    def one(place: Place, scan: Scan, label: Label) -> Answer:
        with under(of_scan(scan.id)):
            return judged(place, scan, label)

    return one


def take(
    session: Session,
    person: Person,
    batch: ScanBatch,
    judge: Judge,
    makers: Makers,
    render: Callable[[Sentence], str],
    service: str,
) -> bytes:
    """Judge what is new, answer what is known as it was answered, keep the answers; the JSON of all, in order.

    Raises `Invalid` (`clock.fault`) when the sender's clock is more than five minutes off, `Conflict` (`scan.operator`)
    when one of the scans is another person's: then nothing is judged or kept, and all may be sent later.
    """
    _check(person, batch)
    scans = {_key(person, scan): scan for scan in batch.scans}
    free = replies.claim(session, dict.fromkeys(scans, ""))
    kept = {key: reply.body for key, reply in replies.find(session, scans.keys() - free).items()}
    fresh = {key: scan for key, scan in scans.items() if key in free}
    answers = {key: answer for key, scan in fresh.items() if (answer := _barred(person, scan, batch.sent))}
    good = {key: scan for key, scan in fresh.items() if key not in answers}
    if good:
        answers |= zip(good, judge(session, person, list(good.values()), makers), strict=True)
    told = {key: _text(scan, answers[key], render) for key, scan in fresh.items()}
    replies.keep(session, {key: replies.Reply("", body) for key, body in told.items()})
    for key, scan in fresh.items():
        _count(session, service, scan, answers[key])
    kept |= told
    return b'{"results":[' + b",".join(kept[_key(person, scan)] for scan in batch.scans) + b"]}"


def _check(person: Person, batch: ScanBatch) -> None:
    """Raise `Invalid` for a wrong clock, `Conflict` for another person's scans."""
    if abs(now() - batch.sent) > SKEW:
        raise Invalid("clock.fault", say("This station's clock is more than 5 minutes off. Set it, then send again."))
    if any(scan.operator not in (None, person.actor) for scan in batch.scans):
        # Two people share a phone: what one scanned without a network is never written to the other's name.
        raise Conflict(
            "scan.operator", say("Another person made some of these scans: they are sent once that person signs in.")
        )


def _key(person: Person, scan: Scan) -> str:
    # Within its scope, so that nobody reads another board's answers by guessing an id.
    return f"{KEPT_UNDER}{person.board or '-'}/{scan.id}"


def _count(session: Session, service: str, scan: Scan, answer: Answer) -> None:
    code = answer.refusal.code if answer.refusal else None
    # Of a refused scan the action may be any text that somebody sent.
    action = UNKNOWN if code in UNJUDGED else scan.action
    count(session, meters.SCANS, service, action, answer.outcome.value)
    if code:
        count(session, meters.SCAN_REFUSALS, service, code)


def _barred(person: Person, scan: Scan, sent: datetime) -> Answer | None:
    """The refusal of a scan of the future, or of what the station's key is not good for; None of what may be judged."""
    if scan.at - sent > SKEW:
        sentence = say("This scan says that it happens in the future. Set the station's clock.")
        return refused(Invalid("clock.fault", sentence))
    if not does(person.duties, scan.action):
        sentence = say("This station's key is not good for this. Use another station, or ask for another key.")
        return refused(Forbidden("station.duty", sentence))
    return None


def _text(scan: Scan, answer: Answer, render: Callable[[Sentence], str]) -> bytes:
    problem = None
    if answer.refusal is not None:
        problem = {
            "code": answer.refusal.code,
            "status": answer.refusal.status,
            "detail": render(answer.say),
            "fits": list(answer.fits),
        }
    result = {
        "id": str(scan.id),
        "outcome": answer.outcome.value,
        "device": answer.device,
        "took": asdict(answer.took) if answer.took else None,
        "say": render(answer.say),
        "problem": problem,
    }
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()
