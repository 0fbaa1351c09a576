"""Sentences for people: kept as a message id with its values, and put into the reader's language at the edge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sentence:
    """An English message id with `%(name)s` places. A value may itself be a `Sentence`."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str]) -> str:
        """The sentence as `translate` (a gettext) gives it, its values put in."""
        shown = {
            name: value.render(translate) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return translate(self.msgid) % shown if shown else translate(self.msgid)

    def __str__(self) -> str:
        return self.render(lambda msgid: msgid)


def say(msgid: str, /, **values: object) -> Sentence:
    """Mark `msgid` for the catalogues (`pybabel extract -k say`) and keep it with its values."""
    return Sentence(msgid, values)
