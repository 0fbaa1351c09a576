"""What the audit says, in the language of the terminal."""

from collections.abc import Callable
from gettext import translation
from importlib.resources import files


def mark(msgid: str) -> str:
    """Mark a sentence for the catalogue; it is said in the reader's language later."""
    return msgid


def speech(language: str) -> Callable[[str], str]:
    """How sentences are said in a language."""
    folder = str(files("services.audit") / "translations")
    return translation("messages", folder, [language], fallback=True).gettext
