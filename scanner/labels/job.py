"""How labels are to be printed: on what, as which symbols, from which place of a sheet; and what of that would fit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scanner.labels.label import Kind, Label
from scanner.labels.layout import Drawn, TooSmall, lay_out
from scanner.labels.media import INCH, MEDIA, Media
from scanner.labels.symbol import Symbology

DPI = (203, 300, 600)
# Small things bear a small code. Shelves, cartons and papers are read by any scanner, also one that knows bars alone.
# A school has no scanner of ours: a phone's own camera reads QR.
SYMBOLOGIES = {
    Kind.DEVICE: Symbology.DATA_MATRIX,
    Kind.TAG: Symbology.DATA_MATRIX,
    Kind.LOCATION: Symbology.CODE128,
    Kind.CARTON: Symbology.CODE128,
    Kind.DOCUMENT: Symbology.CODE128,
    Kind.SCHOOL: Symbology.QR,
}


class Unprintable(ValueError):
    """What is asked cannot be printed so; `reason` is one of `start`, `shift`, `sheet` and `gs1_qr`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DoesNotFit(ValueError):
    """A label is too small for what stands on it; `fitting` are the media and symbols on which it could be printed."""

    def __init__(self, label: Label, number: int, media: Media, symbology: Symbology, dpi: int) -> None:
        super().__init__(label.name)
        self.label, self.number, self.media, self.symbology = label, number, media, symbology
        # The same media first: the label stock at hand is not changed lightly.
        tried = [(media, one) for one in Symbology] + [(one, symbology) for one in MEDIA.values()]
        self.fitting = [(one.name, other) for one, other in tried if fits(label, one, other, dpi)]


@dataclass(frozen=True)
class Job:
    """How to print. `symbology` None: the one of the label's kind. `start_at` 3 leaves two labels of the first sheet.

    `shift` moves all print by so many millimetres to the right and down. `dpi` None: what the media's printers have.
    """

    media: Media = field(default=MEDIA["5163"])
    symbology: Symbology | None = None
    dpi: int | None = None
    start_at: int = 1
    copies: int = 1
    shift: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        if not 1 <= self.start_at <= self.media.on_a_page:
            raise Unprintable("start")
        # What is printed on a label of a roll may only move within its own margin.
        if self.media.is_roll and max(map(abs, self.shift)) > self.media.margin:
            raise Unprintable("shift")

    @property
    def dots(self) -> int:
        """Dots an inch."""
        return self.dpi or self.media.dpi

    @property
    def moved(self) -> tuple[int, int]:
        """The shift in dots."""
        return self.to_dots(self.shift[0]), self.to_dots(self.shift[1])

    def to_dots(self, millimetres: float) -> int:
        return round(millimetres * self.dots / INCH)

    def drawn(self, labels: Iterable[Label]) -> Iterator[Drawn]:
        """Each label laid out; `DoesNotFit` at the first that cannot be."""
        for number, label in enumerate(labels, start=1):
            symbology = self.symbology or SYMBOLOGIES[label.kind]
            try:
                yield lay_out(label, self.media, symbology, self.dots)
            except TooSmall as error:
                raise DoesNotFit(label, number, self.media, symbology, self.dots) from error


def fits(label: Label, media: Media, symbology: Symbology, dpi: int) -> bool:
    """Whether a label can be printed so."""
    try:
        lay_out(label, media, symbology, dpi)
    except TooSmall:
        return False
    return True
