"""The environment that the scanner runs in: read and set here alone."""

import os
import sys
from collections.abc import Mapping

VARIABLES: Mapping[str, str] = os.environ


def quiet_ffmpeg() -> None:
    """Keep OpenCV's FFmpeg from the terminal, unless somebody asked to hear it; read when the first film is opened."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


def has_screen() -> bool:
    """Whether a window can be opened; without one OpenCV's windows end the whole process."""
    return sys.platform != "linux" or any(VARIABLES.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
