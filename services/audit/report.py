"""What the audit found, in sentences and as plain data."""

from collections.abc import Callable
from typing import Any

from services.audit.audit import Audit
from services.audit.difference import COMPARED, LOST, RULES, UNTOLD, Difference
from services.audit.site import Unreadable
from services.audit.speech import mark
from services.audit.words import FIGURES, NOUNS, SERVICES, STATES
from services.written import filled, written

Say = Callable[[str], str]


def sentence(one: Difference, say: Say) -> str:
    """What differs and who says what, or which rule the log breaks."""
    if one.service is None:
        more = {name: _shown(value, say) for name, value in one.more.items()}
        return filled(say(RULES[one.figure]), {"name": one.name} | more, _sample(say))
    text = COMPARED if one.figure != "known" else LOST if one.log else UNTOLD
    return say(text) % {
        "noun": say(NOUNS[one.noun]),
        "name": one.name,
        "figure": say(FIGURES[one.figure]),
        "log": _shown(one.log, say),
        "said": _shown(one.said, say),
        "service": say(SERVICES[one.service]),
    }


def end(found: Audit, say: Say) -> str:
    """The last line."""
    if found.differences:
        text = mark("%(count)s difference(s) over %(entries)s entries and %(devices)s devices.")
    else:
        text = mark("%(entries)s entries, %(devices)s devices: what the services say is what the log says.")
    return filled(say(text), vars(found) | {"count": len(found.differences)}, _sample(say))


def plain(found: Audit, say: Say) -> dict[str, Any]:
    """The whole for programs."""
    differences = [
        {
            "noun": one.noun,
            "subject": one.subject,
            "name": one.name,
            "figure": one.figure,
            "log": one.log,
            "service": one.service,
            "said": one.said,
            "sentence": sentence(one, say),
        }
        for one in found.differences
    ]
    return vars(found) | {"differences": differences}


def unreadable(error: Unreadable, say: Say) -> str:
    text = mark("Nothing could be compared: %(where)s cannot be read (%(why)s). Is the site running?")
    return say(text) % {"where": error.where, "why": error.why}


def chain_broken(position: int, say: Say) -> str:
    text = mark("The chain of the log breaks at entry %(position)s: nothing after it can be trusted.")
    return filled(say(text), {"position": position}, _sample(say))


def _sample(say: Say) -> str:
    return say(mark("1,234.5"))


def _shown(value: Any, say: Say) -> str:
    """A figure, a state or a code as a sentence shows it."""
    if value is None:
        return say(mark("none"))
    if isinstance(value, bool):
        return say(mark("yes")) if value else say(mark("no"))
    return say(STATES[value]) if value in STATES else str(written(value, _sample(say)))
