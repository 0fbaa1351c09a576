"""The whole story in which the things of a house are made."""

from tests.integration.chapter_users import Admitting
from tests.integration.things import Things


class Maker(Admitting):
    """Makes the things of one house, each chapter on what the one before it made."""

    def all(self) -> Things:
        self.supply()
        self.asking()
        self.orders()
        self.shipments()
        self.custody()
        self.returns()
        self.transfers()
        self.counts()
        self.users()
        self.house.pump()
        self.asked_back()
        self.split()
        return self.things
