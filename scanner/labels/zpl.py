"""Labels as ZPL II, for label printers that draw symbols by themselves; a file, which is sent nowhere from here."""

from collections.abc import Iterable, Iterator

from scanner.labels.job import Job, Unprintable
from scanner.labels.label import Label
from scanner.labels.layout import Drawn, Line, Placed
from scanner.labels.symbol import Symbology


def zpl(labels: Iterable[Label], job: Job) -> bytes:
    """One format a label, in UTF-8. Raises `DoesNotFit`, and `Unprintable` for sheets and for a GS1 QR code."""
    if not job.media.is_roll:
        raise Unprintable("sheet")
    return "".join(line + "\n" for drawn in job.drawn(labels) for line in _format(drawn, job)).encode()


def _format(drawn: Drawn, job: Job) -> Iterator[str]:
    """CI28 says UTF-8, LH and LS that nothing set before moves the label, PQ how many."""
    yield f"^XA^CI28^PW{drawn.wide}^LL{drawn.high}^LH0,0^LS0"
    across, down = job.moved
    for placed in drawn.symbols:
        yield f"^FO{placed.left + across},{placed.top + down}{_SYMBOLS[placed.symbol.symbology](placed)}^FS"
    for line in drawn.lines:
        yield f"^FO{line.left + across},{line.top + down}{_text(line)}^FS"
    yield f"^PQ{job.copies}^XZ"


def _text(line: Line) -> str:
    """Font 0 is narrower than the face by which the line was measured."""
    return f"^A0N,{line.size},{line.size}^FH^FD{escaped(line.text)}"


def escaped(text: str) -> str:
    """Caret and tilde begin a command and the underscore an escape: each is told by its number after ^FH."""
    return "".join(f"_{ord(one):02X}" if one in "^~_" else one for one in text)


def _bars(placed: Placed) -> str:
    """A plain text is packed by the printer, as it was measured here: in as few bars as there can be (mode A).

    A GS1 symbol of ours is an SSCC: set C from its start, and FNC1, in ZPL's own words.
    """
    symbol = placed.symbol
    mode, told = ("N", f">;>8{symbol.text}") if symbol.gs1 else ("A", symbol.text)
    return f"^BY{placed.module}^BCN,{placed.tall},N,N,N,{mode}^FD{told}"


def _data_matrix(placed: Placed) -> str:
    """Quality 200 is ECC 200; the size is given, and holds the text however the printer writes it."""
    side = len(placed.symbol.rows)
    mark = "_1" if placed.symbol.gs1 else ""
    return f"^BXN,{placed.module},200,{side},{side},,_^FD{mark}{placed.symbol.text}"


def _qr(placed: Placed) -> str:
    """Model 2, level M, written as letters and digits, as the size was reckoned. FNC1 there is no agreed word for."""
    if placed.symbol.gs1:
        raise Unprintable("gs1_qr")
    return f"^BQN,2,{placed.module}^FDMM,A{placed.symbol.text}"


_SYMBOLS = {Symbology.CODE128: _bars, Symbology.DATA_MATRIX: _data_matrix, Symbology.QR: _qr}
