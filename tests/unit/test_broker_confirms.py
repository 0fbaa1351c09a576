"""Counting what a broker has confirmed, returned and refused of one batch."""

from services.chassis.broker.confirms import Confirms


def test_single_confirms_are_counted_until_the_last() -> None:
    confirms = Confirms(7, ["a", "b"])
    confirms.acked(8, multiple=False)
    assert (confirms.safe, confirms.over.is_set()) == ({"b"}, False)
    confirms.acked(7, multiple=False)
    assert (confirms.safe, confirms.over.is_set()) == ({"a", "b"}, True)


def test_a_multiple_confirm_is_for_all_up_to_it() -> None:
    confirms = Confirms(1, ["a", "b", "c", "d"])
    confirms.acked(2, multiple=False)
    confirms.acked(3, multiple=True)
    assert confirms.safe == {"a", "b", "c"}
    confirms.acked(4, multiple=True)
    assert confirms.over.is_set()


def test_what_came_back_is_not_safe_though_confirmed() -> None:
    confirms = Confirms(1, ["a", "b"])
    confirms.returned("a")
    confirms.acked(2, multiple=True)
    assert (confirms.safe, confirms.over.is_set()) == ({"b"}, True)


def test_what_is_refused_is_counted_and_not_safe() -> None:
    confirms = Confirms(1, ["a", "b", "c"])
    confirms.nacked(2, multiple=True)
    confirms.acked(3, multiple=False)
    assert (confirms.safe, confirms.refused, confirms.over.is_set()) == ({"c"}, 2, True)


def test_the_first_reason_of_a_failure_stands_and_ends_the_wait() -> None:
    confirms = Confirms(1, ["a"])
    confirms.fail("lost")
    confirms.fail("closed")
    assert (confirms.problem, confirms.over.is_set()) == ("lost", True)


def test_what_is_told_twice_or_of_others_changes_nothing() -> None:
    confirms = Confirms(1, ["a", "b"])
    for _ in range(2):
        confirms.acked(1, multiple=False)
    confirms.nacked(1, multiple=True)
    confirms.acked(9, multiple=False)
    assert (confirms.safe, confirms.refused, confirms.over.is_set()) == ({"a"}, 0, False)


def test_an_empty_batch_is_over_at_once() -> None:
    assert Confirms(1, []).over.is_set()
