"""The journey played: every step in order, from wherever it was interrupted, to the journey of one device."""

import time
from pathlib import Path
from typing import Any

from services.player.chapters import asking, sending, supply, using
from services.player.hands import Scanner
from services.player.site import Site
from services.player.speech import Speech
from services.player.stage import Stage, Step
from services.player.story import unfinished_or_new


def mark(msgid: str) -> str:
    """Mark a sentence for the catalogue; it is said in the reader's language later."""
    return msgid


STEPS: tuple[Step, ...] = (
    ("locations", mark("The warehouse names its places"), supply.mark_locations),
    ("asn", mark("A supplier announces 40 devices"), supply.announce),
    ("labels", mark("The makers' labels are drawn: from here on, only pictures are read"), supply.label),
    ("receive", mark("Received at the dock, label by label"), supply.receive),
    ("put-away", mark("Put away on the shelves"), supply.put_away),
    ("close", mark("The delivery is closed"), supply.close_delivery),
    ("address", mark("The board gives its address"), asking.give_address),
    ("portrait", mark("The board gives its needs portrait"), asking.give_portrait),
    ("request", mark("The board drafts a request"), asking.request),
    ("submit", mark("The board accepts the freight and submits"), asking.submit),
    ("grant", mark("The Ministry grants"), asking.grant),
    ("reserve", mark("The warehouse reserves the stock"), sending.reserve),
    ("pick", mark("Picked from the shelves"), sending.pick),
    ("pack", mark("Packed in two cartons"), sending.pack),
    ("cartons", mark("The cartons are closed and labelled"), sending.close_cartons),
    ("load", mark("Loaded on the truck, carton by carton"), sending.load),
    ("dispatch", mark("The carrier leaves"), sending.dispatch),
    ("deliver", mark("The carrier arrives at the board"), sending.deliver),
    ("accept", mark("The board receives: one carton whole, then device by device, one damaged"), using.accept),
    ("receipt", mark("The receipt is ended: one is missing"), using.end_receipt),
    ("configure", mark("Configured for the students"), using.configure),
    ("hand-over", mark("Handed to a school and to students"), using.hand_over),
    ("give-up", mark("The damaged and the missing one are given up: the request is fulfilled"), asking.give_up),
    ("follow", mark("The journeys are read back"), using.follow),
)


def play(url: str, accounts: dict[str, Any], folder: Path, speech: Speech) -> dict[str, Any]:
    """Play the unfinished journey in `folder` to its end, or a new one. Raises `Stuck` where it cannot go on.

    `accounts` holds the demo's `people` (login and password by role) and the files of its two `stations`' keys.
    Returns request, devices, the followed laptop's journey, and the seconds that this run took.
    """
    started = time.monotonic()
    story = unfinished_or_new(folder)
    site = Site(url, accounts["people"])
    stations = accounts["stations"]
    stage = Stage(
        site,
        story,
        speech,
        Scanner(url, "warehouse", "quai-1", "commis-1", Path(stations["warehouse"]), story.folder / "warehouse"),
        Scanner(url, "shipping", "quai-1", "commis-1", Path(stations["warehouse"]), story.folder / "dock"),
        Scanner(url, "shipping", "reception-1", "technicien-1", Path(stations["board"]), story.folder / "board"),
    )
    for number, (name, text, step) in enumerate(STEPS, 1):
        speech.step(number, len(STEPS), speech._(text))
        if name not in story.done:
            step(stage)
            story.done.append(name)
            story.save()
    site.close()
    return _told(stage, time.monotonic() - started)


def _told(stage: Stage, seconds: float) -> dict[str, Any]:
    """The end: the journeys shown, the figures given."""
    story, speech = stage.story, stage.speech
    for serial, entries in story.facts["journeys"].items():
        speech.journey(speech._("Journey of %(serial)s") % {"serial": serial}, entries)
    story.done.append("end")
    story.save()
    followed = story.facts["followed"][-1]
    return {
        "request": story.facts["number"],
        "devices": len(story.facts["picked"]),
        "serial": followed,
        "journey": story.facts["journeys"][followed],
        "seconds": round(seconds, 1),
    }
