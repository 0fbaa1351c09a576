"""How a page of the warehouse is shown, with words for codes and states, and how what was asked or typed is read."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import render_template, request
from flask_babel import format_decimal
from pydantic import BaseModel

from scanner.labels import MEDIA
from services.chassis.web import filtering
from services.chassis.web.edge import person
from services.chassis.web.language import language, render
from services.contracts.care import ACTS, METHODS, OTHER, OUTCOMES, PAPERS, REASONS
from services.contracts.reference import boards, device_types, models
from services.contracts.roles import WAREHOUSE
from services.contracts.sentence import Sentence, say
from services.warehouse.model import (
    carton_state,
    claim,
    count_state,
    delivery,
    difference,
    life,
    location,
    notice_file,
    notice_reading,
    order_state,
    short_pick,
    supplier_claim,
    wave,
)
from services.warehouse.model.care_step import CareStep

S = TypeVar("S", bound=BaseModel)

# What every form carries beside its own fields; the edge has read them.
CARRIED = frozenset({"csrf", "idempotency_key", "version"})
# The steps that can be taken back; packing is told by nobody and has no name of its own.
STEPS: Mapping[str | None, Sentence] = {
    None: say("packed"),
    "device.received": say("received"),
    "device.stored": say("put away"),
    "device.moved": say("moved"),
    "device.picked": say("picked"),
    "device.quarantined": say("set aside"),
    "device.released": say("released"),
    "device.wiped": say("wiped"),
    "device.repair-started": say("put into repair"),
    "device.repair-ended": say("repaired"),
    "device.retired": say("retired"),
    "device.destroyed": say("destroyed"),
    "device.written-off": say("written off"),
    "carton.opened": say("opened"),
    "carton.closed": say("closed"),
    "carton.undone": say("opened again"),
    "delivery.closed": say("receipt ended"),
}
WORDS: Mapping[str, Mapping[Any, Sentence]] = {
    "device": life.WORDS,
    "order": order_state.WORDS,
    "carton": carton_state.WORDS,
    "delivery": delivery.WORDS,
    "notice": notice_file.WORDS,
    "reading": notice_reading.WORDS,
    "claim": claim.WORDS,
    "claim_state": claim.STATES,
    "count": count_state.WORDS,
    "location": location.WORDS,
    "fill": location.FILLS,
    "difference": difference.WORDS,
    "supplier_claim": supplier_claim.WORDS,
    "supplier_answer": supplier_claim.OUTCOMES,
    "short_pick": short_pick.WORDS,
    "wave": wave.WORDS,
    "step": STEPS,
    "act": ACTS,
    "paper": PAPERS,
    "method": METHODS,
}


def show(template: str, **values: object) -> str:
    """The page, with what all pages of the warehouse know."""
    return render_template(
        f"warehouse/{template}.html",
        type_name=type_name,
        model_name=model_name,
        board_name=board_name,
        state=state,
        why=why,
        decimal=format_decimal,
        media=MEDIA.values(),
        may_change=person().role in WAREHOUSE,
        **values,
    )


def asked(shape: type[S]) -> S:
    """What the address asks for, as a shape; an empty field counts as not given. Raises `ValidationError`."""
    return filtering.asked(shape)


def form(shape: type[S]) -> S:
    """What was typed, as a shape; a field left empty counts as not given. Raises pydantic's `ValidationError`."""
    typed = {name: value for name, value in request.form.items() if name not in CARRIED and value.strip()}
    return shape.model_validate(typed | dict(request.files.items()))


def type_name(code: str) -> str:
    term = device_types().get(code)
    return term.name(language()) if term else code


def model_name(code: str) -> str:
    model = models().get(code)
    return f"{model.maker} {model.name}" if model else code


def board_name(code: str) -> str:
    board = boards().get(code)
    return board.name(language()) if board else code


def state(noun: str, value: object) -> str:
    """A state in the reader's words."""
    return render(WORDS[noun][value])


def choices(noun: str) -> list[tuple[str, str]]:
    """Every state of a noun with its name, for a form to choose one."""
    return [(code, render(words)) for code, words in WORDS[noun].items()]


def why(step: CareStep | None) -> str:
    """Why a step was taken, in the reader's words: the reason of the list, what a person wrote, how a repair ended."""
    if step is None:
        return ""
    listed = render(REASONS[step.why].words) if step.why in REASONS and step.why != OTHER else ""
    ended = render(OUTCOMES[step.outcome]) if step.outcome else ""
    return " – ".join(one for one in (listed, step.note, ended) if one)
