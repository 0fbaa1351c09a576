"""A look at all that carries events: what is wrong, each in a sentence that tells what to do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import sleep

from sqlalchemy.exc import SQLAlchemyError

from services.chassis.act import now
from services.chassis.backlog import Backlog, backlog
from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.figures import Figures, alarm, figures
from services.chassis.broker.leader import leaderless
from services.chassis.broker.topology import DEAD, differing, missing, queue_name
from services.chassis.errors import Conflict
from services.chassis.settings import Settings
from services.commands.acting import opened
from services.commands.listing import first_line
from services.contracts.sentence import Sentence, say
from services.everything import SERVICES

# What one batch of a worker may take: a queue that holds more at two looks, and no less at the second, is not kept up.
BUSY = 500
# A relay sends within a second; what waits longer waits for somebody.
PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True)
class Finding:
    """Something that is wrong: a stable code for programs, and a sentence."""

    code: str
    say: Sentence


@dataclass
class Checkup:
    """What was seen; `ok` when there is no finding. What could not be asked is missing."""

    before: Mapping[str, Figures] = field(default_factory=dict)
    queues: Mapping[str, Figures] = field(default_factory=dict)
    backlogs: dict[str, Backlog] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.findings


def checkup(settings: Settings, pause: float) -> Checkup:
    """Look at the broker twice, `pause` seconds apart, and at what stands still in each service's database."""
    seen = Checkup()
    try:
        seen.findings += _broker(settings.broker, pause, seen)
    except BrokerAway as error:
        away = say(
            "The broker does not answer (%(reason)s): start it, or see that RESERVE_BROKER is right.", reason=error
        )
        seen.findings.append(Finding("broker.away", away))
    for service in SERVICES:
        seen.findings += _service(service.name, seen)
    return seen


def _broker(url: str, pause: float, seen: Checkup) -> Iterator[Finding]:
    names = [*(queue_name(service.name) for service in SERVICES), DEAD]
    seen.before = figures(url, names)
    yield from _topology(url)
    if reason := alarm(url):
        taken = say("The broker takes no messages (%(reason)s): give its machine memory or disk space.", reason=reason)
        yield Finding("broker.alarm", taken)
    sleep(pause)
    seen.queues = figures(url, names)
    # What is empty and consumed by nobody may be so because it answers nobody.
    lost = leaderless(url, [name for name, found in seen.queues.items() if found == Figures(0, 0)])
    for name in lost:
        gone = say(
            "The queue %(queue)s has no leader and answers nobody: start all nodes, else declare it anew.", queue=name
        )
        yield Finding("queue.leaderless", gone)
    for service in SERVICES:
        if queue_name(service.name) not in lost:
            yield from _queue(service.name, seen)
    if DEAD in seen.queues and (count := seen.queues[DEAD].messages):
        yield Finding("dead", say("%(count)s dead letter(s): see `reserve deadletters list`.", count=count))


def _topology(url: str) -> Iterator[Finding]:
    bindings = {service.name: service.bindings for service in SERVICES}
    for what in missing(url, bindings):
        declared = say("The broker is not as declared (%(what)s): run `reserve setup`.", what=what)
        yield Finding("topology.missing", declared)
    for what in differing(url, bindings):
        other = say("The broker is not as declared (%(what)s): delete it, then run `reserve setup`.", what=what)
        yield Finding("topology.differing", other)


def _queue(name: str, seen: Checkup) -> Iterator[Finding]:
    queue = queue_name(name)
    if queue not in seen.queues:
        return
    count, consumers = seen.queues[queue]
    if not consumers:
        alone = say("Nobody takes the events for %(service)s: start `reserve run %(service)s worker`.", service=name)
        yield Finding("queue.unattended", alone)
    before = seen.before[queue].messages if queue in seen.before else 0
    if count > BUSY and count >= before:
        more = say(
            "%(count)s messages wait for %(service)s (%(before)s before) and get no fewer: see what its worker says.",
            count=count,
            before=before,
            service=name,
        )
        yield Finding("queue.growing", more)


def _service(name: str, seen: Checkup) -> Sequence[Finding]:
    try:
        with opened(name) as database:
            seen.backlogs[name] = backlog(database)
    except Conflict as error:
        return [Finding("database.behind", error.sentence)]
    except SQLAlchemyError as error:
        reason = first_line(str(error))
        away = say("The database of %(service)s cannot be used: %(reason)s", service=name, reason=reason)
        return [Finding("database.away", away)]
    return list(_backlog(name, seen.backlogs[name]))


def _backlog(name: str, found: Backlog) -> Iterator[Finding]:
    if found.unheard:
        keys = ", ".join(found.unheard)
        yield Finding("outbox.unheard", say("No queue is bound to %(keys)s: run `reserve setup`.", keys=keys))
    if found.oldest and now() - found.oldest > PATIENCE:
        waits = say(
            "Events of %(service)s that wait to be sent: %(count)s, the oldest for %(age)s: see that its relay runs.",
            count=found.unsent,
            service=name,
            age=str(now() - found.oldest).partition(".")[0],
        )
        yield Finding("outbox.waits", waits)
    if found.parked:
        parked = say(
            "%(count)s event(s) parked in %(service)s: see `reserve parked list`.", count=found.parked, service=name
        )
        yield Finding("parked", parked)
