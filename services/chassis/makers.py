"""The makers whose labels this installation knows: those of the release, and what a warehouse's own file adds."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scanner.codes import SHIPPED, BadMakers, Fault, Makers, Rule, extended
from services.contracts.sentence import Sentence, say

RULES: Mapping[Rule, Sentence] = {
    Rule.READABLE: say("this must be a TOML file that can be read"),
    Rule.KNOWN_FIELD: say("give serial, holds, box, part, beside or beside_base under a maker's name"),
    Rule.TEXTS: say("give a list of texts"),
    Rule.SPELLING: say("use capital letters, digits, - . / : and sets and counts as in [0-9A-Z]{3} or {2,4}"),
    Rule.LENGTH: say("a code has 4 to 64 characters"),
    Rule.RANGES: say("use at most two counts that are ranges"),
    Rule.PARTS: say("name <serial:...> once, and <part:...> at most once, in a box's code and nowhere else"),
    Rule.BASE: say("give a base from 2 to 36"),
    Rule.HOLDS: say("give digit or letter"),
}


def known_makers(path: str | None) -> tuple[Makers, Sequence[Sentence]]:
    """The makers of the release and of the file at `path`, if any; or what is wrong in it, each with the place."""
    if not path:
        return SHIPPED, ()
    try:
        return extended(SHIPPED, Path(path)), ()
    except BadMakers as error:
        return SHIPPED, [_told(fault) for fault in error.faults]


def _told(fault: Fault) -> Sentence:
    place = ", ".join(one for one in (fault.maker, fault.field, fault.text) if one)
    return say("RESERVE_MAKERS: %(place)s: %(rule)s.", place=place, rule=RULES[fault.rule])
