"""What the page's script is told: who scans, in which modes, at which addresses, in which words."""

from typing import Any

from services.chassis.station.mode import described
from services.chassis.station.release import release
from services.chassis.station.station import Station
from services.chassis.station.words import WORDS
from services.chassis.web.language import language, render
from services.contracts.places import RENEW_API, SIGN_IN
from services.contracts.roles import Person


def config(station: Station, person: Person) -> dict[str, Any]:
    """The page's settings, as JSON takes them; nothing in it is secret but to other sites (`csrf`)."""
    assets = release().address(station.service, "station")
    return {
        "service": station.service,
        "home": station.path,
        "language": language(),
        "actor": person.actor,
        "csrf": person.csrf,
        "modes": [described(mode, render) for mode in station.modes_of(person)],
        "urls": {
            "scans": f"{station.api}/scans",
            "read": f"{station.api}/pictures",
            "expected": f"{station.api}/expected",
            "choices": f"{station.api}/choices",
            "worker": f"/{station.service}/worker.js",
            "assets": assets,
            "renew": RENEW_API,
            "sign_in": f"{SIGN_IN}?next={station.path}",
        },
        "words": {key: render(sentence) for key, sentence in WORDS.items()},
    }
