"""Shapes of what was done to devices beside the way to a board, and of the documents that prove it."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.care import CareAct, Method, Outcome, PaperKind, PaperNumber
from services.contracts.values import FreeText
from services.warehouse.model.life import DeviceState
from services.warehouse.queries.care import Aside, Done


class AsideState(StrEnum):
    """The states of which there are lists with ages."""

    QUARANTINED = DeviceState.QUARANTINED.value
    IN_REPAIR = DeviceState.IN_REPAIR.value
    WIPED = DeviceState.WIPED.value
    RETIRED = DeviceState.RETIRED.value
    DESTROYED = DeviceState.DESTROYED.value
    WRITTEN_OFF = DeviceState.WRITTEN_OFF.value


class AsideQuery(Paging):
    state: AsideState = AsideState.QUARANTINED


class AsideAnswer(Answer):
    """A device in such a state, for how many days, why and on which document. What it was set aside for before the
    reserve kept that is not known: null."""

    device: UUID
    maker: str
    serial: str
    type: str
    location: str | None
    since: datetime | None
    days: int | None
    why: str
    reason: str
    paper: PaperNumber | None

    @classmethod
    def of(cls, one: Aside) -> Self:
        return cls(
            device=one.device.id,
            maker=one.device.maker,
            serial=one.device.serial,
            type=one.device.type,
            location=one.device.location,
            since=one.step.at if one.step else None,
            days=one.days,
            why=one.step.why if one.step else "",
            reason=(one.step.note if one.step else one.device.reason) or "",
            paper=PaperNumber(one.paper) if one.paper else None,
        )


class AsideList(Answer):
    """Longest first."""

    items: Sequence[AsideAnswer]
    next: UUID | None


class DoneQuery(Paging):
    act: CareAct = CareAct.REPAIRED


class DoneAnswer(Answer):
    """One step: what was done to which device, why, when and by whom; `outcome` is of a repair that ended."""

    id: UUID
    device: UUID
    maker: str
    serial: str
    act: CareAct
    why: str
    reason: str
    outcome: Outcome | None
    paper: PaperNumber | None
    at: datetime
    by: str

    @classmethod
    def of(cls, one: Done) -> Self:
        step, device = one.step, one.device
        return cls(
            id=step.id,
            device=device.id,
            maker=device.maker,
            serial=device.serial,
            act=step.act,
            why=step.why,
            reason=step.note,
            outcome=step.outcome,
            paper=PaperNumber(one.paper) if one.paper else None,
            at=step.at,
            by=step.by,
        )


class DoneList(Answer):
    """Newest first; what was taken back is left out."""

    items: Sequence[DoneAnswer]
    next: UUID | None


class ReasonAnswer(Answer):
    """A reason of the list, in the reader's language, with what it may be given for and on which days."""

    code: str
    words: str
    acts: Sequence[CareAct]
    valid_from: date
    valid_to: date | None


class ReasonList(Answer):
    items: Sequence[ReasonAnswer]


class NewPaper(Body):
    """A document. What each kind must say beside: a repair order its number and the repairer, a certificate of wiping
    method and tool, a decision its number, a certificate of destruction its number, recycler, method and date."""

    kind: PaperKind
    reference: FreeText | None = None
    company: FreeText | None = None
    method: Method | None = None
    tool: FreeText | None = None
    day: date | None = None

    def said(self) -> dict[str, Any]:
        """What it says beside its kind, by name."""
        return {name: value for name, value in self if name != "kind" and value is not None}


class PaperQuery(Paging):
    kind: PaperKind | None = None


class PaperAnswer(Answer):
    id: UUID
    number: PaperNumber
    kind: PaperKind
    reference: str
    company: str
    method: Method | None
    tool: str
    day: date | None
    opened_by: str
    opened_at: datetime


class PaperList(Answer):
    items: Sequence[PaperAnswer]
    next: UUID | None


class ProvedDevice(Answer):
    """A device that the document is about."""

    device: UUID
    maker: str
    serial: str
    model: str
    asset_tag: str | None


class PaperDetail(PaperAnswer):
    devices: Sequence[ProvedDevice] = Field(default=())
