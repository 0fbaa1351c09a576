"""The line of the one picture as numbers: where its points stand, and where it is broken."""

from services.intake.pages.line_chart import HEIGHT, LEFT, RIGHT, TOP, WIDTH, LineChart, level


def test_the_whole_is_at_the_top_and_nothing_at_the_foot() -> None:
    assert level(1) == TOP
    assert TOP < level(0.5) < level(0) < HEIGHT


def test_the_line_goes_from_edge_to_edge_and_is_broken_where_nothing_is_known() -> None:
    chart = LineChart(["W1", "W2", "W3", "W4"], [0.5, None, 0.25, 1.0])
    assert [[dot.label for dot in part] for part in chart.lines] == [["W1"], ["W3", "W4"]]
    assert (chart.lines[0][0].x, chart.lines[-1][-1].x) == (LEFT, WIDTH - RIGHT)


def test_the_first_the_middle_and_the_last_are_named() -> None:
    assert [mark.label for mark in LineChart([f"W{n}" for n in range(1, 27)], [None] * 26).marks] == [
        "W1",
        "W13",
        "W26",
    ]
    assert [mark.label for mark in LineChart(["W1"], [1.0]).marks] == ["W1"]
