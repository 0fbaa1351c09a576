"""A refused form as it is shown again: its fields as typed whatever they hold, its faults where they are."""

import pytest
from werkzeug.datastructures import MultiDict

from services.chassis.web.fields import Form
from services.chassis.web.tied import tied

PAGE = """<ul><li><strong data-fault>/why</strong> – no</li><li><strong data-fault>/lines</strong></li></ul>
<form method="post" action="/other"><input name="why" value="theirs"></form>
<form method="post" action="/do?lang=en">
<input type="hidden" name="csrf" value="c"><label for="why">Why</label><p id="why-hint">h</p>
<input id="why" name="why" value="old" required aria-describedby="why-hint"><textarea name="note">old</textarea>
<select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>
<label><input type="checkbox" name="tick" value="x" checked> X</label>
<label><input type="checkbox" name="tick" value="y"> Y</label>
<input name="password" type="password"><input name="own.tablet"><input name="got.tablet">
<input name="need.tablet.other" aria-label="Tablet, other">
</form>"""
HOSTILE = '"><script>alert(1)</script>&amp;</textarea>'


def again(typed: list[tuple[str, str]], *faults: tuple[set[str], str]) -> str:
    return tied(PAGE, "/do", MultiDict(typed), [frozenset(place) for place, _ in faults], [said for _, said in faults])


def test_each_field_of_the_form_holds_what_was_typed_and_no_other_form_does() -> None:
    page = again([("csrf", "z"), ("why", "new"), ("note", "<n>"), ("kind", "b"), ("tick", "y"), ("password", "secret")])
    assert '<input id="why" name="why" value="new" required aria-describedby="why-hint">' in page
    assert ">&lt;n&gt;</textarea>" in page
    assert '<option value="a">A</option><option value="b" selected>B</option>' in page
    assert ('value="x"> X' in page, 'value="y" checked> Y' in page) == (True, True)
    assert ('value="theirs"' in page, 'value="c"' in page, "secret" in page) == (True, True, False)


def test_what_was_typed_is_text_wherever_it_stands() -> None:
    page = again([("why", HOSTILE), ("note", HOSTILE)], ({"why"}, HOSTILE))
    assert "<script" not in page
    assert Form(page, "/do").fields[1].tag.given["value"] == HOSTILE


def test_a_fault_stands_at_its_field_keeps_the_hint_and_is_linked_by_the_label() -> None:
    page = again([], ({"why"}, "Say why."), ({"lines", "0", "by_category", "tablet", "other"}, "Too many."))
    assert '<span class="error" id="why-error">Say why.</span><input id="why"' in page
    assert 'aria-describedby="why-error why-hint" aria-invalid="true"' in page
    assert '<strong data-fault><a href="#why">Why</a></strong>' in page
    assert '<a href="#wrong-need.tablet.other">Tablet, other</a>' in page
    assert (
        'name="need.tablet.other" aria-label="Tablet, other" id="wrong-need.tablet.other" aria-invalid="true"' in page
    )


@pytest.mark.parametrize("place", [{"lines"}, {""}, {"lines", "0", "tablet"}, {"csrf"}])
def test_a_fault_of_no_one_field_is_tied_to_none(place: set[str]) -> None:
    page = again([], (place, "Ask for something."))
    assert ("aria-invalid" in page, 'href="#' in page) == (False, False)


def test_a_fault_of_a_form_with_one_field_is_that_fields() -> None:
    page = '<span data-fault>No.</span><form method="post" action="/do"><label>It <input name="it"></label></form>'
    shown = tied(page, "/do", MultiDict(), [frozenset({"elsewhere"})], ["No."])
    assert '<a href="#wrong-it">No.</a>' in shown
    assert '<span class="error" id="wrong-it-error">No.</span><label>It <input name="it" id="wrong-it"' in shown
