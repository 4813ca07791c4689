"""Pictures to networks' inputs, and maps back to pictures' pixels."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from scenes import Scene


def decode(png: bytes) -> Tensor:
    """RGB bytes [3, H, W]."""
    pixels = np.array(Image.open(io.BytesIO(png)).convert("RGB"))
    return torch.from_numpy(pixels).permute(2, 0, 1).contiguous()


def _rounded(values: Tensor) -> Tensor:
    return values.clamp_(0, 255).add_(0.5).to(torch.uint8)


@dataclass(frozen=True)
class SquarePicture:
    """A picture stretched to bytes [3, S, S]: ink [S, S], masks [n, S, S], boxes [n, 4]."""

    rgb: Tensor
    ink: Tensor
    masks: Tensor
    boxes: Tensor
    classes: Tensor
    height: int
    width: int

    @staticmethod
    def of(scene: Scene, size: int, area: bool, with_targets: bool) -> SquarePicture:
        """What detection takes of a scene; `area` averages, otherwise bilinear between pixels."""
        pixels = decode(scene.png)
        _, height, width = pixels.shape
        if area:
            image = Image.fromarray(pixels.permute(1, 2, 0).numpy())
            resized = image.resize((size, size), Image.Resampling.BOX)
            rgb = torch.from_numpy(np.array(resized)).permute(2, 0, 1)
        else:
            rgb = _rounded(F.interpolate(pixels[None].float(), (size, size), mode="bilinear"))[0]
        nothing = torch.empty(0)
        if not with_targets:
            return SquarePicture(rgb, nothing, nothing, nothing, nothing, height, width)
        ink = (pixels[0] != 255).float()[None]
        masks = torch.from_numpy(scene.masks).float()
        touched = F.adaptive_max_pool2d(torch.cat([ink, masks]), size)
        scale = torch.tensor([size / width, size / height] * 2)
        boxes = torch.tensor([_extent(mask) for mask in scene.masks]).float() * scale
        classes = torch.tensor(scene.categories)
        return SquarePicture(rgb, touched[0], touched[1:], boxes, classes, height, width)


def _extent(mask: np.ndarray) -> list[float]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return [columns[0], rows[0], columns[-1] + 1.0, rows[-1] + 1.0]


@dataclass(frozen=True)
class PixelScale:
    """(value / 255 − mean) / deviation of each channel; `border` surrounds pictures."""

    mean: Tensor
    deviation: Tensor
    border: Tensor

    def __call__(self, rgb: Tensor) -> Tensor:
        factor = 1 / (255 * self.deviation)
        return rgb * factor[:, None, None] - (self.mean / self.deviation)[:, None, None]


_CLIP_MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073])
CLIP_SCALE = PixelScale(_CLIP_MEAN, torch.tensor([0.26862954, 0.26130258, 0.27577711]), _CLIP_MEAN)
UNIT_SCALE = PixelScale(torch.zeros(3), torch.ones(3), torch.full((3,), 0.5))


@dataclass(frozen=True)
class Letterboxed:
    """A picture in the middle of a square: bytes [3, S, S], and where it lies there."""

    rgb: Tensor
    height: int
    width: int
    top: int
    left: int
    inner: tuple[int, int]

    @staticmethod
    def of(scene: Scene, size: int, scale: PixelScale) -> Letterboxed:
        pixels = decode(scene.png)
        _, height, width = pixels.shape
        longer = max(height, width)
        inner = (round(height * size / longer), round(width * size / longer))
        top, left = (size - inner[0]) // 2, (size - inner[1]) // 2
        square = (255 * scale.border + 0.5).to(torch.uint8)[:, None, None].repeat(1, size, size)
        resized = F.interpolate(pixels[None].float(), inner, mode="bicubic")[0]
        letterboxed = Letterboxed(square, height, width, top, left, inner)
        letterboxed._inside(square).copy_(_rounded(resized))
        return letterboxed

    def _inside(self, square: Tensor) -> Tensor:
        """The part of a square [..., S, S] that is picture."""
        bottom, right = self.top + self.inner[0], self.left + self.inner[1]
        return square[..., self.top : bottom, self.left : right]

    def mask(self, scene: Scene, targets: list[int], side: int) -> Tensor:
        """The union of some instances, soft at the edges, every (S/side)-th pixel [side, side]."""
        size = self.rgb.shape[-1]
        union = torch.from_numpy(scene.masks[targets].any(0)).float()
        square = torch.zeros(size, size)
        resized = F.interpolate(union[None, None], self.inner, mode="bilinear")[0, 0]
        self._inside(square).copy_(resized)
        return F.interpolate(square[None, None], (side, side), mode="nearest")[0, 0]

    def restore(self, logits: Tensor) -> Tensor:
        """Logits [N, h, h] to probabilities at the picture's size [N, H, W]."""
        size = self.rgb.shape[-1]
        square = F.interpolate(
            logits.sigmoid()[:, None], (size, size), mode="bicubic", align_corners=True
        )
        inner = self._inside(square)
        return F.interpolate(inner, (self.height, self.width), mode="bicubic")[:, 0]


def run_lengths(mask: Tensor) -> Tensor:
    """A binary mask [H, W] as COCO's run lengths: column by column, zeros first."""
    pixels = mask.t().reshape(-1)
    changes = torch.nonzero(pixels[1:] != pixels[:-1])[:, 0] + 1
    first = torch.zeros(1 + int(pixels[0]), dtype=changes.dtype)
    return torch.diff(torch.cat([first, changes, torch.tensor([pixels.numel()])]))
