"""Every label that is drawn is read back by the scanner with the very same text, as PDF and as ZPL."""

from itertools import product

import numpy as np
import pytest

from scanner.codes import own_asset_tag
from scanner.labels import (
    MEDIA,
    DoesNotFit,
    Job,
    Label,
    Media,
    Symbology,
    Unprintable,
    location_label,
    pdf,
    tag_label,
    zpl,
)
from scanner.labels.job import SYMBOLOGIES, fits
from scanner.reading import read_still
from scanner.reading.symbol import THOROUGH, read_upright
from tests.unit import zpl_renderer
from tests.unit.printing import LABELS, Gray, pages, printed, texts
from tests.unit.zpl_reader import formats
from tests.unit.zpl_renderer import Roll

ROLLS = [one for one in MEDIA.values() if one.is_roll]


def read(picture: Gray) -> set[str]:
    return {code.text for code in read_still(picture)}


def first_read(picture: Gray) -> set[str]:
    return {code.text for code in read_upright(picture, THOROUGH)}


def fitting(media: Media, symbology: Symbology, dpi: int) -> list[Label]:
    return [label for label in LABELS if fits(label, media, symbology, dpi)]


def tellable(media: Media, symbology: Symbology, dpi: int) -> list[Label]:
    return [one for one in fitting(media, symbology, dpi) if symbology is not Symbology.QR or not one.codes[0].gs1]


@pytest.mark.parametrize(("name", "symbology"), list(product(MEDIA, Symbology)))
def test_a_label_of_every_kind_is_read_off_every_media_as_every_symbol(name: str, symbology: Symbology):
    """By the scanner's first pass alone: what it reads, the whole of it takes. A pixel is a dot of the printer."""
    media = MEDIA[name]
    labels = fitting(media, symbology, media.dpi)
    drawn = pages(pdf(labels, Job(media, symbology)), media.dpi)
    assert set().union(*(first_read(printed(page)) for page in drawn)) == texts(labels)


@pytest.mark.parametrize("name", ["L7160", "4x6", "2x1", "29x90"])
def test_nothing_else_is_read_where_each_kind_has_its_usual_symbol(name: str):
    media = MEDIA[name]
    labels = [label for label in LABELS if fits(label, media, SYMBOLOGIES[label.kind], media.dpi)]
    drawn = pages(pdf(labels, Job(media)), media.dpi)
    assert set().union(*(read(printed(page)) for page in drawn)) == texts(labels)


@pytest.mark.parametrize("name", ["5160", "5167"])
def test_a_whole_sheet_is_read_at_once(name: str):
    media = MEDIA[name]
    labels = [tag_label(own_asset_tag(number)) for number in range(1, media.on_a_page + 1)]
    (page,) = pages(pdf(labels, Job(media)), media.dpi)
    assert read(page) == texts(labels)


def test_a_sheet_of_mixed_kinds_is_read_at_once():
    media = MEDIA["5163"]
    labels = [*LABELS, *(location_label(f"B-01-{number:02}") for number in range(1, 4))]
    (page,) = pages(pdf(labels, Job(media)), media.dpi)
    assert read(page) == texts(labels)


@pytest.mark.parametrize(("media", "symbology", "dpi"), list(product(ROLLS, Symbology, (203, 300))), ids=str)
def test_what_zpl_tells_a_printer_is_read_back(media: Media, symbology: Symbology, dpi: int):
    """Understood strictly by a reader of our own: an unknown command or a field outside its label is an error."""
    labels = tellable(media, symbology, dpi)
    told = formats(zpl(labels, Job(media, symbology, dpi)))
    assert len(told) == len(labels)
    found = set()
    for one in told:
        found |= first_read(np.pad(one.drawn(), 40, constant_values=255))
    assert found == texts(labels)


def roll(labels: list[Label], job: Job) -> Roll:
    return Roll(zpl(labels, job).decode(), job.media.wide, job.media.high, round(job.dots / 25.4))


def test_labels_drawn_from_zpl_by_a_renderer_that_is_not_ours_are_read_back():
    """Each kind as each symbol, at both families of resolutions; on small rolls, for the renderer is slow."""
    if why := zpl_renderer.lacking():
        pytest.skip(why)
    how = [(MEDIA[name], dpi, symbology) for name, dpi in (("2x1", 203), ("62mm", 300)) for symbology in Symbology]
    jobs = [(tellable(media, symbology, dpi), Job(media, symbology, dpi)) for media, dpi, symbology in how]
    drawn = zpl_renderer.render([roll(*job) for job in jobs])
    found = [set().union(*(first_read(one) for one in labels)) for labels in drawn]
    assert found == [texts(labels) for labels, _ in jobs]
    assert set().union(*found) == texts(LABELS)


def test_what_cannot_be_printed_on_a_media_can_be_on_another():
    """No label is left out of the proof above on all media of a symbol."""
    for label, symbology in product(LABELS, Symbology):
        assert any(fits(label, media, symbology, media.dpi) for media in MEDIA.values()), (label.name, symbology)
    assert sum(
        fits(label, media, Symbology.DATA_MATRIX, media.dpi) for label in LABELS for media in MEDIA.values()
    ) == len(LABELS) * len(MEDIA), "Data Matrix fits everywhere"


def test_zpl_has_no_qr_code_for_an_sscc_and_no_sheets():
    sscc = next(label for label in LABELS if label.codes[0].gs1)
    with pytest.raises(Unprintable, match="gs1_qr"):
        zpl([sscc], Job(MEDIA["4x2"], Symbology.QR))
    with pytest.raises(Unprintable, match="sheet"):
        zpl([sscc], Job(MEDIA["5163"]))


def test_what_does_not_fit_is_told_with_what_would():
    sscc = next(label for label in LABELS if label.codes[0].gs1)
    with pytest.raises(DoesNotFit) as told:
        pdf([LABELS[0], sscc], Job(MEDIA["5160"], Symbology.CODE128))
    assert (told.value.number, told.value.label) == (2, sscc)
    assert told.value.fitting[:2] == [("5160", "datamatrix"), ("5160", "qr")]
    for name, symbology in told.value.fitting:
        assert pdf([sscc], Job(MEDIA[name], Symbology(symbology), 300))
