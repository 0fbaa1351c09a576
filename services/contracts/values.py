"""Value objects that cannot exist wrong: board, school, location, zone, serial, asset tag, carton, SSCC, GTIN."""

import re
from typing import Any, ClassVar, Self

from biip.checksums import gs1_standard_check_digit
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

from services.contracts.sentence import Sentence, say


class Malformed(ValueError):
    """A text breaks the rule of its code; `rule` says it to a person."""

    def __init__(self, rule: Sentence) -> None:
        super().__init__(str(rule))
        self.rule = rule


class Code(str):
    """A text proven on creation: `Malformed` carries the rule it breaks. Compares, hashes and stores as plain text."""

    pattern: ClassVar[str] = ""
    rule: ClassVar[Sentence] = say("This code is not well formed.")

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if type(text) is cls:
            return text
        text = cls.clean(str(text))
        if not re.fullmatch(cls.pattern, text, re.ASCII) or not cls.proves(text):
            raise Malformed(cls.rule)
        return super().__new__(cls, text)

    @classmethod
    def clean(cls, text: str) -> str:
        """What people and readers add without meaning it: blanks around, small letters."""
        return text.strip().upper()

    @classmethod
    def proves(cls, text: str) -> bool:
        """Whether the check digit or character, where there is one, is right."""
        return True

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(max_length=2000),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )


class BoardCode(Code):
    """A board's Ministry code: six digits, `762000`."""

    pattern = r"\d{6}"
    rule = say("A board code is six digits, for example 762000.")


class SchoolCode(Code):
    """A school's Ministry code: six digits. Most share their board's first three; not all, so that is no rule."""

    pattern = r"\d{6}"
    rule = say("A school code is six digits, for example 762217.")


class LocationCode(Code):
    """A place of the warehouse: `A-01-03` (aisle, bay, level), `QUAI-02` (a dock). Walking order is text order."""

    pattern = r"[A-Z]{1,5}(-\d{2}){1,2}"
    rule = say("A location is an aisle and one or two numbers of two digits, for example A-01-03 or QUAI-02.")


class ZoneCode(Code):
    """A zone of the warehouse, what its locations begin with: `A` (an aisle) or `A-01` (a bay)."""

    pattern = r"[A-Z]{1,5}(-\d{2})?"
    rule = say("A zone is what its locations begin with: an aisle, for example A, or a bay, for example A-01.")

    def covers(self, location: str | None) -> bool:
        """Whether a location is of this zone."""
        return location is not None and (location == self or location.startswith(f"{self}-"))


class Serial(Code):
    """A maker's serial number, unique only together with its maker."""

    pattern = r"[A-Z0-9][A-Z0-9/.\-]{3,31}"
    rule = say("A serial has 4 to 32 letters, digits, hyphens, dots or slashes.")


class Gtin(Code):
    """A trade item number as GTIN-14 (GS1 General Specifications, section 7.9: modulo-10 check digit)."""

    pattern = r"\d{14}"
    rule = say("A GTIN has 8, 12, 13 or 14 digits, the last one a check digit.")

    @classmethod
    def clean(cls, text: str) -> str:
        text = text.strip()
        return text.zfill(14) if len(text) in (8, 12, 13) else text

    @classmethod
    def proves(cls, text: str) -> bool:
        return gs1_standard_check_digit(text[:-1]) == int(text[-1])


class CartonCode(Code):
    """A carton's own number: an SSCC-18, or `RC` + 8 + a check character (ISO 7064, mod 37,36) without a GS1 prefix."""

    pattern = r"\d{18}|RC[0-9A-Z]{9}"
    rule = say("A carton is an SSCC of 18 digits or RC and nine letters or digits, the last one a check.")

    @classmethod
    def proves(cls, text: str) -> bool:
        if text.isdigit():
            return gs1_standard_check_digit(text[:-1]) == int(text[-1])
        return has_check_character(text)

    @classmethod
    def numbered(cls, number: int, gs1_prefix: str | None) -> Self:
        """The code of carton `number` (from 1): an SSCC under the GS1 company prefix, where one is licensed."""
        if gs1_prefix is None:
            return cls(with_check_character(f"RC{number:08d}"))
        digits = "0" + gs1_prefix + str(number).zfill(16 - len(gs1_prefix))
        return cls(digits + str(gs1_standard_check_digit(digits)))


class AssetTag(Code):
    """The reserve's own tag on a device: `RA` + 8 + a check character (ISO 7064, mod 37,36)."""

    pattern = r"RA[0-9A-Z]{9}"
    rule = say("An asset tag is RA and nine letters or digits, the last one a check.")

    @classmethod
    def proves(cls, text: str) -> bool:
        return has_check_character(text)


def with_check_character(text: str) -> str:
    """`text` (A-Z, 0-9) with its ISO 7064 mod 37,36 check character behind."""
    return text + str(mod_37_36.calc_check_digit(text))


def has_check_character(text: str) -> bool:
    try:
        mod_37_36.validate(text)
    except ValidationError:
        return False
    return True


# Four letters and eight digits, as people write them: in one piece, or in groups of four. A date after a word is none.
CODE_PERMANENT = re.compile(
    r"(?:[A-Z]{4}|(?<![A-Z])[A-Z]{4}[\W_]{1,3})\d{4}[\W_]?\d{4}(?!\d)", re.ASCII | re.IGNORECASE
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class FreeText(Code):
    """What a person writes: up to 500 characters, and no student's code permanent (4 letters, 8 digits) in it."""

    pattern = r"(?s).{1,500}"
    rule = say("Write 1 to 500 characters, and never a student's code permanent (4 letters and 8 digits).")

    @classmethod
    def clean(cls, text: str) -> str:
        return text.strip()

    @classmethod
    def proves(cls, text: str) -> bool:
        return not CODE_PERMANENT.search(text) and not CONTROL.search(text)
