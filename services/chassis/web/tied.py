"""A refused form as it is shown again: as it was typed, with each fault said at its field and linked from above."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import escape
from werkzeug.datastructures import MultiDict

from services.chassis.errors import Invalid, Refusal
from services.chassis.web.fields import Attributes, Field, Form, Tag

# What no page writes back. What is hidden is the page's own, and may be another by now; but a person changes what they
# saw, of that version.
NEVER = frozenset({"password", "file", "submit"})
SEEN = "version"
UNSEEN = frozenset({"hidden", "submit"})
TICKED = frozenset({"checkbox", "radio"})
Edit = tuple[int, int, str]
# Where each fault is: the steps of its pointer, and the codes that stand there.
Places = Sequence[frozenset[str]]


def places(refusal: Refusal) -> Places:
    """Where each fault is; that of a single rule is where its field, or else its code says."""
    if refusal.errors or not isinstance(refusal, Invalid):
        return [frozenset((one.place or one.pointer).strip("/").split("/")) for one in refusal.errors]
    return [frozenset([refusal.field] if refusal.field else refusal.code.split("."))]


def tied(page: str, action: str, typed: MultiDict[str, str], where: Places, details: Sequence[str]) -> str:
    """The page with its form as it was sent to `action`. The fault at `where[n]` is `details[n]`, the alert's nth."""
    form = Form(page, action)
    seen = [one for one in form.fields if one.kind not in UNSEEN]
    only = seen[0] if len({one.name for one in seen}) == len(where) == 1 else None
    wrong = [_field(place, seen) or only for place in where]
    edits = [_link(form, page, *words, one) for words, one in zip(form.faults, wrong, strict=False) if one]
    rest = {name: typed.getlist(name) for name in typed}
    for one in form.fields:
        said = [detail for found, detail in zip(wrong, details, strict=False) if found is one]
        edits += _again(one, rest, " ".join(said))
    for start, end, text in sorted(edits, reverse=True):
        page = page[:start] + text + page[end:]
    return page


def _field(place: frozenset[str], fields: Iterable[Field]) -> Field | None:
    """The field there, by the parts of its name: `need.tablet.other` is at lines, by_category, tablet and other.

    None where none is, or several are as near.
    """
    near: dict[int, dict[str, Field]] = {}
    for one in fields:
        first, *more = one.name.replace("-", ".").split(".")
        if place.issuperset(more) and (more or first in place):
            near.setdefault(len(more) + (first in place), {}).setdefault(one.name, one)
    best = near[max(near)] if near else {}
    return next(iter(best.values())) if len(best) == 1 else None


def _link(form: Form, page: str, start: int, end: int, one: Field) -> Edit:
    """What the alert says or calls the field leads to it; by its label, where the alert has but a pointer."""
    words = page[start:end]
    if words.startswith("/"):
        words = escape(form.labels.get(_id(one)) or one.tag.given.get("aria-label") or one.name)
    return start, end, f'<a href="#{escape(_id(one))}">{words}</a>'


def _id(one: Field) -> str:
    return one.tag.given.get("id") or f"wrong-{one.name}"


def _again(one: Field, rest: Mapping[str, list[str]], said: str) -> Iterable[Edit]:
    """The field with what was typed in it; where something is `said` about it, that stands above and is its own."""
    given, id_ = dict(one.tag.given), _id(one)
    if one.name in rest and one.kind not in NEVER | TICKED and (one.kind != "hidden" or one.name == SEEN):
        yield from _typed(one, given, rest[one.name])
    elif one.kind in TICKED:
        given.pop("checked", None)
        if (given.get("value") or "on") in rest.get(one.name, ()):
            given["checked"] = None
    if said:
        given |= {"id": id_, "aria-invalid": "true"}
        if "aria-invalid" not in one.tag.given:
            given["aria-describedby"] = f"{id_}-error {given.get('aria-describedby') or ''}".strip()
            yield one.above, one.above, f'<span class="error" id="{escape(id_)}-error">{escape(said)}</span>'
    if given != one.tag.given or said:
        yield one.tag.start, one.tag.end, _tag(one.tag, given)


def _typed(one: Field, given: Attributes, values: list[str]) -> Iterable[Edit]:
    """Of several fields of a name each takes the next value."""
    if one.kind == "select":
        for option in one.options:
            others = {name: value for name, value in option.given.items() if name != "selected"}
            chosen: Attributes = {"selected": None} if option.given.get("value") in values else {}
            yield option.start, option.end, _tag(option, others | chosen)
    elif values:
        value = values.pop(0)
        if one.kind == "textarea":
            yield one.tag.end, one.end, str(escape(value))
        else:
            given["value"] = value


def _tag(tag: Tag, given: Attributes) -> str:
    words = (f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in given.items())
    return f"<{tag.name}{''.join(words)}>"
