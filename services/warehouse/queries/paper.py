"""Documents of what was done to devices: listed, one of them, and the devices that it is about."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.care import PaperKind
from services.contracts.sentence import say
from services.warehouse.model.care_step import CareStep
from services.warehouse.model.device import Device
from services.warehouse.model.paper import Paper


def papers(session: Session, kind: PaperKind | None = None, cursor: UUID | None = None, limit: int = 50) -> Page[Paper]:
    """One page of documents, newest first."""
    found = select(Paper) if kind is None else select(Paper).where(Paper.kind == kind)
    return page(session, found, Paper.id, cursor, limit)


def paper(session: Session, key: UUID) -> Paper:
    """One document. Raises `NotFound`."""
    found = session.get(Paper, key)
    if found is None:
        raise NotFound("paper.unknown", say("This document is not known here: open it first."))
    return found


def devices_of(session: Session, key: UUID) -> Sequence[Device]:
    """The devices that a document is about, by maker and serial; without those whose step was taken back."""
    ours = select(CareStep.device_id).where(CareStep.paper_id == key, CareStep.undone.is_(False))
    return session.scalars(select(Device).where(Device.id.in_(ours)).order_by(Device.maker, Device.serial)).all()
