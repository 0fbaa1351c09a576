"""Labels for devices, locations and cartons, as pictures and as a PDF sheet."""

from scanner.labels.label import Label, carton_label, device_label, location_label
from scanner.labels.picture import png
from scanner.labels.sheet import pdf

__all__ = ["Label", "carton_label", "device_label", "location_label", "pdf", "png"]
