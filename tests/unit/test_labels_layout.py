"""Where things stand on labels and sheets: quiet zones, whole dots, nothing over another, nothing off the label."""

from itertools import combinations, product

import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.labels import (
    MEDIA,
    Job,
    Label,
    Symbology,
    Unprintable,
    device_label,
    location_label,
    pdf,
    school_label,
    zpl,
)
from scanner.labels.job import fits
from scanner.labels.layout import NARROWEST, NARROWEST_SSCC, Drawn, Line, Placed, lay_out
from scanner.labels.media import INCH, Media
from scanner.labels.symbol import symbol
from tests.unit.printing import LABELS, Gray, pages
from tests.unit.zpl_reader import formats

Box = tuple[int, int, int, int]
EVERY = [
    (label, media, symbology, dpi)
    for label, media, symbology in product(LABELS, MEDIA.values(), Symbology)
    for dpi in {media.dpi, 300}
    if fits(label, media, symbology, dpi)
]


def reach(placed: Placed) -> Box:
    """A symbol with its quiet zone: beside bars, around a matrix."""
    wide, quiet = placed.symbol.modules * placed.module, placed.symbol.quiet * placed.module
    above = 0 if placed.symbol.is_linear else quiet
    left, top = placed.left - quiet, placed.top - above
    return left, top, left + wide, placed.top + placed.tall + above


def box(line: Line) -> Box:
    return line.left, line.top, line.left + line.wide, line.top + line.size


def boxes(drawn: Drawn) -> list[Box]:
    return [reach(one) for one in drawn.symbols] + [box(one) for one in drawn.lines]


def test_nothing_stands_over_another_or_in_its_quiet_zone_or_off_the_label():
    wrong = []
    for label, media, symbology, dpi in EVERY:
        drawn = lay_out(label, media, symbology, dpi)
        margin = media.margin * dpi / INCH - 1
        for left, top, right, bottom in boxes(drawn):
            if min(left, top) < margin or right > drawn.wide - margin or bottom > drawn.high - margin:
                wrong.append((label.name, media.name, symbology, dpi, "off the label"))
        for one, other in combinations(boxes(drawn), 2):
            if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]:
                wrong.append((label.name, media.name, symbology, dpi, one, other))
    assert wrong == []
    assert len(EVERY) > 300


def test_no_module_is_narrower_than_can_be_printed():
    for label, media, symbology, dpi in EVERY:
        for placed in lay_out(label, media, symbology, dpi).symbols:
            least = NARROWEST_SSCC if placed.symbol.gs1 and symbology is Symbology.CODE128 else NARROWEST
            assert placed.module * INCH / dpi > least - 0.001, (label.name, media.name, symbology)


def test_a_shelf_is_read_from_three_metres_where_the_label_allows_it():
    """Fifteen millimetres and more, of which capitals are seven tenths."""
    for name in ("5163", "5164", "4x6", "4x2"):
        (title, *_) = lay_out(location_label("A-01-03"), MEDIA[name], Symbology.CODE128, 300).lines
        assert title.size * INCH / 300 > 20, name


@pytest.mark.parametrize("media", [one for one in MEDIA.values() if not one.is_roll], ids=lambda one: one.name)
def test_a_sheet_of_labels_lies_in_the_middle_of_its_page(media: Media):
    wide = 2 * media.left + (media.across - 1) * media.pitch[0] + media.wide
    high = 2 * media.top + (media.down - 1) * media.pitch[1] + media.high
    assert (wide, high) == pytest.approx(media.page, abs=0.05)
    assert media.pitch >= (media.wide, media.high)


def inked(labels: list[Label], job: Job) -> list[set[tuple[int, int]]]:
    """Per page the places (column, row) of the sheet that bear print."""
    found = []
    media, dots = job.media, job.dots / INCH
    for page in pages(pdf(labels, job), job.dots):
        marked = set()
        for row, column in product(range(media.down), range(media.across)):
            left, top = media.left + column * media.pitch[0], media.top + row * media.pitch[1]
            part = page[round(top * dots) : round((top + media.high) * dots), round(left * dots) :]
            if part[:, : round(media.wide * dots)].min() < 255:
                marked.add((column, row))
        found.append(marked)
    return found


