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
    return translated.format(**{name: number(value) for name, value in values.items()}) if values else translated


def number(value: object) -> object:
    """A number as the reader's language writes it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    sample = say("1,234.5")
    return f"{value:,}".translate({ord(","): sample[1], ord("."): sample[-2]})


def moment(text: str) -> str:
    """A moment as scans carry it, for a person: the day, then the hour and minute where it was scanned."""
    return say("{day} {hour}:{minute}", day=text[:10], hour=text[11:13], minute=text[14:16])
