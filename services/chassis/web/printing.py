"""Labels as a file to be saved, how they are asked for, and in words why there is none."""

from collections.abc import Iterable
from enum import StrEnum
from io import BytesIO
from itertools import islice
from typing import Literal

from flask import Response, send_file
from pydantic import Field, field_validator

from scanner.labels import MEDIA, DoesNotFit, Job, Label, Symbology, Unprintable, pdf, zpl
from services.chassis.errors import Conflict, Invalid
from services.chassis.web.shapes import Body
from services.contracts.sentence import Sentence, say

# One file holds no more: a sheet's printer jams before, and the next file goes on from there.
MOST_LABELS = 3_000


class LabelFile(StrEnum):
    """What labels are written as."""

    PDF = "pdf"
    ZPL = "zpl"


class Printing(Body):
    """How labels are printed; see `scanner.labels.Job`. The shift is in millimetres."""

    media: str = "5163"
    symbol: Symbology | None = None
    form: LabelFile = LabelFile.PDF
    dpi: Literal["203", "300"] | None = None
    start_at: int = 1
    copies: int = Field(1, ge=1, le=20)
    shift_x: float = Field(0.0, ge=-50, le=50)
    shift_y: float = Field(0.0, ge=-50, le=50)

    @field_validator("media")
    @classmethod
    def known(cls, name: str) -> str:
        if name not in MEDIA:
            raise ValueError(name)
        return name

    def job(self) -> Job:
        """The printer's job. Raises `Unprintable`."""
        dpi = int(self.dpi) if self.dpi else None
        shift = (self.shift_x, self.shift_y)
        return Job(MEDIA[self.media], self.symbol, dpi, self.start_at, self.copies, shift)


WRITERS = {LabelFile.PDF: (pdf, "application/pdf"), LabelFile.ZPL: (zpl, "application/octet-stream")}
REASONS = {
    "start": say("The sheet has fewer labels than that: choose another first free place."),
    "shift": say("That shift leaves the label."),
    "sheet": say("ZPL is for label printers: choose a roll."),
    "gs1_qr": say("ZPL has no sure QR code for an SSCC: choose Code 128 or Data Matrix."),
}


def file_of(labels: Iterable[Label], how: Printing, name: str) -> Response:
    """The labels as a file. Raises `Invalid` where one cannot be printed so, `Conflict` where there are none."""
    write, kind = WRITERS[how.form]
    try:
        data = write(_some(labels, how.copies), how.job())
    except DoesNotFit as error:
        raise Invalid("labels.too_small", _too_small(error)) from error
    except Unprintable as error:
        raise Invalid("labels.unprintable", REASONS[error.reason]) from error
    except ValueError as error:
        raise Invalid("labels.malformed", say("No label can say this: %(what)s.", what=str(error))) from error
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=f"{name}.{how.form}")


def _some(labels: Iterable[Label], copies: int) -> list[Label]:
    made = list(islice(labels, MOST_LABELS + 1))
    if not made:
        raise Conflict("labels.none", say("There is nothing to label."))
    if len(made) * copies > MOST_LABELS:
        raise Invalid("labels.too_many", say("One file holds %(most)s labels: ask for a part.", most=MOST_LABELS))
    return made


def _too_small(error: DoesNotFit) -> Sentence:
    return say(
        "Label %(number)s, %(name)s, does not fit on %(media)s as %(symbol)s. It would fit on: %(fitting)s.",
        number=error.number,
        name=error.label.name,
        media=error.media.name,
        symbol=error.symbology.value,
        fitting=", ".join(f"{media} {symbol}" for media, symbol in error.fitting),
    )
