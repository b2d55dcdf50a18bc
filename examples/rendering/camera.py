"""Take a photo of a label: project it onto a surface, then light, blur and disturb it."""

import cv2
import numpy as np
import numpy.typing as npt

from . import geometry
from .artwork import EDGE, Label
from .light import glare_map, light_map
from .shots import Shot
from .surfaces import surface

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
Rng = np.random.Generator
Window = tuple[slice, slice]

_TEXTURE = 1400
_NOISE_TILE = 1024
# Focus is lost by pixels, not by text: closer photos are not blurrier ones.
_SHARP_CAPITALS = 40.0


def _background(shot: Shot, kind: str, pose: geometry.Pose, rng: Rng) -> Pixels:
    visible = 1.25 * max(shot.width, shot.height) / pose.scale
    density = _TEXTURE / visible
    texture = surface(kind, rng, _TEXTURE, density)
    to_plane = np.array([[1 / density, 0, -visible / 2], [0, 1 / density, -visible / 2], [0, 0, 1]])
    return np.asarray(
        cv2.warpPerspective(
            texture,
            pose.homography @ to_plane,
            (shot.width, shot.height),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        ),
        np.uint8,
    )


def _window(label: Label, shot: Shot, pose: geometry.Pose) -> Window:
    landed = pose.project(geometry.corners(label))
    margin = 12 + 2 * EDGE * pose.scale
    low = np.maximum(landed.min(axis=0) - margin, 0).astype(int)
    high = np.minimum(landed.max(axis=0) + margin, (shot.width, shot.height)).astype(int)
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def _projected(label: Label, pose: geometry.Pose, window: Window) -> Pixels:
    # A little more than the photo resolves, so that the projection averages instead of inventing.
    density = min(1.25 * pose.scale, 5200 / max(label.width, label.height))
    art = label.pixels(density)
    to_plane = np.array(
        [
            [1 / density, 0, -label.width / 2 - EDGE],
            [0, 1 / density, -label.height / 2 - EDGE],
            [0, 0, 1],
        ]
    )
    to_window = np.array([[1, 0, -window[1].start], [0, 1, -window[0].start], [0, 0, 1.0]])
    size = (window[1].stop - window[1].start, window[0].stop - window[0].start)
    return np.asarray(
        cv2.warpPerspective(
            art,
            to_window @ pose.homography @ to_plane,
            size,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ),
        np.uint8,
    )


def _worn(art: Pixels, wear: float, rng: Rng) -> Plane:
    """Return the print with dirt and unevenly taken ink."""
    height, width = art.shape[:2]
    blotches = rng.standard_normal((height // 160 + 3, width // 160 + 3), np.float32)
    dirt = cv2.resize(blotches, (width, height), interpolation=cv2.INTER_CUBIC)
    shade = 1 - 0.05 * wear * np.abs(dirt)
    return np.asarray(art[..., :3] * shade[..., None], np.float32)


def _shadow(alpha: Plane, scale: float) -> Plane:
    """Return how much light the label's edge takes from the surface beside it."""
    small = cv2.resize(alpha, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(0.6, 0.5 * scale / 8))
    return np.asarray(cv2.resize(soft, alpha.shape[::-1]), np.float32)


def _out_of_focus(area: Pixels, shot: Shot, capitals: float) -> Pixels:
    sigma = max(0.45, shot.blur * capitals)
    soft = cv2.GaussianBlur(area, (0, 0), sigma)
    length = shot.motion * capitals
    if length >= 2:
        side = int(length) | 1
        kernel = np.zeros((side, side), np.float32)
        kernel[side // 2] = 1
        turn = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), shot.motion_angle, 1)
        kernel = np.asarray(cv2.warpAffine(kernel, turn, (side, side)), np.float32)
        soft = cv2.filter2D(soft, -1, kernel / kernel.sum())
    if shot.sharpening:
        halo = cv2.GaussianBlur(soft, (0, 0), 2.2)
        soft = cv2.addWeighted(soft, 1 + shot.sharpening, halo, -shot.sharpening, 0)
    return np.asarray(soft, np.uint8)


def _noisy(photo: Plane, strength: float, rng: Rng) -> Pixels:
    side = _NOISE_TILE
    gray = rng.standard_normal((side, side, 1), np.float32)
    color = rng.standard_normal((side, side, 3), np.float32)
    grain = cv2.GaussianBlur(gray + 0.45 * color, (0, 0), 0.7)
    tile = grain * np.float32(strength / grain.std())
    height, width = photo.shape[:2]
    for top in range(0, height, side):
        for left in range(0, width, side):
            area = photo[top : top + side, left : left + side]
            area += tile[: area.shape[0], : area.shape[1]]
    return np.asarray(cv2.convertScaleAbs(np.maximum(photo, 0, out=photo)), np.uint8)


def photograph(label: Label, shot: Shot, kind: str, rng: Rng) -> Pixels:
    """Return the photo as a person would hold it, in RGB."""
    pose = geometry.pose(label, shot)
    photo = _background(shot, kind, pose, rng)
    window = _window(label, shot, pose)
    art = _projected(label, pose, window)
    alpha = np.asarray(art[..., 3] / np.float32(255), np.float32)
    ground = photo[window].astype(np.float32)
    if label.raised:
        ground *= 1 - 0.45 * _shadow(alpha, pose.scale)[..., None]
    ground += (_worn(art, shot.wear, rng) - ground) * alpha[..., None]
    capitals = min(label.key_height * pose.scale, _SHARP_CAPITALS)
    photo[window] = _out_of_focus(np.clip(ground, 0, 255).astype(np.uint8), shot, capitals)
    lit = photo * light_map(shot, rng)
    if shot.glare:
        lit += glare_map(label, shot, pose, rng)
    return _noisy(lit, shot.noise, rng)
