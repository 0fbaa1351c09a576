"""Transfers between boards in lists and one by one, with how far each is and the devices in its boxes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import AssetTag, BoardCode, Serial
from services.shipping.model import Came, Device, Transfer, TransferDevice, TransferStage

Content = Row[UUID, str, Serial, str, str, AssetTag | None, Came | None]


@dataclass(frozen=True)
class Progress:
    """How many devices are in the boxes, and how those of which that was said came."""

    inside: int = 0
    accepted: int = 0
    damaged: int = 0
    missing: int = 0

    @property
    def left(self) -> int:
        """Those of which nobody said yet how they came."""
        return self.inside - self.accepted - self.damaged - self.missing


def transfers(
    session: Session,
    scope: BoardCode | None,
    stage: TransferStage | None = None,
    board: BoardCode | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Transfer]:
    """Transfers with their lines, newest first; of `board`, whether it gives or receives."""
    return page(session, _chosen(scope, stage, board), Transfer.id, cursor, limit)


def transfer(session: Session, transfer_id: UUID, scope: BoardCode | None) -> Transfer:
    """One transfer with its lines. Raises `NotFound`, also when it is no matter of this board."""
    found = session.scalars(_chosen(scope).where(Transfer.id == transfer_id)).one_or_none()
    if found is None:
        raise NotFound("transfer.unknown", say("There is no such transfer. Open the list of transfers and choose."))
    return found


def transfer_progress(session: Session, ids: Collection[UUID]) -> dict[UUID, Progress]:
    """How far each of these transfers is; one statement."""
    ways = [func.count().filter(TransferDevice.came == came) for came in Came]
    counted = select(TransferDevice.transfer_id, func.count(), *ways).where(TransferDevice.transfer_id.in_(ids))
    rows = session.execute(counted.group_by(TransferDevice.transfer_id))
    found = {row[0]: Progress(row[1], **dict(zip(Came, row[2:], strict=True))) for row in rows}
    return {one: found.get(one, Progress()) for one in ids}


def transfer_contents(
    session: Session, transfer_id: UUID, cursor: UUID | None = None, limit: int | None = 50
) -> tuple[Sequence[Content], UUID | None]:
    """The devices in the boxes, newest first, and the next page's cursor; without a limit all of them, by serial."""
    device = (Device.id, Device.maker, Device.serial, Device.model, Device.type, Device.asset_tag)
    lines = select(*device, TransferDevice.came).join(Device, TransferDevice.device_id == Device.id)
    lines = lines.where(TransferDevice.transfer_id == transfer_id)
    if limit is None:
        return session.execute(lines.order_by(Device.serial)).all(), None
    if cursor is not None:
        lines = lines.where(TransferDevice.device_id < cursor)
    found = session.execute(lines.order_by(TransferDevice.device_id.desc()).limit(limit + 1)).all()
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def _chosen(
    scope: BoardCode | None, stage: TransferStage | None = None, board: BoardCode | None = None
) -> Select[Transfer]:
    wanted: list[ColumnElement[bool]] = [
        or_(Transfer.origin == one, Transfer.receiver == one) for one in (scope, board) if one is not None
    ]
    if stage is not None:
        wanted.append(Transfer.stage == stage)
    return select(Transfer).where(*wanted).options(selectinload(Transfer.lines))
