"""Whatever people read in English they can read in French."""

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from deploy.messages import ROOT, catalogue, extract, missing, packages, update

FRENCH = 'msgid "Device {code} is unknown."\nmsgstr "L’appareil {code} est inconnu."\n'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """One sentence in code, one in a template."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "model.py").write_text('say("Device {code} is unknown.", code=1)\n', encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text("<h1>{{ _('The reserve') }}</h1>\n", encoding="utf-8")
    return tmp_path


def translate(package: Path, text: str) -> None:
    catalogue(package).parent.mkdir(parents=True)
    catalogue(package).write_text(text, encoding="utf-8")


def test_every_sentence_has_its_french():
    untranslated = {path.relative_to(ROOT).as_posix(): found for path in packages() if (found := missing(path))}
    assert untranslated == {}, "`make messages` puts them into the catalogue, to be translated there"


def test_sentences_without_french_are_named(package: Path):
    assert missing(package) == ["Device {code} is unknown.", "The reserve"]
    translate(package, FRENCH)
    assert missing(package) == ["The reserve"]


def test_a_guessed_translation_does_not_count(package: Path):
    translate(package, "#, fuzzy\n" + FRENCH)
    assert "Device {code} is unknown." in missing(package)


def test_the_update_adds_what_is_new_drops_what_is_gone_and_keeps_the_french(package: Path):
    translate(package, FRENCH + '\nmsgid "Gone."\nmsgstr "Parti."\n')
    update(package)
    written = catalogue(package).read_text(encoding="utf-8")
    assert "L’appareil {code} est inconnu." in written
    assert 'msgid "The reserve"\nmsgstr ""' in written
    assert "Gone." not in written


def test_a_second_update_changes_nothing(package: Path):
    update(package)
    first = catalogue(package).read_bytes()
    update(package)
    assert catalogue(package).read_bytes() == first


def test_a_template_that_does_not_parse_is_told(package: Path):
    (package / "templates" / "page.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateSyntaxError):
        extract(package)
