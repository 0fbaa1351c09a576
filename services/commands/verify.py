"""The command that proves the log: every entry against the one before it, and all against what was signed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

import click
from pydantic import ValidationError

from services.chassis import access
from services.chassis.run import not_set_up
from services.chassis.settings import from_environment
from services.commands.acting import reading
from services.commands.parts import verified
from services.commands.terminal import catalogue, stop_with, tell
from services.contracts.sentence import Sentence, say
from services.named import NAMES
from services.portal.queries.chain import Chain, Fault, Flaw
from services.portal.queries.head import Doubt, Doubtful, all_heads, by_position, doubtful
from services.portal.seal import own_key, read_key
from services.portal.shapes.head import SignedHead

PATH = click.Path(exists=True, dir_okay=False, path_type=Path)

FLAWS: Mapping[Flaw, Sentence] = {
    Flaw.MISSING: say("an entry was taken out, added or moved"),
    Flaw.MOVED: say("it does not follow the entry before it"),
    Flaw.ALTERED: say("its content, its time of recording, its format or its hash was altered"),
    Flaw.COLUMNS: say("its columns say something else than its content"),
    Flaw.SEALED: say("the time of recording of an entry of format 1, before it, was altered after it sealed them"),
    Flaw.HEAD: say("a signed head has another hash for it: the log was written anew"),
    Flaw.CUT: say("the log ends before a signed head"),
}
DOUBTS: Mapping[Doubt, Sentence] = {
    Doubt.OTHER_KEY: say("it is signed by a key that is not trusted here"),
    Doubt.FORGED: say("its signature does not hold"),
    Doubt.MISSING: say("it is missing"),
    Doubt.OTHER: say("it was published with another content than the one that was kept"),
}


@click.command()
@click.option("--heads", "file", type=PATH, help="Signed heads that were kept elsewhere, as `reserve log heads` saves.")
@click.option("--key", "keys", type=PATH, multiple=True, help="A public key to trust, instead of the one in var/keys.")
def verify(file: Path | None, keys: Sequence[Path]) -> None:
    """Recompute the log's chain and hold it against every signed head, then each access log's chain.

    Exit 1 at the first entry that does not hold.
    """
    kept = _read(file) if file else []
    began = perf_counter()
    with reading("portal") as session:
        trusted = [_key(one) for one in keys or [own_key(from_environment())]]
        published = [SignedHead.model_validate(one) for one in all_heads(session)]
    doubts = doubtful(published, kept, trusted)
    chain = verified(by_position([*published, *kept]))
    for one in doubts:
        tell(_doubt(one), err=True)
    if chain.fault is not None:
        raise stop_with(_fault(chain.fault))
    if doubts:
        raise stop_with(say("The chain holds; signed heads that do not: %(count)s.", count=len(doubts)))
    _tell(chain, len(published) + len(kept), perf_counter() - began)
    for name in NAMES:
        _accesses(name)


def _accesses(name: str) -> None:
    with reading(name) as session:
        checked = access.verify(session)
    if checked.broken_at is not None:
        raise stop_with(
            say("The access log of %(service)s breaks at row %(position)s.", service=name, position=checked.broken_at)
        )
    if checked.count:
        tell(say("%(count)s accesses in %(service)s, the chain holds.", count=checked.count, service=name))


def _tell(chain: Chain, heads: int, seconds: float) -> None:
    tell(say("%(count)s entries, the chain holds: %(hash)s", count=chain.entries, hash=chain.hash))
    pace = round(chain.entries / seconds)
    tell(say("Signed heads that agree: %(heads)s; %(seconds)s s, %(pace)s entries/s", heads=heads,
             seconds=round(seconds, 1), pace=pace), err=True)  # fmt: skip


def _fault(fault: Fault) -> Sentence:
    translate = catalogue().gettext
    what = FLAWS[fault.flaw].render(translate) + (f" ({fault.more})" if fault.more else "")
    return say("The chain breaks at entry %(position)s, event %(event)s: %(what)s.", position=fault.position,
               event=fault.event or "–", what=what)  # fmt: skip


def _doubt(one: Doubtful) -> Sentence:
    return say("Signed head %(number)s: %(what)s.", number=one.number, what=DOUBTS[one.doubt])


def _key(file: Path) -> str:
    try:
        return read_key(file)
    except FileNotFoundError:
        raise not_set_up() from None
    except ValueError as error:
        raise stop_with(
            say("%(file)s holds no public key (Ed25519, PEM): %(reason)s", file=file, reason=error)
        ) from error


def _read(file: Path) -> list[SignedHead]:
    lines = file.read_text(encoding="utf-8").splitlines()
    try:
        return [SignedHead.model_validate_json(line) for line in lines if line.strip()]
    except ValidationError as error:
        raise stop_with(say("%(file)s holds no signed heads: %(reason)s", file=file, reason=error)) from error
