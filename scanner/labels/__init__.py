"""Labels for devices, places, cartons, papers and schools: as PDF and as ZPL; `picture` draws one to try."""

from scanner.labels.job import DoesNotFit, Job, Unprintable
from scanner.labels.label import (
    Kind,
    Label,
    carton_label,
    device_label,
    document_label,
    location_label,
    school_label,
    tag_label,
)
from scanner.labels.media import MEDIA, Media
from scanner.labels.sheet import pdf
from scanner.labels.symbol import Symbology
from scanner.labels.zpl import zpl

__all__ = [
    "MEDIA",
    "DoesNotFit",
    "Job",
    "Kind",
    "Label",
    "Media",
    "Symbology",
    "Unprintable",
    "carton_label",
    "device_label",
    "document_label",
    "location_label",
    "pdf",
    "school_label",
    "tag_label",
    "zpl",
]
