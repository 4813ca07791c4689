"""What GRM-Net learns in a step: anchors, regions, masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torchvision.ops import roi_align

from grmnet import BOX_BINS, MASK_BINS, GrmNet
from pictures import SquarePicture
from regions import AnchorSampler, RegionSampler, Sampled, Targets
from text import Encoded

_SOME_INK = 1e-4


@dataclass(frozen=True)
class Example:
    """One expression of a batch: the number of its picture, and what it means there."""

    picture: int
    targets: Targets


class GrmNetLoss:
    """The five losses' sum; masks are computed of the foreground regions that there are."""

    def __init__(self, model: GrmNet, settings: dict[str, Any]) -> None:
        self._model = model
        self._rpn, self._roi = settings["rpn"], settings["roi"]
        self._ink_share = settings["loss"]["mask-target"] == "ink-share"
        self._anchors = AnchorSampler(self._rpn, torch.cat(model.anchors))
        self._regions = RegionSampler(self._roi, model.categories)

    def __call__(self, pixels: Tensor, pictures: list[SquarePicture], examples: list[Example],
                 words: Encoded) -> Tensor:
        """Pictures [P, 3, S, S] with equally many expressions each, picture after picture."""
        model, rpn = self._model, self._rpn
        levels = model.pyramid(pixels)
        rpn_text, roi_text = model.language(words)
        logits, deltas = model.rpn(levels, rpn_text)
        total = self._rpn_loss(torch.cat(logits, 1), torch.cat(deltas, 1), examples)
        proposals = model.propose(logits, deltas, rpn["pre-nms-train"], rpn["post-nms-train"])
        sampled = [self._regions(p, e.targets) for p, e in zip(proposals, examples)]
        total = total + self._box_loss(levels, roi_text, examples, proposals, sampled)
        return total + self._mask_loss(levels, pictures, examples, sampled)

    def _rpn_loss(self, logits: Tensor, deltas: Tensor, examples: list[Example]) -> Tensor:
        """Objectness and offsets, summed over the sampled anchors / (anchors · N)."""
        loss = logits.new_zeros(())
        for row, offsets, example in zip(logits, deltas, examples):
            positive, negative, wanted = self._anchors(example.targets)
            chosen = row[torch.cat([positive, negative])]
            labels = (torch.arange(len(chosen)) < len(positive)).float()
            loss = loss + F.binary_cross_entropy_with_logits(chosen, labels, reduction="sum")
            loss = loss + F.l1_loss(offsets[positive], wanted, reduction="sum")
        return loss / (self._rpn["sample"] * len(examples))

    def _box_loss(self, levels: list[Tensor], text: Tensor, examples: list[Example],
                  proposals: list[Tensor], sampled: list[Sampled]) -> Tensor:
        """Classes and offsets of the foreground's classes, sums / (regions · N)."""
        regions = torch.cat([_rows(e.picture, s.boxes) for e, s in zip(examples, sampled)])
        vectors = torch.cat(
            [self._model.vectors(s.boxes, s.members, p) for s, p in zip(sampled, proposals)]
        )
        pooled = self._model.pool(levels, regions, BOX_BINS)
        logits, deltas = self._model.box(pooled, text, vectors)
        labels = torch.cat([s.labels for s in sampled])
        shares = torch.cat([s.weights / s.weights.sum() for s in sampled]) / len(examples)
        entropy = (F.cross_entropy(logits, labels, reduction="none") * shares).sum()
        foreground = (labels < self._model.categories).nonzero()[:, 0]
        offsets = deltas[foreground, labels[foreground]]
        wanted = torch.cat([s.deltas for s in sampled])[foreground]
        return entropy + ((offsets - wanted).abs().sum(1) * shares[foreground]).sum()

    def _mask_loss(self, levels: list[Tensor], pictures: list[SquarePicture],
                   examples: list[Example], sampled: list[Sampled]) -> Tensor:
        """Cross-entropy of the inked bins, mean over all bins of the foreground."""
        slots = max(1, int(self._roi["sample"] * self._roi["positive-share"]))
        regions, labels, targets, weights = [], [], [], []
        for example, regions_of in zip(examples, sampled):
            used = min(slots, len(regions_of.matched))
            instances = example.targets.instances[regions_of.matched[:used]]
            wanted, counts = self._mask_targets(
                pictures[example.picture], regions_of.boxes[:used], instances
            )
            share = counts / (wanted[0].numel() * used * len(examples))
            regions.append(_rows(example.picture, regions_of.boxes[:used]))
            labels.append(regions_of.labels[:used])
            targets.append(wanted)
            weights.append(share)
        pooled = self._model.pool(levels, torch.cat(regions), MASK_BINS)
        logits = self._model.mask(pooled, torch.cat(labels))
        return F.binary_cross_entropy_with_logits(
            logits, torch.cat(targets), torch.cat(weights), reduction="sum"
        )

    def _mask_targets(self, picture: SquarePicture, boxes: Tensor, instances: Tensor
                      ) -> tuple[Tensor, Tensor]:
        """Targets and which bins count, [M, 28, 28] each."""
        bins = 2 * MASK_BINS
        rows = torch.cat([instances[:, None].float(), boxes], 1)
        mask = roi_align(picture.masks[:, None], rows, bins, aligned=True)[:, 0]
        ink = roi_align(picture.ink[None, None], F.pad(boxes, (1, 0)), bins, aligned=True)[:, 0]
        counts = ink > _SOME_INK if self._ink_share else ink >= 0.5
        whole = ink if self._ink_share else 1.0
        return ((mask >= 0.5 * whole) & counts).float(), counts.float()


def _rows(picture: int, boxes: Tensor) -> Tensor:
    return F.pad(boxes, (1, 0), value=float(picture))
