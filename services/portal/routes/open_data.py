"""The open data for anybody: the catalogue, the datasets' files, the dictionary."""

from importlib.resources import files

from babel.support import Translations
from flask import Response

from services.chassis.errors import NotFound
from services.chassis.web.edge import session
from services.chassis.web.language import LANGUAGES
from services.chassis.web.routes import Routes
from services.chassis.web.rule import anyone
from services.chassis.web.shapes import file_of
from services.contracts.sentence import say
from services.portal.model.dataset import BY_NAME, LICENCE
from services.portal.model.publication import Publication
from services.portal.open_file import OPEN_DATA, TYPES, Kind, Translate, addresses, dataset_file, dictionary_file
from services.portal.operations.publication import latest
from services.portal.shapes.open_data import Catalogue, Formatted, Named, datasets

# A copy on the way may be this old: it changes once a day.
FRESH_S = 300

open_data = Routes("portal_open_data", __name__, url_prefix=OPEN_DATA)


@open_data.get("", responses={200: Catalogue}, summary="What is published, and where")
@anyone()
def catalogue() -> Catalogue:
    told = published()
    return Catalogue(
        publication=told.number, day=told.day, published_at=told.published_at, position=told.position, head=told.head,
        digest=told.digest, licence=LICENCE, datasets=datasets(), dictionary=addresses("dictionary"),
    )  # fmt: skip


@open_data.get(
    "/dictionary.<string:kind>",
    responses={200: file_of(*TYPES.values())},
    summary="What stands in each column, in French and in English",
)
@anyone()
def dictionary(path: Formatted) -> Response:
    return _file(dictionary_file(path.kind, _translations()), path.kind, "dictionary")


@open_data.get(
    "/<string:name>.<string:kind>",
    responses={200: file_of(*TYPES.values())},
    summary="One dataset as it was published last",
)
@anyone()
def dataset(path: Named) -> Response:
    if path.name not in BY_NAME:
        raise NotFound("dataset.unknown", say("There is no dataset %(name)s.", name=path.name))
    return _file(dataset_file(published(), BY_NAME[path.name], path.kind), path.kind, path.name)


def published() -> Publication:
    """What was published last. Raises `NotFound` before the first."""
    if (told := latest(session())) is None:
        raise NotFound("publication.none", say("Nothing is published yet: the first figures come within a day."))
    return told


def _translations() -> dict[str, Translate]:
    """How each language says a sentence of the portal; the message ids are English."""
    folder = str(files("services.portal") / "translations")
    return {language: Translations.load(folder, [language]).gettext for language in LANGUAGES}


def _file(body: bytes, kind: Kind, name: str) -> Response:
    response = Response(body, content_type=TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"reserve-{name}.{kind}")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
