"""Uneven light and reflections, computed coarsely because both are smooth."""

import math

import cv2
import numpy as np
import numpy.typing as npt

from .artwork import Label
from .geometry import Matrix, Pose
from .shots import Shot

Plane = npt.NDArray[np.float32]
Rng = np.random.Generator

_COARSE = 16


def _grid(shot: Shot) -> tuple[Plane, Plane]:
    rows, columns = shot.height // _COARSE, shot.width // _COARSE
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    return x / columns, y / rows


def _enlarged(coarse: Plane, shot: Shot) -> Plane:
    size = (shot.width, shot.height)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)


def light_map(shot: Shot, rng: Rng) -> Plane:
    """Return the gain of every pixel and color: a slope, a vignette and the lamp's tint."""
    x, y = _grid(shot)
    angle = rng.uniform(0, 2 * math.pi)
    slope = (x - 0.5) * math.cos(angle) + (y - 0.5) * math.sin(angle)
    vignette = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * 0.35
    gain = shot.brightness * (1 + 2 * shot.unevenness * slope - vignette)
    tint = np.array([1 + shot.warmth / 2, 1.0, 1 - shot.warmth], np.float32)
    return _enlarged(np.asarray(gain[..., None] * tint, np.float32), shot)


def _spot(label: Label, shot: Shot, pose: Pose, rng: Rng) -> Matrix:
    """Return where a lamp is reflected; a person would have moved it off the serial."""
    half = np.array([label.width / 2, label.height / 2])
    candidates = rng.uniform(-1.1, 1.1, (shot.glare_tries, 2)) * half
    lows = np.array([[box.left, box.top] for box in label.key_boxes]) - half
    highs = np.array([[box.right, box.bottom] for box in label.key_boxes]) - half
    nearest = np.clip(candidates[:, None], lows, highs)
    gaps = np.linalg.norm(candidates[:, None] - nearest, axis=2).min(axis=1)
    return np.asarray(pose.project(candidates)[int(gaps.argmax())], np.float64)


def glare_map(label: Label, shot: Shot, pose: Pose, rng: Rng) -> Plane:
    """Return the light that reflections add."""
    x, y = _grid(shot)
    center = _spot(label, shot, pose, rng) / np.array([shot.width, shot.height])
    size = pose.scale * label.width / shot.width * rng.uniform(0.07, 0.14)
    stretch, angle = rng.uniform(1, 2.5), rng.uniform(0, math.pi)
    across, down = x - np.float32(center[0]), (y - np.float32(center[1])) * shot.height / shot.width
    along = across * math.cos(angle) + down * math.sin(angle)
    beside = -across * math.sin(angle) + down * math.cos(angle)
    distance = (along / (size * stretch)) ** 2 + (beside / size) ** 2
    # A bright core with a wide, weak haze around it, as on glossy film.
    spot = np.exp(-distance) * 230 + np.exp(-distance / 6) * 45
    return _enlarged(np.asarray(shot.glare * spot, np.float32), shot)[..., None]
