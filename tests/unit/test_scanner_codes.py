"""Codes are told apart, and the reserve's own prove themselves."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scanner.codes import (
    Kind,
    candidates,
    classify,
    own_document_text,
    own_location_text,
    parse_asset_tag,
    parse_carton,
    parse_document,
    parse_location,
    parse_school,
    read_label,
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
        # Several identifiers in one symbol; group separators before, between and behind; a carton with its content.
        ("\x1d0100012345678905" + "21ABC123\x1d", "Code128", "serial", "ABC123"),
        ("010001234567890517" + "990231" + "10LOT1\x1d21ABC123", "GS1DataMatrix", "serial", "ABC123"),
        ("00376123451234567894" + "0200012345678905" + "3724", "GS1-128", "carton", "376123451234567894"),
        ("0200012345678905" + "3724", "Code128", "unknown", "02000123456789053724"),
        ("240MYLD2C/A\x1d21ABC123", "GS1-128", "serial", "ABC123"),
        ("240MYLD2C/A", "GS1-128", "part", "MYLD2C/A"),
        ("0100012345678905", "GS1-128", "gtin", "00012345678905"),
        ("(01)00012345678905(21)ABC123", "Code128", "serial", "ABC123"),
        ("376123451234567894", "Typed", "carton", "376123451234567894"),
        ("01234565", "UPCE", "gtin", "0012345000065"),
        ("https://id.gs1.org/01/00012345678905/21/ABC123", "QRCode", "serial", "ABC123"),
        ("HTTPS://example.com/d/01/0012345678905/21/ABC123?17=990231", "QRCode", "serial", "ABC123"),
        ("https://id.gs1.org/00/376123451234567894?02=00012345678905&37=25", "QRCode", "carton", "376123451234567894"),
        ("https://example.com/support", "QRCode", "unknown", "https://example.com/support"),
        ("[)>\x1e05\x1d0100012345678905\x1d21ABC123\x1e\x04", "DataMatrix", "serial", "ABC123"),
        ("[)>\x1e06\x1d30PABC\x1d23SA4BB6D00112F\x1e\x04", "DataMatrix", "part", "ABC"),
        ("[)>\x1e06\x1d3SBOX77\x1d7Q5EA\x1e\x04", "QRCode", "carton", "BOX77"),
        ("[)>06\x1dS5CG0123ABC\x1d1P9UZ86UT\x1e\x04", "Typed", "serial", "5CG0123ABC"),
        ("[)>\x1e12\x1dMFR 1D381\x1dPNR P-77\x1dSER 786950\x1e\x04", "DataMatrix", "serial", "786950"),
        ("23SA4BB6D00112F", "Code128", "mac", "A4BB6D00112F"),
        ("MYLD2C/A", "Code128", "part", "MYLD2C/A"),
        ("SM-T510NZDAXAC", "Code128", "part", "SM-T510NZDAXAC"),
        ("NX.HPWAA.00D", "Code128", "part", "NX.HPWAA.00D"),
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


def test_a_code_of_gs1_or_of_a_shop_with_a_wrong_check_digit_is_no_serial_either():
    for text, symbology in (
        ("00376123451234567890", "GS1-128"),
        ("0012345678900", "EAN13"),
        ("\x1d91ABCDEF", "Code128"),
    ):
        assert serial_candidates([(text, symbology)]) == ()
    assert serial_candidates([("0100012345678900" + "21ABC123", "GS1-128")]) == ("ABC123",)


# As they stand side by side on a box: what is offered as its serial, likeliest first.
BOXES = {
    "Dell": (["FGGQ6D1", str(int("FGGQ6D1", 36)), "0" + str(int("FGGQ6D1", 36)), "1PLAT3310-QC"], ["FGGQ6D1"]),
    "HP": (["5CG0123ABC", "1P9UZ86UT", "S5CG0123ABC", "193905123456"], ["5CG0123ABC", "193905123456"]),
    "Apple": (["SDMPXK0ABQ1GC", "1PMYLD2C/A", "MYLD2C/A", "352099001761481"], ["DMPXK0ABQ1GC"]),
    "Lenovo": (["1S20T7S0MP00PF0ABC12", "PF0ABC12", "23SA4BB6D00112F"], ["PF0ABC12"]),
    "Acer": (["NXEFBAA0046240A5B77600", "62442423760", "NX.HPWAA.00D"], ["NXEFBAA0046240A5B77600"]),
    "Samsung": (["R52N70ABCDE", "352099001761481", "35209900176148", "SM-T510NZDAXAC"], ["R52N70ABCDE"]),
    "Surface": (["012345678912", "1PTNV-00001", "A4BB6D00112F"], ["012345678912"]),
}


@pytest.mark.parametrize("maker", list(BOXES))
def test_a_makers_box_offers_its_serial_first(maker: str):
    codes, serials = BOXES[maker]
    for order in (codes, codes[::-1]):
        assert list(serial_candidates([(text, "Code128") for text in order])) == serials


def test_a_box_says_its_part_number_too():
    label = read_label([("1S20T7S0MP00PF0ABC12", "Code128")])
    assert [one.value for one in label.of(Kind.PART)] == ["20T7S0MP00"]


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


READ = st.one_of(
    st.text(max_size=30),
    st.text("0123456789ABCDEFS()[>\x1d\x1e\x04/:.-", max_size=40),
    st.sampled_from(
        ["]C1", "[)>\x1e06\x1d", "[)>\x1e05\x1d", "[)>\x1e12\x1d", "https://id.gs1.org/", "http://[", "(01)"]
    ).flatmap(lambda head: st.text("0123456789ABCS/\x1d%?=&()", max_size=40).map(lambda rest: head + rest)),
)
SYMBOLOGIES = st.sampled_from(["", "Code128", "EAN13", "UPCE", "GS1-128", "QRCode", "GS1DataMatrix", "Typed"])
# What each of these looks like is no serial, though a maker's pattern may fit it.
NO_SERIALS = st.sampled_from(
    [
        ("0012345678905", "EAN13"),
        ("30885909173823", "Code128"),
        ("490154203237518", "Code128"),
        ("F4BB6D00112F", "Code128"),
        ("012345678912", "Code128"),
        ("8914800000000000001", "Code128"),
    ]
)
SERIALS = st.sampled_from(
    ["5CG0123ABC", "C02XL0GTJGH5", "PF0ABC12", "FGGQ6D1", "NXEFBAA0046240A5B77600", "R52N70ABCDE"]
)


@given(READ, SYMBOLOGIES)
def test_nothing_that_is_read_breaks_it_and_a_value_is_read_as_itself(text: str, symbology: str):
    found = candidates(text, symbology)
    assert found == candidates(text, symbology)
    label = read_label([(text, symbology)])
    assert {(one.text, one.symbology) for code in label.codes for one in code} == {(text, symbology)}
    for serial in label.serials:
        assert serial.value in [one.value for one in read_label([(serial.value, "")]).plain]


@given(st.lists(NO_SERIALS, max_size=4), SERIALS, st.sampled_from(["", "S"]), st.randoms())
def test_a_number_is_never_the_likeliest_serial_where_a_serial_is(others, serial: str, prefix: str, random):
    codes = [*others, (prefix + serial, "Code128")]
    random.shuffle(codes)
    assert serial_candidates(codes)[0] == serial


@given(st.lists(st.tuples(READ, SYMBOLOGIES), max_size=5))
def test_a_label_offers_each_value_once_with_the_code_it_came_from(codes):
    label = read_label(codes)
    values = [one.value for one in label.serials]
    assert len(set(values)) == len(values)
    assert all((one.text, one.symbology) in codes for one in label.serials)
    assert tuple(values) == serial_candidates(codes)


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


@given(st.from_regex(r"[A-Z][0-9]{6}", fullmatch=True))
def test_the_label_of_a_paper_gives_its_number_back(number: str):
    text = own_document_text(number)
    assert parse_document(text) == number
    assert [(one.kind, one.value) for one in candidates(text)] == [("document", number)]


@pytest.mark.parametrize("number", ["", "E12345", "E1234567", "1234567", "é000012"])
def test_what_is_no_number_of_a_paper_has_no_label(number: str):
    with pytest.raises(ValueError, match="number of a document"):
        own_document_text(number)


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
