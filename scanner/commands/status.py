"""`scanner status`: what waits, what was taken, what was refused and why."""

from collections import Counter
from pathlib import Path
from typing import Any

import click

from scanner.commands.shared import journal_option, json_option, print_json, print_table
from scanner.journal import Answer, Journal
from scanner.language import say
from scanner.scan import Scan


@click.command(help=say("What waits in the journal, what was taken, and what was refused and why."))
@journal_option
@json_option
def status(folder: Path, as_json: bool) -> None:
    """Print the counts and the refusals."""
    found = state(Journal(folder))
    if as_json:
        print_json(found)
        return
    click.echo(say("{waiting} waiting, {done} done, {repeated} repeated", **found))
    rows = [[one["at"], one["action"], ", ".join(one["codes"]), one["say"]] for one in found["refused"]]
    if rows:
        print_table(say("Refused"), [say("When"), say("Action"), say("Codes"), say("Reason")], rows)


def state(journal: Journal) -> dict[str, Any]:
    """The counts of the journal, its oldest waiting scan's moment, and each refused scan with its reason."""
    answers, scans = journal.answers(), journal.scans()
    outcomes = Counter(answers[one].outcome if one in answers else "waiting" for one in scans)
    refused = [_refusal(scan, answers[key]) for key, scan in scans.items() if _is_refused(answers.get(key))]
    oldest = next((scan.at for key, scan in scans.items() if key not in answers), None)
    counts = {name: outcomes[name] for name in ("waiting", "done", "repeated")}
    return counts | {"oldest_waiting": oldest, "refused": refused}


def _is_refused(answer: Answer | None) -> bool:
    return answer is not None and answer.outcome == "refused"


def _refusal(scan: Scan, answer: Answer) -> dict[str, Any]:
    seen = {"id": scan.id, "at": scan.at, "service": scan.service, "action": scan.action}
    return seen | {"codes": [text for text, _ in scan.codes], "say": answer.say, "problem": answer.problem}
