"""The environment that the scanner runs in: read and set here alone."""

import os
from collections.abc import Mapping

VARIABLES: Mapping[str, str] = os.environ


def quiet_ffmpeg() -> None:
    """Keep OpenCV's FFmpeg from the terminal, unless somebody asked to hear it; read when the first film is opened."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
