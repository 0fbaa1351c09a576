"""What a hand-held camera makes of a flat label: perspective, blur, motion, glare, noise, JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.bench_scanner.paper import MODULE, Gray

WIDTH, HEIGHT = 1920, 1080
FOCAL = 1700.0
FINER = 4
FAR = 1e6

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """How the label lies before the camera: pixels a module, turn in its plane, tilt out of it, where, in degrees."""

    module: float
    turn: float
    tilt: float
    towards: float
    centre: tuple[float, float]

    def project(self, points: Points, middle: Points) -> Points:
        """Points of the flat label, in its pixels, as pixels of the frame."""
        flat = (points - middle) / MODULE * self.module
        turned = flat @ _turn(self.turn).T
        axis = _turn(self.towards)
        along = turned @ axis
        depth = along[:, 1] * np.sin(np.radians(self.tilt))
        along[:, 1] *= np.cos(np.radians(self.tilt))
        return (along @ axis.T) * (FOCAL / (FOCAL + depth))[:, None] + self.centre


def pose(rng: Generator, module: tuple[float, float], turn: float, tilt: float) -> Pose:
    """A pose drawn evenly from these ranges, near the middle of the frame."""
    centre = (WIDTH / 2 + rng.uniform(-250, 250), HEIGHT / 2 + rng.uniform(-120, 120))
    return Pose(rng.uniform(*module), rng.uniform(-turn, turn), rng.uniform(0, tilt), rng.uniform(0, 360), centre)


def photograph(frame: Gray, paper: Gray, pose: Pose) -> Gray:
    """Lay the flat label into the frame, each pixel the mean of what it covers; it may lie beside it."""
    height, width = paper.shape
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    seen = pose.project(corners, np.array([width / 2, height / 2]))
    low = np.maximum(np.floor(seen.min(0)).astype(int) - 2, 0)
    high = np.minimum(np.ceil(seen.max(0)).astype(int) + 2, (frame.shape[1], frame.shape[0]))
    if (high <= low).any():
        return frame
    size = tuple(int(one) for one in (high - low) * FINER)
    fine = cv2.getPerspectiveTransform(corners.astype(np.float32), ((seen - low) * FINER).astype(np.float32))
    laid = cv2.warpPerspective(paper, fine, size, flags=cv2.INTER_LINEAR)
    there = cv2.warpPerspective(np.full_like(paper, 255), fine, size, flags=cv2.INTER_LINEAR)
    small = (size[0] // FINER, size[1] // FINER)
    value = cv2.resize(laid, small, interpolation=cv2.INTER_AREA).astype(np.float32)
    share = cv2.resize(there, small, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    part = frame[low[1] : high[1], low[0] : high[0]]
    part[:] = np.clip(value + (1 - share) * part, 0, 255)
    return frame


def blurred(frame: Gray, sigma: float) -> Gray:
    """Out of focus by so many pixels."""
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma), np.uint8)


def moved(frame: Gray, length: float, angle: float) -> Gray:
    """The camera moved by so many pixels while the shutter was open."""
    steps = np.linspace(-length / 2, length / 2, 9)
    total = np.zeros(frame.shape, np.float32)
    for step in steps:
        shift = np.array([[1, 0, step * np.cos(np.radians(angle))], [0, 1, step * np.sin(np.radians(angle))]])
        total += cv2.warpAffine(
            frame, shift, frame.shape[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
    return (total / len(steps)).astype(np.uint8)


def glared(rng: Generator, frame: Gray, centre: tuple[float, float]) -> Gray:
    """A lamp mirrored near the label."""
    x, y = np.meshgrid(np.arange(frame.shape[1], dtype=np.float32), np.arange(frame.shape[0], dtype=np.float32))
    left, top = centre[0] + rng.uniform(-150, 150), centre[1] + rng.uniform(-80, 80)
    spread = rng.uniform(30, 120)
    light = rng.uniform(60, 200) * np.exp(-((x - left) ** 2 + (y - top) ** 2) / (2 * spread * spread))
    return np.clip(frame + light, 0, 255).astype(np.uint8)


def sensed(rng: Generator, frame: Gray, noise: float, quality: int) -> Gray:
    """With the sensor's noise, and squeezed as a JPEG."""
    grain = rng.normal(0, noise, frame.shape).astype(np.float32)
    noisy = np.clip(frame + grain, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)


def _turn(degrees: float) -> Points:
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
