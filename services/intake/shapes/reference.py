"""The words of the reserve as they are on a day: device types, categories, models with their specifications."""

from datetime import date

from services.chassis.web.shapes import Answer


class TermAnswer(Answer):
    """A word with its names of that day, and since when it has them."""

    code: str
    name_fr: str
    name_en: str
    valid_from: date
    valid_to: date | None


class ModelAnswer(Answer):
    """A model that the reserve may hold, and what it is."""

    code: str
    maker: str
    name: str
    type: str
    screen: str
    storage: str
    cellular: str
    valid_from: date
    valid_to: date | None


class Vocabulary(Answer):
    """What may be used on `day`, in the order in which pages show it; categories first priority first."""

    day: date
    types: list[TermAnswer]
    categories: list[TermAnswer]
    models: list[ModelAnswer]
