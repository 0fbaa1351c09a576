"""The scanner's bench itself: its films are read as a camera's, its table and its figures are whole."""

import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from tests.bench_scanner.__main__ import main
from tests.bench_scanner.faults import shares
from tests.bench_scanner.film import filmed, pace, stretches, write
from tests.bench_scanner.frames import hard


def test_a_film_is_read_frame_by_frame_and_what_passes_is_read(tmp_path: Path):
    rng = np.random.default_rng(4)
    kinds = stretches(rng)
    for kind in ("empty", "five codes"):
        write(tmp_path / "film.avi", filmed(rng, kinds[kind], 9))
        told = pace(tmp_path / "film.avi", kinds[kind])
        assert (told.frames, told.read, told.wrong) == (9, len(kinds[kind].texts), ())
        assert min(told.wall, told.cpu) > 0


def test_every_hard_frame_is_in_one_bin_of_each_fault():
    frames = [(hard(np.random.default_rng(seed)).faults, seed == 1) for seed in (1, 2, 3)]
    rows = list(shares(frames))
    for name in {name for name, *_ in rows}:
        bins = [(number, share) for other, _, number, share in rows if other == name]
        assert sum(number for number, _ in bins) == 3
        assert round(sum(number * share for number, share in bins)) == 1


def test_the_bench_tells_each_kind_and_writes_its_figures(tmp_path: Path):
    done = CliRunner().invoke(main, ["--seed", "3", "--frames", "2", "--output", str(tmp_path / "told.json")])
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert {"hard", "five codes", "no code", "like a code", "film", "hard, live, by fault"} <= set(told)
    assert all(told[kind]["live"]["wrong"] == [] for kind in ("hard", "five codes", "no code", "like a code"))
    assert {"empty", "print", "label", "five codes"} == set(told["film"])
