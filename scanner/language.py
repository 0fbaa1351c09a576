"""What a person reads on the terminal: French first, English by `--lang en` or an English LANG."""

import gettext
import sys
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from scanner.environment import VARIABLES

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("fr", "en")


class _Chosen:
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak `fr` or `en` from now on; the English sentences serve where no catalogue has been compiled."""
    _Chosen.catalogue = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation("messages", FOLDER, languages=[language], fallback=True)
    )


def from_environment(environment: Mapping[str, str] = VARIABLES) -> str:
    """`en` where the terminal is set to English, else `fr`."""
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "en" if chosen.lower().startswith("en") else "fr"


def from_arguments(arguments: list[str] | None = None) -> str:
    """What `--lang` says on the command line, else the terminal's own; asked before any help text is built."""
    words = sys.argv[1:] if arguments is None else arguments
    asked = [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    asked += [after for word, after in pairwise(words) if word == "--lang"]
    return next((one for one in asked if one in LANGUAGES), from_environment())


def say(sentence: str, /, **values: object) -> str:
    """`sentence` in the reader's language, its `{names}` filled in."""
    translated = _Chosen.catalogue.gettext(sentence)
    return translated.format(**values) if values else translated
