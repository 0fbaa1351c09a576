"""Rounds of the split: the Ministry prepares one, looks, changes it or prepares it again, and another confirms it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import Act, act_of
from services.chassis.counter import next_number
from services.chassis.errors import FieldError, Invalid
from services.chassis.outbox import Happening
from services.chassis.upsert import as_they_are, insert_all
from services.chassis.version import check_seen, edit
from services.contracts.reference import device_types
from services.contracts.sentence import say
from services.intake.model.by_hand import change
from services.intake.model.calendar import day_of
from services.intake.model.freight import capacity
from services.intake.model.ground import Ground, ground, held_fast
from services.intake.model.lookup import parts_of, round_by_id
from services.intake.model.moved import check_still
from services.intake.model.plan import Setting, Unit, plan
from services.intake.model.request import Request
from services.intake.model.round import Round
from services.intake.model.round_content import Given, Part
from services.intake.model.round_state import RoundState
from services.intake.model.site import Site
from services.intake.operations.grant import claim_stock
from services.intake.operations.loading import write_alike

# What a round changes of a request and of its shares.
GRANTED = ("state", "before_grant", "decided_by", "decided_at", "round", "version")
PROMISED = ("granted", "short", "pending", "answered")
Sites = Mapping[tuple[str, str], Site]


def prepare_round(session: Session, settings: Mapping[str, Setting]) -> Round:
    """Prepare a round, or the one that is prepared already anew: what it would give is kept as it is shown."""
    act = act_of(session)
    _check_types(settings)
    one, before = _opened(session), None
    if one.types:
        before, one.types, one.portions = one.given, [], []
        session.flush()
    sized = {kind: _sized(kind, setting, act) for kind, setting in settings.items()}
    parts = one.prepare(act, plan(ground(session), sized), before)
    session.add(one)
    session.flush()
    _keep_parts(session, one, parts)
    outbox.record(session, one.told())
    return one


def change_round(session: Session, round_id: UUID, wanted: Given, why: str) -> Round:
    """Set by hand what boards get of a prepared round; refused when what it stands on moved since.

    Nothing is granted by it: the round is kept as it was set, until somebody else confirms it.
    """
    one, now = round_by_id(session, round_id, lock=True), ground(session)
    one.check_prepared()
    check_still(one, parts_of(session, one), now)
    _keep_parts(session, one, change(one, act_of(session), wanted, why, now.waits))
    outbox.record(session, one.told())
    return one


def confirm_round(session: Session, round_id: UUID) -> Round:
    """Grant all that the round gives, or nothing of it; refused when what it stands on moved since.

    As many statements for a thousand requests as for one.
    """
    act, one = act_of(session), round_by_id(session, round_id, lock=True)
    one.check_confirmable(act)
    requests = held_fast(session)
    now, parts = ground(session), parts_of(session, one)
    check_still(one, parts, now)
    confirmed = one.confirm(act)
    sites = _sites(session, requests.values())
    write_alike(requests, *PROMISED, own=GRANTED)
    told = list(_grant(act, one, parts, requests, now, sites))
    pending: Counter[str] = Counter()
    for request in requests.values():
        pending.update(request.shares.figures("pending"))
    claim_stock(session, pending)
    outbox.record_all(session, [*told, Happening(confirmed, act.at)])
    return one


def _opened(session: Session) -> Round:
    """The round that is prepared, locked, or a new one."""
    prepared = select(Round).where(Round.state == RoundState.PREPARED).with_for_update()
    one = session.scalar(prepared)
    if one is not None:
        edit(session, one)
        return one
    check_seen(session, 0)
    return Round.opened(next_number(session, "round"))


def _keep_parts(session: Session, one: Round, parts: Sequence[Mapping[str, object]]) -> None:
    """What each request gets, in place of what it got in the preview before."""
    session.execute(delete(Part).where(Part.round == one.id))
    insert_all(session, Part.metadata.tables["round_part"], parts, as_they_are)


def _check_types(kinds: Iterable[str]) -> None:
    unknown = [
        FieldError(f"/types/{index}/type", "type.unknown", say("This device type is unknown or not in use now."))
        for index, kind in enumerate(kinds)
        if kind not in device_types()
    ]
    if unknown:
        raise Invalid("round.types", say("%(count)s line(s) to correct.", count=len(unknown)), tuple(unknown))


def _sized(kind: str, setting: Setting, act: Act) -> Setting:
    """The setting with how many devices its unit has today."""
    return setting if setting.unit is Unit.DEVICE else replace(setting, size=capacity(kind, day_of(act.at)))


def _grant(
    act: Act, one: Round, parts: Iterable[Part], requests: Mapping[UUID, Request], now: Ground, sites: Sites
) -> Iterator[Happening]:
    """Have each request take its parts; one that gets nothing keeps its place, and its board learns why."""
    more = defaultdict[UUID, dict[str, int]](dict)
    for part in parts:
        more[part.request][part.type] = part.granted
    for key, given in more.items():
        request = requests[key]
        # A person's change: who looked at the request before is to look again.
        request.version, request.round = request.version + 1, one.id
        if any(given.values()):
            address, needs = sites[request.board, request.site].address(), now.needs[request.board]
            grant = partial(request.grant_in_round, act, address, given, needs, one.id)
            yield undo.step(request, act.at, grant)


def _sites(session: Session, requests: Iterable[Request]) -> Sites:
    """The delivery addresses of the boards of these requests."""
    found = select(Site).where(Site.board.in_({request.board for request in requests}))
    return {(site.board, site.site): site for site in session.scalars(found)}
