"""Codes are told apart, and the reserve's own prove themselves."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.codes import (
    Kind,
    candidates,
    classify,
    own_location_text,
    parse_asset_tag,
    parse_carton,
    parse_document,
    parse_location,
    parse_school,
    serial_candidates,
)
from services.contracts.values import with_check_character

NUMBERS = st.integers(0, 99_999_999)
LOCATIONS = st.from_regex(r"[A-Z]{1,5}(-[0-9]{2}){1,2}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "symbology", "kind", "value"),
    [
        ("0012345678905", "EAN13", "gtin", "0012345678905"),
        ("012345678905", "UPCA", "gtin", "0012345678905"),
        ("30885909173823", "Code128", "gtin", "30885909173823"),
        ("00376123451234567894", "GS1-128", "carton", "376123451234567894"),
        ("00376123451234567894", "Code128", "carton", "376123451234567894"),
        ("]C100376123451234567894", "", "carton", "376123451234567894"),
        ("010123456789012821ABC123", "GS1-128", "serial", "ABC123"),
        ("0101234567890128" + "21ABC123\x1d240X1", "Code128", "serial", "ABC123"),
        ("8004123456ABC", "GS1DataMatrix", "asset_tag", "123456ABC"),
        ("[)>\x1e06\x1d1PABC123\x1dSXYZ12345\x1e\x04", "DataMatrix", "serial", "XYZ12345"),
        ("490154203237518", "Code128", "imei", "490154203237518"),
        ("8914800000000000001", "Code128", "iccid", "8914800000000000001"),
        ("a4:bb:6d:00:11:2f", "QRCode", "mac", "A4BB6D00112F"),
        ("001EC947D49B", "Code39", "mac", "001EC947D49B"),
        ("1PEF224A4", "Code128", "part", "EF224A4"),
        ("SC02XL0GTJGH5", "Code128", "serial", "C02XL0GTJGH5"),
        ("C02XL0GTJGH5", "Code128", "serial", "C02XL0GTJGH5"),
        ("1S20XW004AUSPF0ABC12", "Code128", "serial", "PF0ABC12"),
        ("PF0ABC12", "Code128", "serial", "PF0ABC12"),
        ("CNK8181G2C", "Code128", "serial", "CNK8181G2C"),
        ("FGGQ6D1", "Code128", "serial", "FGGQ6D1"),
        ("NXEFBAA0046240A5B77600", "Code128", "serial", "NXEFBAA0046240A5B77600"),
        ("R52N70ABCDE", "Code128", "serial", "R52N70ABCDE"),
        ("]C0CNK8181G2C", "Code128", "serial", "CNK8181G2C"),
        ("FW727", "Code128", "unknown", "FW727"),
        ("", "Code128", "unknown", ""),
    ],
)
def test_a_code_is_what_its_text_and_symbology_say(text: str, symbology: str, kind: str, value: str):
    best = classify(text, symbology)
    assert (best.kind, best.value) == (kind, value)


def test_a_wrong_check_digit_is_no_carton_and_no_gtin():
    kinds = {Kind.CARTON, Kind.GTIN}
    texts = (("00376123451234567890", "GS1-128"), ("30885909173824", "Code128"), ("012345678906", "EAN13"))
    assert not [text for text, symbology in texts if classify(text, symbology).kind in kinds]


def test_an_s_is_kept_on_offer_where_no_maker_is_recognised():
    assert [(one.kind, one.value) for one in candidates("SABCDEFGHIJ")] == [
        ("unknown", "SABCDEFGHIJ"),
        ("serial", "ABCDEFGHIJ"),
    ]


def test_an_hp_serial_that_begins_with_s_stays_whole():
    assert [one.value for one in candidates("SGH0123ABC")] == ["SGH0123ABC"]


def test_twelve_digits_are_a_surface_or_a_mac_address_and_the_neighbours_decide():
    assert {one.kind for one in candidates("012345678912")} == {Kind.SERIAL, Kind.MAC}
    assert serial_candidates([("012345678912", "Code128"), ("CNK8181G2C", "Code128")])[0] == "CNK8181G2C"
    assert serial_candidates([("012345678912", "Code128")]) == ("012345678912",)


def test_a_dell_express_service_code_is_no_second_serial():
    express = str(int("FGGQ6D1", 36))
    assert serial_candidates([(express, "Code128"), ("FGGQ6D1", "Code128")]) == ("FGGQ6D1",)


def test_what_nothing_claims_may_be_a_serial_and_a_part_number_may_not():
    assert serial_candidates([("1PEF224A4", "Code128"), ("XYZ-99-1", "Code39")]) == ("XYZ-99-1",)


@given(st.text(), st.sampled_from(["", "Code128", "EAN13", "GS1-128", "QRCode", "GS1DataMatrix", "typed"]))
@example("]C1", "Code128")
@example("]C1\x1d", "")
@example("٣" * 14, "EAN13")
@example("[)>", "DataMatrix")
def test_whatever_is_read_has_a_reading(text: str, symbology: str):
    found = candidates(text, symbology)
    assert found
    assert len(set(found)) == len(found)


@given(LOCATIONS)
def test_a_location_label_gives_its_code_back(code: str):
    text = own_location_text(code)
    assert set(text) <= set(string.digits + string.ascii_uppercase)
    assert parse_location(text) == code
    assert [(one.kind, one.value) for one in candidates(text)] == [("location", code)]


@given(NUMBERS)
def test_own_numbers_are_told_apart_by_kind(number: int):
    carton, tag, document = (with_check_character(f"{kind}{number:08d}") for kind in ("RC", "RA", "RD"))
    assert (parse_carton(carton), parse_asset_tag(tag), parse_document(document)) == (carton, tag, document)
    assert [classify(text).kind for text in (carton, tag, document)] == ["carton", "asset_tag", "document"]
    assert parse_carton(tag) is parse_asset_tag(carton) is parse_document(tag) is None


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_school_gives_its_six_digits_back(code: str):
    assert parse_school(with_check_character(f"RS{code}")) == code
    assert classify(with_check_character(f"RS{code}")).kind is Kind.SCHOOL


@given(NUMBERS, st.integers(2, 10), st.sampled_from(string.digits + string.ascii_uppercase))
def test_one_wrong_character_is_noticed(number: int, place: int, wrong: str):
    text = with_check_character(f"RC{number:08d}")
    changed = text[:place] + wrong + text[place + 1 :]
    assert (parse_carton(changed) is None) == (changed != text)


@pytest.mark.parametrize("code", ["", "a-01", "A01", "ABCDEF-01", "A-1", "A-01-02-03", "A-01\n", "A-٠١"])
def test_a_malformed_location_has_no_label(code: str):
    with pytest.raises(ValueError, match="location"):
        own_location_text(code)
