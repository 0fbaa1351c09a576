"""Words of what is done to devices beside the way to a board: reasons, documents that prove it, methods, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.contracts.event import Part
from services.contracts.sentence import Sentence, say
from services.contracts.term import Days
from services.contracts.values import Code


class CareAct(StrEnum):
    """What is done: each has its own reasons, and some a document. `repaired` is how a repair ended."""

    QUARANTINE = "quarantine"
    REPAIR = "repair"
    REPAIRED = "repaired"
    WIPE = "wipe"
    RETIRE = "retire"
    DESTROY = "destroy"
    WRITE_OFF = "write_off"


ACTS: Mapping[CareAct, Sentence] = {
    CareAct.QUARANTINE: say("set aside"),
    CareAct.REPAIR: say("put into repair"),
    CareAct.REPAIRED: say("back from repair"),
    CareAct.WIPE: say("wiped of its data"),
    CareAct.RETIRE: say("retired"),
    CareAct.DESTROY: say("destroyed"),
    CareAct.WRITE_OFF: say("written off"),
}


@dataclass(frozen=True)
class Reason(Days):
    """A reason that may be given on its days, for these acts. `OTHER` is told by words alone."""

    code: str
    words: Sentence
    acts: frozenset[CareAct]

    def fits(self, act: CareAct, day: date) -> bool:
        return act in self.acts and self.holds(day)


OTHER = "other"
_BEGIN = date(2020, 8, 12)
_ASIDE = frozenset({CareAct.QUARANTINE, CareAct.REPAIR})
_GONE = frozenset({CareAct.RETIRE, CareAct.DESTROY})


def _reason(code: str, words: Sentence, *acts: CareAct) -> Reason:
    return Reason(_BEGIN, None, code, words, frozenset(acts))


REASONS: Mapping[str, Reason] = {
    one.code: one
    for one in (
        _reason("screen", say("broken screen"), *_ASIDE),
        _reason("battery", say("battery swollen or worn"), *_ASIDE, *_GONE),
        _reason("keyboard", say("keyboard or touch panel faulty"), *_ASIDE),
        _reason("no_start", say("does not start"), *_ASIDE, *_GONE),
        _reason("liquid", say("damaged by liquid"), *_ASIDE, *_GONE),
        _reason("locked", say("locked to an account"), CareAct.QUARANTINE, *_GONE),
        _reason("parts_missing", say("part or accessory missing"), *_ASIDE),
        _reason("transport", say("damaged in transport"), *_ASIDE),
        _reason("recall", say("recalled by its maker"), *_ASIDE, *_GONE),
        _reason("beyond_repair", say("past repair"), *_GONE),
        _reason("too_old", say("too old to be supported"), *_GONE),
        _reason("given_away", say("given to a body for re-use"), CareAct.RETIRE),
        _reason("not_wipeable", say("its data cannot be wiped"), *_GONE),
        _reason("not_found", say("not found where it should be"), CareAct.WRITE_OFF),
        _reason("theft", say("theft suspected"), CareAct.WRITE_OFF),
        _reason(OTHER, say("other"), *_ASIDE, *_GONE, CareAct.WRITE_OFF),
    )
}


class PaperKind(StrEnum):
    """What proves that something was done."""

    REPAIR_ORDER = "repair_order"
    WIPE_CERTIFICATE = "wipe_certificate"
    RETIREMENT_DECISION = "retirement_decision"
    DESTRUCTION_CERTIFICATE = "destruction_certificate"


PAPERS: Mapping[PaperKind, Sentence] = {
    PaperKind.REPAIR_ORDER: say("Repair order"),
    PaperKind.WIPE_CERTIFICATE: say("Certificate of wiping"),
    PaperKind.RETIREMENT_DECISION: say("Decision to retire"),
    PaperKind.DESTRUCTION_CERTIFICATE: say("Certificate of destruction"),
}
PROVES: Mapping[CareAct, PaperKind] = {
    CareAct.REPAIR: PaperKind.REPAIR_ORDER,
    CareAct.WIPE: PaperKind.WIPE_CERTIFICATE,
    CareAct.RETIRE: PaperKind.RETIREMENT_DECISION,
    CareAct.DESTROY: PaperKind.DESTRUCTION_CERTIFICATE,
}


class Method(StrEnum):
    """How data was made unreadable, as NIST SP 800-88 (revision 1) names it."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


METHODS: Mapping[Method, Sentence] = {
    Method.CLEAR: say("Clear: overwritten or reset"),
    Method.PURGE: say("Purge: erased beyond recovery"),
    Method.DESTROY: say("Destroy: the medium destroyed"),
}


class Outcome(StrEnum):
    """How a repair ended."""

    REPAIRED = "repaired"
    NO_FAULT = "no_fault"
    BEYOND_REPAIR = "beyond_repair"


OUTCOMES: Mapping[Outcome, Sentence] = {
    Outcome.REPAIRED: say("repaired"),
    Outcome.NO_FAULT: say("no fault found"),
    Outcome.BEYOND_REPAIR: say("cannot be repaired"),
}


class PaperNumber(Code):
    """The number that the reserve gives a document: `P000001`."""

    pattern = r"P\d{6,9}"
    rule = say("A document's number is P and six digits, for example P000123.")


class Proof(Part):
    """The document that proves a step: the reserve's own number for it, and what it says."""

    paper: UUID
    kind: PaperKind
    number: PaperNumber
    reference: str = ""
    method: Method | None = None
    tool: str = ""
    company: str = ""
    day: date | None = None
