"""Labels of every kind, and pages of PDF as a printer lays their dots."""

from collections.abc import Iterator

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from scanner.codes import own_asset_tag
from scanner.labels import (
    Label,
    carton_label,
    device_label,
    document_label,
    location_label,
    school_label,
    tag_label,
)

Gray = NDArray[np.uint8]
SSCC = "376123451234567894"
LABELS = [
    tag_label(own_asset_tag(4)),
    device_label("HP", "ProBook 11 x360 G5 EE", "5CG0123ABC", own_asset_tag(5)),
    location_label("A-01-03"),
    carton_label(SSCC),
    carton_label("RC000000258"),
    document_label("RD00000001U"),
    school_label("762217", "École de l’Île"),
]


def texts(labels: list[Label]) -> set[str]:
    return {code.text for label in labels for code in label.codes}


def pages(pdf: bytes, dpi: int) -> Iterator[Gray]:
    """Each page in gray, a pixel a dot."""
    for page in pypdfium2.PdfDocument(pdf):
        # A hair less, for the size in pixels is rounded up: a page is no dot higher than it is.
        yield np.ascontiguousarray(page.render(scale=dpi / 72 - 1e-9, grayscale=True).to_numpy())


def printed(page: Gray) -> Gray:
    """The part of a page that bears print, with white around it."""
    rows, columns = np.where(page.min(axis=1) < 255)[0], np.where(page.min(axis=0) < 255)[0]
    part = page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.pad(part, 60, constant_values=255)
