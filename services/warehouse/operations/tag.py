"""The reserve's own asset tags are given out in runs, to be printed, stuck on devices, and announced or scanned."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scanner.codes import own_asset_tag
from services.chassis.counter import next_numbers
from services.warehouse.model.device import TAGS, Device


def give_tags(session: Session, count: int) -> range:
    """The numbers of `count` new tags, one after another, that no call gets again and that no device bears.

    Who printed tags of their own may have used a number before its turn: a run that holds one is left out.
    """
    run = next_numbers(session, TAGS, count)
    while _borne(session, run):
        run = next_numbers(session, TAGS, count)
    return run


def _borne(session: Session, run: range) -> bool:
    # Eight digits and a check character: the order of the tags is that of their numbers.
    between = Device.asset_tag.between(own_asset_tag(run[0]), own_asset_tag(run[-1]))
    return session.scalar(select(Device.id).where(between).limit(1)) is not None
