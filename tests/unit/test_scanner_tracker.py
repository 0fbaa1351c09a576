"""One label in view is one scan, whatever its frames show of it."""

from hypothesis import given
from hypothesis import strategies as st

from scanner.reading import Code
from scanner.sources.tracker import AGAIN_SECONDS, GONE_SECONDS, Label, Tracker

RATE = 25
Frame = list[Code]


def codes(*texts: str, left: int = 0, top: int = 0) -> Frame:
    """Codes below one another, as on one label."""
    return [code(text, left, top + 60 * place) for place, text in enumerate(texts)]


def code(text: str, left: int, top: int) -> Code:
    return Code(text, "Code128", ((left, top), (left + 200, top), (left + 200, top + 40), (left, top + 40)))


def texts(labels: list[Label]) -> list[set[str]]:
    return [{text for text, _ in label} for label in labels]


def labels(frames: list[Frame], rate: int = RATE) -> list[set[str]]:
    """What a film of these frames comes to."""
    tracker = Tracker()
    found = [one for number, frame in enumerate(frames) for one in tracker.see(number / rate, frame)]
    return texts(found + tracker.end())


def empty(seconds: float) -> list[Frame]:
    return [[]] * round(seconds * RATE)


ONE, OTHER = codes("5CG806KHTM", "1P9UZ86UT", "RA000000038"), codes("PF0ABC12", "1P20NXX")


def test_a_label_held_for_long_is_one_scan_with_all_its_codes():
    assert labels([ONE] * 200) == [{"5CG806KHTM", "1P9UZ86UT", "RA000000038"}]


def test_a_label_is_handed_over_while_it_is_still_held():
    tracker = Tracker()
    assert any(tracker.see(number / RATE, ONE) for number in range(RATE))


def test_a_label_seen_in_one_frame_alone_is_a_scan_once_it_has_left():
    assert labels([ONE, *empty(GONE_SECONDS)]) == [{one.text for one in ONE}]


def test_labels_without_an_empty_frame_between_are_each_a_scan():
    assert [len(one) for one in labels([ONE] * 10 + [OTHER] * 10 + [ONE] * 10)] == [3, 2]


def test_codes_that_come_over_several_frames_are_one_scan():
    assert labels([ONE[:1], ONE[:2], ONE[1:], ONE[2:]] * 5) == [{one.text for one in ONE}]


def test_codes_that_come_after_the_label_was_handed_over_make_no_second_scan():
    assert len(labels([ONE[:2]] * 20 + [ONE] * 20 + [ONE[2:]] * 20)) == 1


def test_a_code_that_flickers_in_elsewhere_is_no_second_label():
    stray = code("MISREAD1", 900, 900)
    film = [ONE] * 5 + [[*ONE, stray]] + [ONE] * 5 + [[stray]] + [ONE] * 30
    assert labels(film) == [{one.text for one in ONE}]


def test_what_flickered_in_is_taken_once_it_is_held_up():
    stray = code("PF0ABC12", 900, 900)
    film = [ONE] * 5 + [[*ONE, stray]] + [ONE] * 20 + [[stray]] * 20
    assert [len(one) for one in labels(film)] == [3, 1]


def test_labels_side_by_side_are_each_a_scan():
    assert [len(one) for one in labels([ONE + codes("PF0ABC12", left=700)] * 20)] == [3, 1]


def test_the_same_label_counts_again_only_after_it_was_away():
    assert len(labels([ONE] * 20 + empty(AGAIN_SECONDS / 2) + [ONE] * 20)) == 1
    assert len(labels([ONE] * 20 + empty(AGAIN_SECONDS + 0.1) + [ONE] * 20)) == 2


def test_a_number_of_goods_waits_for_the_serial_beside_it():
    goods = Code("0190198736451", "EAN13", ((0, 0), (200, 0), (200, 40), (0, 40)))
    film = [[goods]] * 30 + [[goods, code("C02XL0GTJGH5", 0, 60)]] * 20
    assert labels(film) == [{"0190198736451", "C02XL0GTJGH5"}]


@st.composite
def passing(draw: st.DrawFn) -> tuple[list[Frame], list[set[str]], int]:
    """A film of labels that pass one after another, each read in part at first and at times, and what they say."""
    rate, film, said = draw(st.sampled_from([5, 10, 25])), [], []
    for number in range(draw(st.integers(1, 4))):
        count = draw(st.integers(1, 5))
        label = codes(*(f"S{number}SERIAL{place}" for place in range(count)), left=draw(st.integers(0, 600)))
        parts = st.lists(st.sampled_from(label), min_size=1, unique=True)
        film += [draw(parts), label, *draw(st.lists(parts, max_size=rate))]
        film += [[]] * draw(st.integers(0, 2 * rate))
        said.append({one.text for one in label})
    return film, said, rate


@given(passing())
def test_each_label_that_passes_is_one_scan_with_its_own_codes_alone(passed: tuple[list[Frame], list[set[str]], int]):
    film, said, rate = passed
    assert sorted(labels(film, rate), key=sorted) == sorted(said, key=sorted)
