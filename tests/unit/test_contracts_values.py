"""Value objects cannot exist wrong: each accepts what it should and refuses the rest with its rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scanner import codes
from services.contracts.values import (
    AssetTag,
    BoardCode,
    CartonCode,
    Code,
    FreeText,
    Gtin,
    LocationCode,
    Malformed,
    SchoolCode,
    Serial,
    with_check_character,
)

GOOD: list[tuple[type[Code], str, str]] = [
    (BoardCode, " 762000 ", "762000"),
    (SchoolCode, "762217", "762217"),
    (LocationCode, "a-01-03", "A-01-03"),
    (LocationCode, "QUAI-02", "QUAI-02"),
    (Serial, "5cg0123abc", "5CG0123ABC"),
    (Gtin, "012345678905", "00012345678905"),
    (CartonCode, "106141412345678908", "106141412345678908"),
    (CartonCode, with_check_character("RC00000007"), "RC00000007C"),
    (AssetTag, with_check_character("RA00000001"), with_check_character("RA00000001")),
    (FreeText, " Écran fendu ", "Écran fendu"),
    (FreeText, "reçu mardi 2020-08-27", "reçu mardi 2020-08-27"),
    (FreeText, "commande 12345678, tél. 514 555-0123", "commande 12345678, tél. 514 555-0123"),
    (FreeText, "deux\nlignes", "deux\nlignes"),
]
BAD: list[tuple[type[Code], str]] = [
    (BoardCode, "76200"),
    (BoardCode, "ABCDEF"),
    (LocationCode, "A01-03"),
    (LocationCode, "A-1-3"),
    (Serial, ""),
    (Serial, "AB"),
    (Serial, "A B C D"),
    (Gtin, "012345678906"),
    (CartonCode, "106141412345678909"),
    (CartonCode, "RC000000070"),
    (AssetTag, "RA000000010"),
    (FreeText, "   "),
    (FreeText, "x" * 501),
    (FreeText, "l'élève TREM12345678 attend"),
    (FreeText, "trem 12345678"),
    (FreeText, "TREM 1234 5678"),
    (FreeText, "TREM-1234-5678"),
    (FreeText, "TREM: 12345678"),
    (FreeText, "TREM.12345678"),
    (FreeText, "xTREM12345678"),
    (FreeText, "un octet nul \x00 ici"),
    (BoardCode, "٧٦٢٠٠٠"),
    (BoardCode, "７６２０００"),
    (LocationCode, "A-０１-03"),
    (Gtin, "٠" * 14),
]


@pytest.mark.parametrize(("kind", "text", "clean"), GOOD)
def test_a_good_text_is_cleaned_and_kept(kind: type[Code], text: str, clean: str) -> None:
    assert kind(text) == clean
    assert type(TypeAdapter(kind).validate_python(text)) is kind


@pytest.mark.parametrize(("kind", "text"), BAD)
def test_a_bad_text_is_refused_with_its_rule(kind: type[Code], text: str) -> None:
    with pytest.raises(Malformed) as refused:
        kind(text)
    assert refused.value.rule is kind.rule
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_carton_number_makes_a_code_that_proves_itself(number: int) -> None:
    own = CartonCode.numbered(number, None)
    assert CartonCode(own) == own
    sscc = CartonCode.numbered(number, "9521234")
    assert len(sscc) == 18
    assert CartonCode(sscc) == sscc


def test_a_gs1_prefix_that_has_no_number_left_is_an_error_not_a_wrong_code() -> None:
    with pytest.raises(Malformed):
        CartonCode.numbered(10_000_000, "952123456")


@given(
    st.integers(min_value=1, max_value=99_999_999),
    st.integers(min_value=2, max_value=10),
    st.sampled_from("0123456789Z"),
)
def test_one_wrong_character_in_a_carton_code_is_caught(number: int, place: int, wrong: str) -> None:
    code = CartonCode.numbered(number, None)
    if code[place] == wrong:
        return
    with pytest.raises(Malformed):
        CartonCode(code[:place] + wrong + code[place + 1 :])


@given(st.integers(min_value=1, max_value=9_999_999))
def test_the_scanner_knows_the_codes_that_the_services_give(number: int) -> None:
    carton, tag = CartonCode.numbered(number, None), AssetTag(with_check_character(f"RA{number:08d}"))
    assert codes.parse_carton(carton) == carton
    assert codes.parse_asset_tag(tag) == tag
    assert codes.parse_carton(tag) is None
