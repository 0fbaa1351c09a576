"""Photos sent to a service: read whole, refused where they are none, and never so many at once that scans wait."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from scanner.codes import SHIPPED
from services.chassis.errors import Busy, Invalid
from services.chassis.station import picture
from services.contracts.roles import Role
from tests.integration.stage import Stage
from tests.integration.way import label_photo

URL = "/warehouse/api/v1/pictures"
# A box's label: part number, serial, our own asset tag.
LABEL = ("1P9UZ86UT", "5CG806KHTM", "RA00000001X")


def send(stage: Stage, data: bytes, name: str = "photo.jpg") -> Any:
    return stage.house.act(Role.WAREHOUSE, "POST", URL, data={"picture": (BytesIO(data), name)})


def jpeg(width: int, height: int) -> bytes:
    data = BytesIO()
    Image.new("L", (width, height), "white").save(data, "JPEG")
    return data.getvalue()


def png(width: int, height: int) -> bytes:
    data = BytesIO()
    Image.new("1", (width, height)).save(data, "PNG")
    return data.getvalue()


def test_all_codes_of_a_label_are_read_with_what_they_stand_for_and_where_they_are(stage: Stage) -> None:
    codes = {one["text"]: one for one in send(stage, label_photo(*LABEL)).get_json()["codes"]}
    assert codes.keys() == set(LABEL)
    assert (codes["5CG806KHTM"]["kind"], codes["5CG806KHTM"]["value"]) == ("serial", "5CG806KHTM")
    assert (codes["1P9UZ86UT"]["kind"], codes["1P9UZ86UT"]["value"]) == ("part", "9UZ86UT")
    assert codes["5CG806KHTM"]["symbology"] == "Code128"
    tops = [min(y for _, y in codes[text]["box"]) for text in LABEL]
    assert tops == sorted(tops)


def test_the_corners_of_a_large_photo_are_in_its_own_pixels(stage: Stage) -> None:
    small = Image.open(BytesIO(label_photo("5CG806KHTM")))
    whole, data = Image.new("L", (5000, 4000), "white"), BytesIO()
    whole.paste(small.resize((small.width * 4, small.height * 4)), (1500, 2500))
    whole.save(data, "JPEG")
    (code,) = send(stage, data.getvalue()).get_json()["codes"]
    assert code["text"] == "5CG806KHTM"
    assert all(1500 < x < 4000 and 2500 < y < 3500 for x, y in code["box"])


def test_a_photo_without_a_code_has_none(stage: Stage) -> None:
    assert send(stage, jpeg(640, 480)).get_json() == {"codes": []}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture at all",
        jpeg(640, 480)[:300],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\x00\xff\xff\xff\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00",
        png(12_000, 11_000),
    ],
    ids=["empty", "text", "cut off", "drawing", "absurd size", "too many pixels"],
)
def test_what_is_no_photo_is_refused_with_what_to_do(stage: Stage, data: bytes) -> None:
    answer = send(stage, data)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "picture.unreadable")


def test_a_file_that_is_too_large_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "LARGEST", len(jpeg(640, 480)))
    assert send(stage, jpeg(640, 480)).status_code == 200
    answer = send(stage, jpeg(640, 480) + b"\x00")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "picture.large")


def test_a_form_without_a_photo_is_refused(stage: Stage) -> None:
    assert stage.house.act(Role.WAREHOUSE, "POST", URL, data={}).status_code == 422


def test_a_photo_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "READER", (sys.executable, "-c", "import time; time.sleep(600)"))
    monkeypatch.setattr(picture, "WITHIN_S", 0.05)
    with pytest.raises(Invalid, match="cannot be read"):
        picture.read_picture(BytesIO(jpeg(64, 64)), SHIPPED)


def test_one_photo_is_read_one_waits_and_a_third_is_sent_away_at_once() -> None:
    with ThreadPoolExecutor(1) as pool:
        with picture._turn():
            waiting = pool.submit(picture.read_picture, BytesIO(jpeg(64, 64)), SHIPPED)
            while picture._inside.acquire(blocking=False):
                picture._inside.release()
            with pytest.raises(Busy):
                picture.read_picture(BytesIO(jpeg(64, 64)), SHIPPED)
            assert not waiting.done()
        assert waiting.result().codes == []


def test_a_rush_of_photos_is_told_to_come_again_in_a_few_seconds(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "_inside", threading.BoundedSemaphore(1))
    with picture._turn():
        answer = send(stage, jpeg(64, 64))
    assert (answer.status_code, answer.get_json()["code"]) == (503, "picture.busy")
    assert int(answer.headers["Retry-After"]) > 0
