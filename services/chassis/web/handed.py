"""Files that a page hands back as fields: no page may fill a field for files, so these are taken for files here."""

import binascii
import io
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import IO, Any

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

PREFIX = "handed-file."


def handed(name: str, file: FileStorage) -> tuple[str, str]:
    """The field that hands a file back: its name and type, and its bytes in letters that no form need escape."""
    file.seek(0)
    parts = ((file.filename or "").encode(), file.mimetype.encode(), file.read())
    return PREFIX + name, ".".join(urlsafe_b64encode(part).decode() for part in parts)


class Parser(FormDataParser):
    """The library's, which then takes such fields for the files that they are."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        if not any(name.startswith(PREFIX) for name in form):
            return rest, form, files
        fields, found = [], list(files.items(multi=True))
        for name, value in form.items(multi=True):
            file = _file(name, value)
            if file is None:
                fields.append((name, value))
            else:
                found.append((name.removeprefix(PREFIX), file))
        kind: Any = self.cls
        return rest, kind(fields), kind(found)


class FormRequest(Request):
    """A request whose form may hand files back."""

    form_data_parser_class = Parser


def _file(name: str, value: str) -> FileStorage | None:
    """None for another field; what is garbled stays the field that it is, which no form knows."""
    if not name.startswith(PREFIX) or value.count(".") != 2:
        return None
    try:
        filename, mimetype, content = (urlsafe_b64decode(part) for part in value.split("."))
        named, kind = filename.decode(), mimetype.decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    return FileStorage(io.BytesIO(content), named, name.removeprefix(PREFIX), kind)
