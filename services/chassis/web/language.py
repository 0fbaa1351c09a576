"""The reader's language: French first, English by choice; sentences, numbers and moments as Québec writes them."""

from dataclasses import dataclass
from importlib.resources import files

from flask import Flask, g, request
from flask_babel import Babel, format_datetime, format_decimal, get_locale, gettext, refresh
from jinja2 import pass_context
from jinja2.runtime import Context

from services.chassis.web import cookies
from services.contracts.sentence import Sentence
from services.written import agreed


@dataclass(frozen=True)
class Language:
    """A language as its readers know it: its own name, its tag (RFC 5646), how it writes a moment (CLDR pattern)."""

    own_name: str
    tag: str
    moment: str


# Within an hour no line ends.
GAP = "\N{NO-BREAK SPACE}"
LANGUAGES = {
    "fr": Language("Français", "fr-CA", f"yyyy-MM-dd HH{GAP}'h'{GAP}mm"),
    "en": Language("English", "en-CA", "yyyy-MM-dd HH:mm"),
}
COOKIE = "reserve_language"
ZONE = "America/Toronto"


def speak(app: Flask, package: str) -> None:
    """Give `app` the catalogues of contracts, chassis and its own package, and the template filters that use them."""
    packages = ("services.contracts", "services.chassis", package)
    folders = ";".join(str(files(one) / "translations") for one in packages)
    Babel(
        app,
        default_locale="fr",
        default_timezone=ZONE,
        default_translation_directories=folders,
        locale_selector=choose,
    )
    translate = app.jinja_env.globals["gettext"]

    @pass_context
    def gettext_agreed(context: Context, /, *given: str, **values: object) -> str:
        text: str = translate(context, *given, **values)  # type: ignore[operator]  # as the extension of Jinja puts it there
        return type(text)(agreed(text, language())) if "(" in text else text

    app.jinja_env.globals["gettext"] = gettext_agreed
    app.jinja_env.filters |= {"say": render, "moment": moment, "decimal": format_decimal}
    app.jinja_env.globals |= {"language": language, "languages": LANGUAGES}
    app.after_request(_remember)


def address(language: str) -> None:
    """Write this answer in its recipient's language, whoever reads it; `?lang=` still asks for another."""
    g.addressed = language
    refresh()


def choose() -> str:
    """`?lang=`, the recipient's, the cookie of an earlier choice, (for programs) Accept-Language, else French."""
    for asked in (request.args.get("lang"), g.get("addressed"), cookies.read(COOKIE)):
        if asked in LANGUAGES:
            return str(asked)
    if "/api/" in request.path:
        return request.accept_languages.best_match(LANGUAGES, "fr") or "fr"
    return "fr"


def language() -> str:
    """The reader's language, one of `LANGUAGES`."""
    locale = get_locale()
    return locale.language if locale and locale.language in LANGUAGES else "fr"


def render(sentence: Sentence | str) -> str:
    """A sentence in the reader's language."""
    return agreed(sentence.render(gettext), language()) if isinstance(sentence, Sentence) else sentence


def moment(value: object) -> str:
    """A moment as people write it here: `2020-08-26 14 h 30` in French, `2020-08-26 14:30` in English."""
    return "" if value is None else str(format_datetime(value, LANGUAGES[language()].moment))


def _remember(response):  # type: ignore[no-untyped-def]
    asked = request.args.get("lang")
    # A call of the API asks for itself alone.
    if asked in LANGUAGES and "/api/" not in request.path:
        cookies.put(response, COOKIE, str(asked), life_s=31_536_000)
    response.headers["Content-Language"] = LANGUAGES[language()].tag
    return response
