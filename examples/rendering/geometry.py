"""Where a label lands in the photo: a flat plane seen by a tilted camera."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .artwork import Label
from .shots import Shot

Matrix = npt.NDArray[np.float64]

_FIELD = 1.15
_FULL = 0.94


@dataclass(frozen=True, slots=True)
class Pose:
    """A homography from millimeters around the label's center to pixels, and its scale."""

    homography: Matrix
    scale: float

    def project(self, points: Matrix) -> Matrix:
        """Return where points of the label's plane land in the photo."""
        mapped = np.column_stack((points, np.ones(len(points)))) @ self.homography.T
        return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


def _rotations(shot: Shot) -> Matrix:
    roll, pitch, yaw = (math.radians(each) for each in (shot.rotation, shot.pitch, shot.yaw))
    around_z = [
        [math.cos(roll), -math.sin(roll), 0],
        [math.sin(roll), math.cos(roll), 0],
        [0, 0, 1],
    ]
    around_x = [
        [1, 0, 0],
        [0, math.cos(pitch), -math.sin(pitch)],
        [0, math.sin(pitch), math.cos(pitch)],
    ]
    around_y = [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    return np.asarray(np.array(around_y) @ np.array(around_x) @ np.array(around_z), np.float64)


def _homography(shot: Shot, scale: float, center: tuple[float, float]) -> Matrix:
    focal = _FIELD * max(shot.width, shot.height)
    turned = _rotations(shot)
    plane = np.column_stack((turned[:, 0], turned[:, 1], (0.0, 0.0, focal / scale)))
    lens = np.array([[focal, 0, center[0]], [0, focal, center[1]], [0, 0, 1.0]])
    return np.asarray(lens @ plane, np.float64)


def corners(label: Label) -> Matrix:
    """Return the label's corners in its own plane."""
    x, y = label.width / 2, label.height / 2
    return np.array([[-x, -y], [x, -y], [x, y], [-x, y]])


def pose(label: Label, shot: Shot) -> Pose:
    """Place a label so that it covers the wanted part of the photo and can still be read."""
    middle = (shot.width / 2, shot.height / 2)
    trial = Pose(_homography(shot, 1.0, middle), 1.0)
    spread = np.ptp(trial.project(corners(label)), axis=0)
    fitting = min(_FULL * shot.width / spread[0], _FULL * shot.height / spread[1])
    readable = shot.least_capitals / label.key_height
    scale = float(min(fitting, max(shot.coverage * shot.width / spread[0], readable)))
    # Perspective grows with the scale, so a close-up needs a second look at its real size.
    for _ in range(3):
        spread = np.ptp(
            Pose(_homography(shot, scale, middle), scale).project(corners(label)), axis=0
        )
        excess = max(spread[0] / (_FULL * shot.width), spread[1] / (_FULL * shot.height))
        if excess > 1:
            scale /= float(excess)
    landed = Pose(_homography(shot, scale, middle), scale).project(corners(label))
    low, high = landed.min(axis=0), landed.max(axis=0)
    size = np.array([shot.width, shot.height])
    slack = (_FULL * size - (high - low)) / 2
    wanted = middle + np.array(shot.offset) * np.maximum(slack, 0)
    center = np.array(middle) + wanted - (low + high) / 2
    return Pose(_homography(shot, scale, (float(center[0]), float(center[1]))), scale)
