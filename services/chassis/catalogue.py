"""Sentences outside a web request: the catalogues of some packages in one language."""

from collections.abc import Iterable
from gettext import NullTranslations, translation
from importlib.resources import files


def catalogue(packages: Iterable[str], language: str) -> NullTranslations:
    """What these packages say, in a language; in English where they do not have it."""
    found = NullTranslations()
    for package in packages:
        folder = str(files(package) / "translations")
        found.add_fallback(translation("messages", folder, [language], fallback=True))
    return found
