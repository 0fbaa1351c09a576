"""`make bench-scanner`: what the scanner reads of hard frames, beside zxing-cpp alone and pyzbar on the same frames.

What is tuned is tuned on seed 1. The figures that count are those of seeds that nobody tuned on: 101 to 105, the
default.
Frames are drawn as they are read; the same seed draws the same frames on any machine with the same OpenCV.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import reduce
from operator import add
from pathlib import Path

import click
import numpy as np
from numpy.random import Generator

from tests.bench_scanner.codeless import codeless
from tests.bench_scanner.faults import shares
from tests.bench_scanner.film import RATE, Pace, filmed, pace, stretches, write
from tests.bench_scanner.frames import Frame, bare, box, hard, photos
from tests.bench_scanner.measuring import Result, measure
from tests.bench_scanner.readers import readers

UNTUNED = (101, 102, 103, 104, 105)
# Seconds of film of each kind, of each seed.
SECONDS = 3


def drawn(draw: Callable[[Generator], Frame], seeds: tuple[int, ...], count: int) -> Iterator[Frame]:
    """So many frames of each seed."""
    for seed in seeds:
        rng = np.random.default_rng([seed, len(draw.__name__)])
        for _ in range(count):
            yield draw(rng)


def kinds(seeds: tuple[int, ...], count: int, folder: Path | None) -> Iterator[tuple[str, Iterator[Frame]]]:
    """Each kind of frame, by the name that the table gives it."""
    fewer = max(count // 2, 1)
    yield "hard", drawn(hard, seeds, count)
    yield "five codes", drawn(box, seeds, fewer)
    yield "no code", drawn(bare, seeds, fewer)
    yield "like a code", drawn(codeless, seeds, fewer)
    if folder:
        yield "photos", iter(photos(folder, 0, 1))
        yield "photos, turned 30", iter(photos(folder, 30, 1))
        yield "photos, half size", iter(photos(folder, 0, 0.5))


def show(kind: str, results: dict[str, Result]) -> None:
    """One row a reader."""
    for name, result in results.items():
        row = result.summary()
        times = [row[key] for key in ("ms_median", "ms_p95", "cpu_ms_median", "frames_per_second")]
        figures = "".join(f"{one:9.1f}" for one in times)
        share, wrong = 100 * row["read"], len(row["wrong"])
        click.echo(f"{kind:18} {name:10} {row['frames']:6d} {share:6.1f} % {wrong:6d}{figures}")


def show_faults(result: Result) -> list[tuple[str, str, int, float]]:
    """What is read live of the hard frames, by what was done to them."""
    rows = list(shares(result.faults))
    for name, within, number, share in rows:
        click.echo(f"{name:18} {within:14} {number:6d} {100 * share:6.1f} %")
    return rows


def films(seeds: tuple[int, ...], count: int) -> Iterator[tuple[str, Pace]]:
    """The camera's loop over a film of each kind of stretch, of each seed."""
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            rng = np.random.default_rng([seed, count])
            for kind, stretch in stretches(rng).items():
                path = Path(folder, f"{kind}.avi")
                write(path, filmed(rng, stretch, count))
                yield kind, pace(path, stretch)


def show_films(paces: list[tuple[str, Pace]]) -> dict[str, object]:
    """One row a kind of stretch: codes read of those that passed, frames a second, ms of both cores a frame."""
    click.echo(f"{'film 1280 x 720':18} {'':10} frames    codes  wrong      fps   cpu ms")
    rows: dict[str, object] = {}
    for kind in dict.fromkeys(kind for kind, _ in paces):
        whole = reduce(add, (one for name, one in paces if name == kind))
        click.echo(
            f"{kind:18} {'camera':10} {whole.frames:6d} {whole.read:4d}/{whole.codes:<4d}{len(whole.wrong):6d}"
            f"{whole.frames / whole.wall:9.1f}{1000 * whole.cpu / whole.frames:9.1f}"
        )
        rows[kind] = asdict(whole)
    return rows


@click.command(help=__doc__)
@click.option("--seed", "seeds", multiple=True, type=int, default=UNTUNED, show_default=True)
@click.option("--frames", "count", type=click.IntRange(min=1), default=100, show_default=True, help="Of each seed.")
@click.option("--photos", "folder", type=click.Path(path_type=Path, exists=True), help="Photos with an expected.csv.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("var/bench-scanner.json"), show_default=True)
def main(seeds: tuple[int, ...], count: int, folder: Path | None, output: Path) -> None:
    """Draw, read, print the table and write it as JSON. What else the machine does shows in `ms`, not in `cpu ms`."""
    click.echo(f"{'frames':18} {'reader':10} number     read  wrong   median   p95 ms   cpu ms      fps")
    figures: dict[str, object] = {"seeds": seeds}
    for kind, frames in kinds(seeds, count, folder):
        results = measure(frames, readers())
        show(kind, results)
        figures[kind] = {name: result.summary() for name, result in results.items()}
        if kind == "hard":
            figures["hard, live, by fault"] = show_faults(results["live"])
    figures["film"] = show_films(list(films(seeds, min(count, SECONDS * RATE))))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    click.echo(str(output))


if __name__ == "__main__":
    main()
