"""Each reader over each kind of frame: what was read, what was read wrongly, and how long it took."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter, process_time

from tests.bench_scanner.frames import Frame
from tests.bench_scanner.readers import Reader


@dataclass
class Result:
    """What one reader made of one kind of frame."""

    whole: list[bool] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    faults: list[tuple[dict[str, float], bool]] = field(default_factory=list)

    def add(self, frame: Frame, read: set[str], ms: float, cpu: float) -> None:
        """Count a frame as read when every text on it was; a text that is not on it is wrong."""
        self.whole.append(frame.texts <= read)
        self.wrong.extend(sorted(read - frame.texts - frame.beside))
        self.faults.append((frame.faults, self.whole[-1]))
        self.ms.append(ms)
        self.cpu.append(cpu)

    def summary(self) -> dict[str, object]:
        """The figures that the table shows, and every wrong text."""
        return {
            "frames": len(self.whole),
            "read": round(sum(self.whole) / len(self.whole), 4),
            "wrong": self.wrong,
            "ms_median": round(median(self.ms), 1),
            "ms_p95": round(quantiles(self.ms, n=20)[-1] if len(self.ms) > 1 else self.ms[0], 1),
            "cpu_ms_median": round(median(self.cpu), 1),
            "frames_per_second": round(1000 * len(self.ms) / sum(self.ms), 1),
        }


def measure(frames: Iterable[Frame], readers: dict[str, Reader]) -> dict[str, Result]:
    """Let each reader see each frame, in turn, so that a busy machine slows all of them alike."""
    results = {name: Result() for name in readers}
    for frame in frames:
        for name, read in readers.items():
            start, used = perf_counter(), process_time()
            texts = read(frame.image)
            results[name].add(frame, texts, (perf_counter() - start) * 1000, (process_time() - used) * 1000)
    return results