def test_a_partly_used_sheet_is_begun_at_its_first_free_label_and_copies_stand_side_by_side():
    job = Job(MEDIA["5163"], start_at=10, copies=2)
    assert inked(LABELS[:1], job) == [{(1, 4)}, {(0, 0)}]


def test_a_sheet_is_begun_at_a_label_that_it_has():
    for start in (0, 11):
        with pytest.raises(Unprintable, match="start"):
            Job(MEDIA["5163"], start_at=start)


def first_ink(page: Gray) -> NDArray[np.int64]:
    """The row and the column where print begins."""
    return np.argwhere(page < 128).min(axis=0)


def test_what_a_page_says_stands_on_whole_dots():
    """No dot of a symbol is half inked; a shade of white is the reader's own."""
    (page,) = pages(pdf(LABELS[:1], Job(MEDIA["5163"])), 300)
    (placed,) = lay_out(LABELS[0], MEDIA["5163"], Symbology.DATA_MATRIX, 300).symbols
    top, left = round(0.5 * 300) + placed.top, round(0.15625 * 300) + placed.left
    side = len(placed.symbol.rows) * placed.module
    part = page[top : top + side, left : left + side]
    assert {*np.unique(part)} <= {0, 254, 255}
    drawn = np.array([[int(one) for one in row] for row in placed.symbol.rows])
    assert (np.kron(drawn, np.ones((placed.module,) * 2)) == (part == 0)).all()


def test_print_is_shifted_by_millimetres():
    (still,) = pages(pdf(LABELS[:1], Job(MEDIA["5163"])), 300)
    (moved,) = pages(pdf(LABELS[:1], Job(MEDIA["5163"], shift=(25.4, -2.54))), 300)
    assert (first_ink(moved) - first_ink(still)).tolist() == [-30, 300]
    plain, shifted = (formats(zpl(LABELS[:1], Job(MEDIA["4x2"], shift=by)))[0] for by in ((0, 0), (-1, 1.5)))
    assert [(one.left - 8, one.top + 12) for one in plain.fields] == [(one.left, one.top) for one in shifted.fields]
    with pytest.raises(Unprintable, match="shift"):
        Job(MEDIA["4x2"], shift=(-3, 0))


def test_zpl_says_accents_and_its_own_marks_as_they_are_and_how_many():
    label = device_label("H^X~A", "_5E Élève à l’œil", "5CG0123ABC")
    (told,) = formats(zpl([label], Job(MEDIA["4x2"], copies=3)))
    assert "H^X~A _5E Élève à l’œil" in [one.text for one in told.fields]
    assert told.copies == 3
    assert b"H_5EX_7EA _5F5E \xc3\x89" in zpl([label], Job(MEDIA["4x2"]))


def test_a_long_title_is_cut_and_a_code_never_is():
    drawn = lay_out(device_label("Fabricant " * 20, "", "5CG0123ABC"), MEDIA["2x1"], Symbology.DATA_MATRIX, 203)
    title, caption = (line.text for line in drawn.lines)
    assert title.endswith("...")
    assert caption == "S/N 5CG0123ABC"


@pytest.mark.parametrize("title", ["TREM12059908", "École TREM 1205 9908", "trem-1205-9908"])
def test_no_label_names_a_student(title: str):
    with pytest.raises(ValueError, match="student"):
        school_label("762217", title)


def test_a_symbol_is_as_large_as_any_printer_needs_that_writes_it_the_plain_way():
    assert len(symbol(Symbology.DATA_MATRIX, "A" * 8).rows) == 14
    assert len(symbol(Symbology.DATA_MATRIX, "1" * 16).rows) == 14
    assert len(symbol(Symbology.QR, "1" * 20).rows) == 21
    assert len(symbol(Symbology.QR, "1" * 21).rows) == 25
