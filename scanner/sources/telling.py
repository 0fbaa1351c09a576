"""What a person hears and reads at the station: each thing that can happen sounds and looks unlike the others."""

import sys
import time
from collections import OrderedDict
from typing import Any

import click

from scanner.commands.shared import link_sentence, print_json
from scanner.language import say
from scanner.scan import Scan
from scanner.sources.link import Back, Lost
from scanner.work import Changed

# How many times the terminal's bell rings; every terminal has one, and no station needs a sound card's set-up.
ONCE, TWICE, THRICE, REFUSED, ALARM = 1, 2, 3, 5, 10
# Apart enough to be counted by ear.
_BELL_SECONDS = 0.1
# What each answer sounds and looks like; that a scan is done was promised by the beep when it was kept.
_OUTCOMES = {"done": (0, "green"), "repeated": (TWICE, "yellow"), "refused": (REFUSED, "red")}
# Of so many scans it is remembered what their labels said, until they are answered.
_MOST_REMEMBERED = 5000


class Teller:
    """Tells on the terminal, or as lines of JSON; the bell is on stderr, so that a program's lines stay clean."""

    def __init__(self, as_json: bool = False, quiet: bool = False) -> None:
        self._as_json, self._quiet = as_json, quiet
        self._unanswered: OrderedDict[str, str] = OrderedDict()

    def kept(self, source: str, scan: Scan) -> None:
        """Only after the journal has it: whoever hears this may put the device down."""
        codes = ", ".join(text for text, _ in scan.codes)
        self._remember(scan.id, codes)
        line = say("{source}: kept ({codes})", source=source, codes=codes)
        self._tell({"source": source, "service": scan.service, "scan": scan.wire()}, line, ONCE, "green")

    def changed(self, source: str, change: Changed) -> None:
        """What the next labels are scanned for."""
        self._tell({"source": source, "context": {change.name: change.value}}, str(change), TWICE, "cyan")

    def not_taken(self, source: str, reason: str) -> None:
        """A label, a picture or a line of keys that became no scan."""
        line = say("{source}: not kept: {reason}", source=source, reason=reason)
        self._tell({"source": source, "error": reason}, line, THRICE, "yellow", aside=True)

    def not_kept(self, source: str, reason: str) -> None:
        """The journal could not keep a scan: it is lost unless its label is scanned again."""
        line = say("*** NOT KEPT: {source}. {reason}", source=source, reason=reason)
        self._tell({"source": source, "error": reason, "not_kept": True}, line, ALARM, "red", aside=True)

    def sent(self, told: dict[str, Any]) -> None:
        """What `follow` hears: a service's answer to a scan, in its own sentence, or how the link is."""
        if "link" in told:
            self._tell(told, link_sentence(told), 0, "yellow", aside=True)
            return
        words = {"done": say("done"), "repeated": say("done before"), "refused": say("REFUSED")}
        # The answer may come before the beep: then the service's own name of the device must do.
        codes = self._unanswered.pop(told["id"], "") or (told.get("device") or {}).get("serial") or told["id"]
        bells, colour = _OUTCOMES[told["outcome"]]
        outcome, answer = words[told["outcome"]], told.get("say") or ""
        line = say("{outcome}: {codes}: {answer}", outcome=outcome, codes=codes, answer=answer)
        self._tell({"result": told}, line, bells, colour, aside=told["outcome"] == "refused")

    def hint(self, hint: str) -> None:
        """What would help to read the label that is seen: one of `scanner.reading.Hint`, which a keyboard needs not."""
        words = {
            "closer": say("Come closer."),
            "hold still": say("Hold still."),
            "more light": say("More light, or less glare."),
        }
        self._tell({"hint": hint}, words[hint], 0, "blue", aside=True)

    def link(self, news: Lost | Back) -> None:
        """The camera or the keyboard is lost, or back."""
        if isinstance(news, Lost):
            line = say("{source} is lost: it is tried again until it is back.", source=news.source)
            self._tell({"lost": news.source}, line, ALARM, "red", aside=True)
        else:
            self._tell({"back": news.source}, say("{source} is back.", source=news.source), TWICE, "green", aside=True)

    def _tell(self, found: dict[str, Any], line: str, bells: int, colour: str, aside: bool = False) -> None:
        if self._as_json:
            print_json(found)
        else:
            click.echo(click.style(line, fg=colour, bold=bells == ALARM), err=aside)
        if not self._quiet:
            _ring(bells)

    def _remember(self, scan_id: str, codes: str) -> None:
        self._unanswered[scan_id] = codes
        if len(self._unanswered) > _MOST_REMEMBERED:
            self._unanswered.popitem(last=False)


def _ring(times: int) -> None:
    for number in range(times):
        if number and sys.stderr.isatty():
            time.sleep(_BELL_SECONDS)
        click.echo("\a", nl=False, err=True)
