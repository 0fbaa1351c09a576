"""The manifest that lets a phone keep the scanning page as an application."""

from typing import Any

from services.chassis.station.release import release
from services.chassis.station.station import Station
from services.chassis.web.language import LANGUAGES, language, render

SIDES = (192, 512)


def manifest(station: Station) -> dict[str, Any]:
    """Source: Web Application Manifest (W3C). In French, unless the reader chose English."""
    return {
        "id": station.path,
        "name": render(station.title),
        "short_name": render(station.title),
        "lang": LANGUAGES[language()].tag,
        "start_url": station.path,
        "scope": f"/{station.service}/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#ffffff",
        "theme_color": "#095797",
        "icons": [
            {
                "src": release().address(station.service, f"station/icon-{side}.png"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for side in SIDES
            for purpose in ("any", "maskable")
        ],
    }
