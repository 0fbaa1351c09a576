"""How commands speak: French first, English when the terminal's language (or `RESERVE_LANG`) is English."""

from gettext import NullTranslations

import click
from sqlalchemy.exc import OperationalError

from services.chassis import catalogue as catalogues
from services.chassis.broker.consumer import BrokerAway
from services.chassis.errors import Refusal
from services.chassis.settings import BadSettings, terminal_language
from services.contracts.sentence import Sentence, say
from services.contracts.values import Malformed
from services.named import NAMES
from services.written import agreed, written

PACKAGES = ("services.commands", "services.chassis", "services.contracts", *(f"services.{name}" for name in NAMES))
MOST_SHOWN = 100

# What whoever typed the command can put right; anything else is our fault and keeps its traceback.
THEIRS = (BadSettings, BrokerAway, Malformed, OperationalError, Refusal)


def catalogue() -> NullTranslations:
    """The sentences of the commands, and of all that a command may call, in the terminal's language."""
    return catalogues.catalogue(PACKAGES, terminal_language())


def tell(sentence: Sentence, err: bool = False) -> None:
    """Print one sentence for the person at the terminal."""
    click.echo(spoken(sentence), err=err)


def spoken(sentence: Sentence) -> str:
    """A sentence in the terminal's language, its numbers too, and the words that agree with them."""
    return agreed(_numbered(sentence).render(catalogue().gettext), terminal_language())


def number(value: object) -> object:
    """A number as the terminal's language writes it; anything else as it is."""
    return written(value, say("1,234.5").render(catalogue().gettext))


def _numbered(sentence: Sentence) -> Sentence:
    """The same with its numbers written out, those of sentences inside it as well."""
    values = {
        name: _numbered(one) if isinstance(one, Sentence) else number(one) for name, one in sentence.values.items()
    }
    return Sentence(sentence.msgid, values)


def stop_with(sentence: Sentence) -> click.ClickException:
    """An error for the person at the terminal: exit code 1 and one sentence."""
    return click.ClickException(spoken(sentence))


def told(error: Exception) -> str:
    """One of `THEIRS` in the terminal's language: a line for each field or setting, the sentence last."""
    lines = [spoken(sentence) for sentence in _sentences(error)]
    return "\n".join(lines)


def _sentences(error: Exception) -> list[Sentence]:
    match error:
        case Refusal():
            fields = [say("%(where)s: %(rule)s", where=one.pointer, rule=one.detail) for one in error.errors]
            return [*fields[:MOST_SHOWN], error.sentence]
        case Malformed():
            return [error.rule]
        case BadSettings():
            return list(error.wrong)
        case BrokerAway():
            return [say("The broker cannot be reached: %(reason)s", reason=error)]
        case OperationalError():
            return [say("The database cannot be used: %(reason)s", reason=error.orig)]
        case _:
            raise error
