"""Hard frames of a fixed seed, boxes with five codes, places without a code, every symbology, and what a hint says."""

import cv2
import numpy as np
import pytest

from scanner.reading import Hint, Live, read_live, read_still
from tests.bench_scanner.camera import HEIGHT, WIDTH, Pose, blurred, moved, photograph
from tests.bench_scanner.codeless import codeless
from tests.bench_scanner.frames import bare, box, hard, toned, turned
from tests.bench_scanner.paper import Gray, Printed, bars, block, matrix, serial_label

LONG = 60.0
SERIAL = Printed("C02XL0GTJGH5")
# As printed, and as read: a UPC is a GTIN-13 that begins with 0.
LINEAR = [
    (SERIAL, SERIAL.text),
    (Printed("1234567890123456"), "1234567890123456"),
    (Printed("PF2ABC9X", "Code39"), "PF2ABC9X"),
    (Printed("PF2ABC9X", "Code93"), "PF2ABC9X"),
    (Printed("10012345678902", "ITF"), "10012345678902"),
    (Printed("4006381333931", "EAN13"), "4006381333931"),
    (Printed("036000291452", "UPCA"), "0036000291452"),
]
SQUARE = [Printed("C02XL0GTJGH5", name) for name in ("QRCode", "DataMatrix", "PDF417")]


def table(label: Gray, pose: Pose, contrast: float = 0.9, blur: float = 0.7) -> Gray:
    """The label on an empty table, before the camera."""
    frame = np.full((HEIGHT, WIDTH), 120, np.uint8)
    return blurred(photograph(frame, toned(label, contrast, 230), pose), blur)


def pose(module: float, turn: float = 0, tilt: float = 0) -> Pose:
    return Pose(module, turn, tilt, 0, (WIDTH / 2, HEIGHT / 2))


def live(image: Gray) -> set[str]:
    return {code.text for code in read_live(image, LONG).codes}


def still(image: Gray) -> set[str]:
    return {code.text for code in read_still(image)}


def test_most_of_the_hard_frames_are_read_and_nothing_is_read_wrongly():
    rng = np.random.default_rng(11)
    frames = [hard(rng) for _ in range(8)]
    read = [live(frame.image) for frame in frames]
    assert set().union(*read) <= set().union(*(frame.texts for frame in frames))
    assert sum(frame.texts <= texts for frame, texts in zip(frames, read, strict=True)) >= 4


def test_five_codes_of_a_box_are_all_read():
    rng = np.random.default_rng(12)
    for frame in (box(rng) for _ in range(3)):
        assert live(frame.image) == still(frame.image) == frame.texts


def test_where_no_code_is_none_is_read():
    rng = np.random.default_rng(13)
    for frame in (bare(rng) for _ in range(4)):
        assert live(frame.image) == still(frame.image) == set()


@pytest.mark.parametrize("seed", [15, 16])
def test_where_something_looks_like_a_code_none_is_read(seed: int):
    rng = np.random.default_rng(seed)
    for frame in (codeless(rng) for _ in range(4)):
        assert live(frame.image) == still(frame.image) == set()


@pytest.mark.parametrize(("code", "text"), LINEAR)
@pytest.mark.parametrize("turn", [0, 25])
def test_each_linear_symbology_is_read_upright_and_turned(code: Printed, text: str, turn: float):
    image = table(block(code, 40), pose(2.5, turn))
    assert still(image) == live(image) == {text}


@pytest.mark.parametrize("code", SQUARE)
def test_each_square_symbology_is_read(code: Printed):
    drawn = np.repeat(np.repeat(matrix(code), 4, axis=0), 4, axis=1)
    frame = np.full((480, 900), 200, np.uint8)
    frame[40 : 40 + len(drawn), 40 : 40 + drawn.shape[1]] = drawn
    image = blurred(turned(frame, 7), 0.6)
    assert still(image) == live(image) == {code.text}


@pytest.mark.parametrize("text", ["767995", "10152084", "10012345678903"])
@pytest.mark.parametrize("turn", [0, 25])
def test_an_itf_of_another_length_or_with_a_wrong_check_digit_is_not_read(text: str, turn: float):
    image = table(block(Printed(text, "ITF"), 40), pose(2.5, turn))
    assert still(image) == live(image) == set()


def test_square_codes_are_looked_for_in_every_third_frame_of_a_camera_and_linear_ones_in_all():
    square = np.full((480, 640), 200, np.uint8)
    drawn = np.repeat(np.repeat(matrix(SQUARE[0]), 4, axis=0), 4, axis=1)
    square[40 : 40 + len(drawn), 40 : 40 + drawn.shape[1]] = drawn
    linear = table(block(SERIAL, 40), pose(2.0))
    camera = Live()
    assert [bool(camera.read(square).codes) for _ in range(4)] == [True, False, False, True]
    assert all(camera.read(linear).codes for _ in range(3))


@pytest.mark.parametrize("turn", [0, 30])
def test_light_on_dark_is_read_live_too(turn: float):
    dark = np.bitwise_not(table(block(SERIAL, 30), pose(2.0, turn)))
    assert live(dark) == {SERIAL.text}


def test_a_fanned_out_label_is_read():
    assert live(table(block(SERIAL, 40), pose(2.0, 20, 40))) == {SERIAL.text}


@pytest.mark.parametrize("code", [SERIAL, Printed("PF2ABC9X", "Code39")])
def test_bars_that_run_into_one_another_are_read(code: Printed):
    image = table(block(code, 40), pose(1.6, 12), blur=1.3)
    assert live(image) == {code.text}


def test_upside_down_is_read_in_a_still():
    assert still(turned(table(block(SERIAL, 40), pose(1.6, 10), blur=1.2), 180)) == {SERIAL.text}


def test_a_small_label_is_asked_to_come_closer():
    seen = read_live(table(block(SERIAL, 40), pose(0.75, 10), blur=1.0), LONG)
    assert (seen.codes, seen.hint) == ([], Hint.CLOSER)


def test_a_moving_label_is_asked_to_hold_still():
    seen = read_live(moved(table(block(SERIAL, 40), pose(2.0, 10)), 6, 10), LONG)
    assert (seen.codes, seen.hint) == ([], Hint.STILL)


def test_a_faint_label_and_a_dark_frame_ask_for_light():
    dark = (table(block(SERIAL, 40), pose(0.8, 10), blur=1.0) // 8).astype(np.uint8)
    assert read_live(dark, LONG).hint == Hint.LIGHT
    faint = moved(table(block(SERIAL, 40), pose(2.0, 10), contrast=0.22), 6, 10)
    assert read_live(faint, LONG).hint == Hint.LIGHT


def test_what_is_read_and_what_shows_no_label_have_no_hint():
    assert read_live(table(block(SERIAL, 40), pose(2.0, 10)), LONG).hint is None
    assert read_live(np.full((HEIGHT, WIDTH), 120, np.uint8), LONG).hint is None
    assert read_live(bare(np.random.default_rng(14)).image, LONG).hint is None


def test_the_same_seed_draws_the_same_frame():
    one, two = (hard(np.random.default_rng(5)) for _ in range(2))
    assert one.texts == two.texts
    assert np.array_equal(one.image, two.image)


def test_the_generator_says_where_the_bars_are():
    rng = np.random.default_rng(6)
    label, corners = serial_label(rng, SERIAL)
    left, top = corners[0].astype(int)
    assert label[top + 5, left] == 0
    assert label[top + 5, left - 6] == 255
    assert bars(SERIAL).shape[0] * 6 < label.shape[1]
    assert cv2.contourArea(corners.astype(np.float32)) > 0
