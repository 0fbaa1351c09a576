"""What the log lacks or has twice: what one service tells of one subject is counted from one on, without a gap."""

from services.audit.difference import Difference, broken


class Holes:
    """The last number heard of each (source, subject), and the numbers before it that are still to come."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], int] = {}
        self._lacking: dict[tuple[str, str], set[int]] = {}
        self._twice: list[Difference] = []

    def take(self, source: str, subject: str, sequence: int, position: int) -> None:
        """Note an event. One that was set aside may come after those that were told after it."""
        about = source, subject
        last = self._last.get(about, 0)
        if sequence == last + 1:
            self._last[about] = sequence
        elif sequence > last:
            self._lacking.setdefault(about, set()).update(range(last + 1, sequence))
            self._last[about] = sequence
        elif sequence in self._lacking.get(about, ()):
            self._lacking[about].discard(sequence)
        else:
            name = f"{source}/{subject}/{sequence}"
            told = broken("twice_told", name, subject, source=source, sequence=sequence, position=position)
            self._twice.append(told)

    def broken(self) -> list[Difference]:
        """What never came, and what came twice."""
        gaps = [
            broken("gap", "/".join(about), about[1], source=about[0], heard=last - len(few), told=last)
            for about, last in self._last.items()
            if (few := self._lacking.get(about))
        ]
        return self._twice + gaps
