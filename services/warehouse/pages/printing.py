"""Labels as a file to be saved, and in words why there is none."""

from collections.abc import Iterable
from io import BytesIO
from itertools import islice

from flask import Response, send_file

from scanner.labels import DoesNotFit, Label, Unprintable, pdf, zpl
from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import Sentence, say
from services.warehouse.shapes.label import MOST_LABELS, LabelFile, Printing

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
