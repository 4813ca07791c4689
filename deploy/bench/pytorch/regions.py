"""Anchors, proposals, sampled regions and references of GRM-Net, on torchvision's geometry."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Sequence

import torch
from torch import Tensor
from torchvision.models.detection._utils import BalancedPositiveNegativeSampler, BoxCoder, Matcher
from torchvision.ops import box_iou, clip_boxes_to_image, nms, remove_small_boxes, roi_align

RPN_CODER = BoxCoder((1.0, 1.0, 1.0, 1.0))
ROI_CODER = BoxCoder((10.0, 10.0, 5.0, 5.0))


def anchors(size: int, strides: Sequence[int], sides: Sequence[int], ratios: Sequence[float]
            ) -> list[Tensor]:
    """Boxes of each level [H·W·A, 4], centred on the cells' top left corners."""
    levels = []
    roots = torch.tensor([math.sqrt(ratio) for ratio in ratios])
    for stride, side in zip(strides, sides):
        cells = torch.arange(size // stride) * float(stride)
        y, x = torch.meshgrid(cells, cells, indexing="ij")
        half = torch.stack([side / roots / 2, side * roots / 2], -1)
        shape = torch.cat([-half, half], -1)
        corners = torch.stack([x, y, x, y], -1).reshape(-1, 1, 4)
        levels.append((corners + shape).reshape(-1, 4))
    return levels


@dataclass(frozen=True)
class Targets:
    """What one expression means: boxes [m, 4], classes [m], and the instances' indices [m]."""

    boxes: Tensor
    classes: Tensor
    instances: Tensor


@dataclass(frozen=True)
class Proposer:
    """From the RPN's logits and offsets to proposals, best first."""

    anchors: list[Tensor]
    size: int
    threshold: float

    @torch.no_grad()
    def __call__(self, logits: list[Tensor], deltas: list[Tensor], before: int, after: int
                 ) -> list[Tensor]:
        """Logits [N, A_l] and offsets [N, A_l, 4] of each level; proposals [P, 4] of each n."""
        return [
            self._one([x[n] for x in logits], [x[n] for x in deltas], before, after)
            for n in range(len(logits[0]))
        ]

    def _one(self, logits: list[Tensor], deltas: list[Tensor], before: int, after: int) -> Tensor:
        boxes, scores = [], []
        for level_anchors, level_logits, level_deltas in zip(self.anchors, logits, deltas):
            best, index = level_logits.topk(min(before, len(level_logits)))
            level = RPN_CODER.decode_single(level_deltas[index], level_anchors[index])
            level = clip_boxes_to_image(level, (self.size, self.size))
            large = remove_small_boxes(level, 1e-6)
            level, best = level[large], best[large]
            kept = nms(level, best, self.threshold)[:after]
            boxes.append(level[kept])
            scores.append(best[kept])
        all_scores = torch.cat(scores)
        return torch.cat(boxes)[all_scores.topk(min(after, len(all_scores))).indices]


class AnchorSampler:
    """Which anchors an expression's objectness and offsets are learnt from."""

    def __init__(self, settings: dict[str, Any], all_anchors: Tensor) -> None:
        self._anchors = all_anchors
        self._matcher = Matcher(settings["positive-iou"], settings["negative-iou"], True)
        self._sampler = BalancedPositiveNegativeSampler(
            settings["sample"], settings["positive-share"]
        )

    @torch.no_grad()
    def __call__(self, targets: Targets) -> tuple[Tensor, Tensor, Tensor]:
        """Positive anchors, negative ones, and the offsets of the positives."""
        matched = self._matcher(box_iou(targets.boxes, self._anchors))
        labels = torch.where(matched >= 0, 1, torch.where(matched == -1, 0, -1))
        (positive,), (negative,) = self._sampler([labels])
        positive, negative = positive.nonzero()[:, 0], negative.nonzero()[:, 0]
        deltas = RPN_CODER.encode_single(targets.boxes[matched[positive]], self._anchors[positive])
        return positive, negative, deltas


@dataclass(frozen=True)
class Sampled:
    """R regions of an expression, foreground first.

    `members` are places among the proposals, −1 for ground truth; `matched` are the targets of the
    foreground, of which there are `len(matched)`.
    """

    boxes: Tensor
    members: Tensor
    labels: Tensor
    matched: Tensor
    deltas: Tensor
    weights: Tensor


class RegionSampler:
    """Which proposals (and ground truth) the heads learn from."""

    def __init__(self, settings: dict[str, Any], background: int) -> None:
        self._count = settings["sample"]
        threshold = settings["foreground-iou"]
        self._matcher = Matcher(threshold, threshold, True)
        self._sampler = BalancedPositiveNegativeSampler(self._count, settings["positive-share"])
        self._background = background

    @torch.no_grad()
    def __call__(self, proposals: Tensor, targets: Targets) -> Sampled:
        candidates = torch.cat([proposals, targets.boxes])
        matched = self._matcher(box_iou(targets.boxes, candidates))
        (positive,), (negative,) = self._sampler([(matched >= 0).to(torch.int64)])
        foreground = positive.nonzero()[:, 0]
        valid = torch.cat([foreground, negative.nonzero()[:, 0]])
        # Where there are too few, the chosen ones are repeated without weight: R is fixed.
        order = valid[torch.arange(self._count) % len(valid)]
        labels = torch.full((self._count,), self._background)
        targets_of = matched[foreground]
        labels[: len(foreground)] = targets.classes[targets_of]
        deltas = torch.zeros(self._count, 4)
        deltas[: len(foreground)] = ROI_CODER.encode_single(
            targets.boxes[targets_of], candidates[foreground]
        )
        members = torch.where(order < len(proposals), order, -1)
        weights = (torch.arange(self._count) < len(valid)).float()
        return Sampled(candidates[order], members, labels, targets_of, deltas, weights)


def position_and_references(
    boxes: Tensor, members: Tensor, listed: Tensor, count: int, size: float
) -> Tensor:
    """Each region's place and its K references relative to its centre, [R, 5 + 5K].

    A region is never its own reference; missing references are zeros.
    """
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    edge = boxes.new_tensor([0.0, 0.0, 1.0, 1.0])
    place = torch.cat([(boxes - edge) / size, area[:, None] / size**2], 1)
    self_place = torch.where(members < 0, len(listed), members)
    index = torch.arange(count).expand(len(boxes), -1)
    index = index + (index >= self_place[:, None])
    there = index < len(listed)
    reference = listed[index.clamp(max=len(listed) - 1)]
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    sides = (boxes[:, 2:] - boxes[:, :2]).clamp(min=1)
    corners = (reference - centre.repeat(1, 2)[:, None]) / sides.repeat(1, 2)[:, None]
    areas = (reference[..., 2:] - reference[..., :2]).prod(-1) / sides.prod(1)[:, None]
    relative = torch.cat([corners, areas[..., None]], -1) * there[..., None]
    return torch.cat([place, relative.flatten(1)], 1)


@dataclass(frozen=True)
class Pooler:
    """RoIAlign from the level that fits a region's size, P5 at most."""

    finest: int
    canonical: float
    samples: int

    def __call__(self, levels: list[Tensor], regions: Tensor, bins: int) -> Tensor:
        """Regions [R, 5]: picture, box; gives [R, C, bins, bins]."""
        sides = (regions[:, 3:] - regions[:, 1:3]).clamp(min=0).prod(1).sqrt()
        wanted = torch.floor(4 + torch.log2(sides / self.canonical + 1e-8))
        wanted = wanted.clamp(self.finest, 5).long() - self.finest
        pooled = levels[0].new_empty(len(regions), levels[0].shape[1], bins, bins)
        for level, map_ in enumerate(levels[:-1]):
            index = (wanted == level).nonzero()[:, 0]
            scale = 1 / (1 << (self.finest + level))
            pooled[index] = roi_align(
                map_, regions[index], bins, scale, self.samples or -1, aligned=True
            )
        return pooled
