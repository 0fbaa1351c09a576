"""Numbers as bars on the page itself: an image that the policy of pages allows and a printer draws sharp."""

from base64 import b64encode

from scanner.codes import own_document_text
from scanner.labels import Symbology, carton_label
from scanner.labels.symbol import symbol

# In modules.
TALL = 40


def barcode(number: str) -> str:
    """The address of an image (Code 128) that the scanner reads back as this document's number."""
    return _drawn(own_document_text(number))


def carton_bars(code: str) -> str:
    """The same for a carton, as its label says it: GS1's way where the code is an SSCC."""
    (coded,) = carton_label(code).codes
    return _drawn(coded.text, coded.gs1)


def serial_bars(serial: str) -> str:
    """The same for a device's serial, as its maker prints it."""
    return _drawn(serial)


def _drawn(text: str, gs1: bool = False) -> str:
    bars = symbol(Symbology.CODE128, text, gs1)
    dark = "".join(
        f"M{bars.quiet + place} 0h1v{TALL}h-1z" for place, module in enumerate(bars.rows[0]) if module == "1"
    )
    size = f'viewBox="0 0 {bars.modules} {TALL}" width="{bars.modules * 2}" height="{TALL * 2}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{dark}"/></svg>'
    return "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
