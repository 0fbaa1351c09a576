"""How far needs are met, ranked: by category, type, region and board, of whatever part of them one looks at."""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from services.contracts.sentence import say
from services.intake.model.met import Focus, Met, total
from services.intake.model.need import Cover, Need, ranked
from services.intake.model.portrait import Standing
from services.intake.queries.picture import BoardNeeds, Group, Picture


class Rank(StrEnum):
    """Which region or board comes first."""

    LEAST = "least"
    UNMET = "unmet"


RANKS = {Rank.LEAST: say("least met first"), Rank.UNMET: say("largest unmet need first")}


@dataclass(frozen=True)
class PartMet:
    """A type, or a category."""

    code: str
    met: Met


@dataclass(frozen=True)
class RegionMet:
    """A region, and how many of its boards have what standing."""

    code: str
    name: str
    group: Group
    met: Met


@dataclass(frozen=True)
class BoardMet:
    """A board that gave a portrait."""

    code: str
    view: BoardNeeds
    met: Met


@dataclass(frozen=True)
class Overview:
    """The one picture. Regions, types and categories each stand beside their likes, whichever of them one looks at."""

    picture: Picture
    focus: Focus
    rank: Rank

    @cached_property
    def boards(self) -> Group:
        """The boards that one looks at, whether they answered or not."""
        return Group([one for one in self.picture.boards if self.focus.sees(one.board)], self.picture.day)

    @cached_property
    def met(self) -> Met:
        return self.focus.met(_needs(self.boards))

    @property
    def by_category(self) -> list[PartMet]:
        """In the categories' own order, in which they are covered."""
        totals = [one for one in self.boards.totals if self.focus.type in (None, one.type)]
        covers = [cover for one in totals for cover in one.categories]
        parts = {code: [one for one in covers if one.category == code] for code in ranked({*map(_category, covers)})}
        return [PartMet(code, total(Met(one.need, one.covered) for one in ours)) for code, ours in parts.items()]

    @property
    def by_type(self) -> list[PartMet]:
        """In the order in which pages show types."""
        codes = [total.type for total in self.boards.totals if total.need]
        return [PartMet(code, replace(self.focus, type=code).met(_needs(self.boards))) for code in codes]

    @property
    def by_region(self) -> list[RegionMet]:
        """All regions, ranked."""
        found = [
            RegionMet(group.boards[0].board.region_code, name, group, self.focus.met(_needs(group)))
            for name, group in self.picture.regions.items()
        ]
        return sorted(found, key=self._place)

    @property
    def by_board(self) -> list[BoardMet]:
        """The boards that one looks at and that ever answered, ranked."""
        answered = [one for one in self.boards.boards if one.portrait]
        found = [BoardMet(one.board.code, one, self.focus.met(one.by_type.values())) for one in answered]
        return sorted(found, key=self._place)

    @property
    def never(self) -> list[BoardNeeds]:
        """The boards that gave no portrait at all."""
        return [one for one in self.boards.boards if one.standing is Standing.MISSING]

    @property
    def stale(self) -> list[BoardNeeds]:
        """The boards whose portrait is too old to be relied on, the oldest first."""
        found = [(one.portrait.answered_at, one) for one in self.boards.boards if one.portrait]
        return [one for _, one in sorted(found, key=lambda each: each[0]) if one.standing is Standing.STALE]

    def _place(self, one: RegionMet | BoardMet) -> tuple[bool, float, int, str]:
        """Where nothing is needed comes last."""
        met, share = one.met, one.met.satisfaction
        first = 0.0 if share is None or self.rank is Rank.UNMET else share
        return (share is None, first, -met.unmet, one.code)


def _needs(group: Group) -> list[Need]:
    return [need for one in group.boards for need in one.by_type.values()]


def _category(cover: Cover) -> str:
    return cover.category
