"""The errors that a caller can cause. Raised anywhere, shown in one place (`chassis.web.problems`)."""

from dataclasses import dataclass
from typing import ClassVar

from services.contracts.sentence import Sentence


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: where (JSON pointer, or `line 12, serial`), a stable code, what to do.

    `place` is its JSON pointer where `pointer` is what people call it.
    """

    pointer: str
    code: str
    detail: Sentence
    place: str = ""


class Refusal(Exception):
    """The caller asked for what cannot be. `code` is stable for machines, `sentence` tells a person what to do."""

    status: ClassVar[int] = 400

    def __init__(self, code: str, sentence: Sentence, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence
        self.errors = errors


class Malformed(Refusal):
    """The request cannot be read at all."""

    status = 400


class Unauthenticated(Refusal):
    """Nobody is signed in, or the token is no longer good."""

    status = 401


class Forbidden(Refusal):
    """The role does not do this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or it is another board's."""

    status = 404


class Late(Refusal):
    """The request did not come to its end in time."""

    status = 408


class Unmeasured(Refusal):
    """Nothing says how long the request is, so that nobody could tell whether all of it came."""

    status = 411


class Conflict(Refusal):
    """The state of things forbids it now."""

    status = 409


class Outdated(Refusal):
    """The caller looked at another state of it than it is in now, and said so."""

    status = 412


class TooMany(Refusal):
    """The caller asks more often than anybody needs to: after a few seconds it may go on."""

    status = 429


class Busy(Refusal):
    """Others are before the caller: the same may be asked again in a few seconds."""

    status = 503


class Invalid(Refusal):
    """What was given breaks a rule: `errors` say where; of a single rule `field` does, or its code (`care.paper`)."""

    status = 422

    def __init__(self, code: str, sentence: Sentence, errors: tuple[FieldError, ...] = (), field: str = "") -> None:
        super().__init__(code, sentence, errors)
        self.field = field
