"""How commands speak: French first, English when the terminal's language (or `RESERVE_LANG`) is English."""

from gettext import NullTranslations, translation
from importlib.resources import files

import click

from services.chassis.settings import terminal_language
from services.contracts.sentence import Sentence


def catalogue() -> NullTranslations:
    """The sentences of the commands in the terminal's language."""
    folder = str(files("services.commands") / "translations")
    return translation("messages", folder, [terminal_language()], fallback=True)


def tell(sentence: Sentence, err: bool = False) -> None:
    """Print one sentence for the person at the terminal."""
    click.echo(sentence.render(catalogue().gettext), err=err)


def stop_with(sentence: Sentence) -> click.ClickException:
    """An error for the person at the terminal: exit code 1 and one sentence."""
    return click.ClickException(sentence.render(catalogue().gettext))
