"""The bars on a paper that a page shows: what the scanner reads from them."""

import re
from base64 import b64decode

import numpy as np
import pytest
import zxingcpp

from scanner.codes import Kind, read_label
from services.chassis.web.barcode import barcode


@pytest.mark.parametrize("number", ["B000123", "P000001", "R000012"])
def test_the_bars_of_a_paper_are_read_back_as_its_number(number: str) -> None:
    drawn = b64decode(barcode(number).split(",")[1]).decode()
    wide = int(re.findall(r'viewBox="0 0 (\d+) ', drawn)[0])
    row = np.full(wide, 255, np.uint8)
    row[[int(place) for place in re.findall(r"M(\d+) 0h1v", drawn)]] = 0
    (code,) = zxingcpp.read_barcodes(np.tile(row.repeat(3), (60, 1)))
    (read,) = read_label([(code.text, "Code128")]).of(Kind.DOCUMENT)
    assert read.value == number
