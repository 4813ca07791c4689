"""GRM-Net: an instance segmenter whose proposals and regions are fused with the expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.ops import batched_nms, clip_boxes_to_image, nms, remove_small_boxes

from layers import Norms, TiledConv, conv, conv_norm_relu, linear
from regions import ROI_CODER, Pooler, Proposer, anchors, position_and_references
from resnet import Pyramid, ResNet
from text import Encoded

BOX_BINS, MASK_BINS = 7, 14


class LanguageEncoder(nn.Module):
    """Word embedding, linear layer, bidirectional LSTM; a text vector for each fusion."""

    def __init__(self, settings: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        hidden, channels = settings["hidden"], settings["channels"]
        self.embedding = nn.Embedding(vocabulary, settings["embedding"])
        self.dropout = nn.Dropout(settings["dropout"])
        self.project = linear(settings["embedding"], settings["input"])
        self.lstm = nn.LSTM(settings["input"], hidden, bidirectional=True, batch_first=True)
        self.rpn, self.roi = (
            nn.Sequential(
                linear(2 * hidden, channels),
                nn.ReLU(),
                nn.Dropout(settings["dropout"]),
                linear(channels, channels),
                nn.ReLU(),
            )
            for _ in range(2)
        )
        self._last_step = settings["final-state"] == "last-step"

    def forward(self, words: Encoded) -> tuple[Tensor, Tensor]:
        """Text vectors for the RPN and for the regions, [N, C] each."""
        steps = F.relu(self.project(self.dropout(self.embedding(words.ids))))
        packed = pack_padded_sequence(steps, words.lengths, True, enforce_sorted=False)
        states, (last, _) = self.lstm(packed)
        if self._last_step:
            rows, _ = pad_packed_sequence(states, batch_first=True)
            sentence = rows[torch.arange(len(rows)), words.lengths - 1]
        else:
            sentence = torch.cat([last[0], last[1]], 1)
        return self.rpn(sentence), self.roi(sentence)


def _coordinates(side: int) -> Tensor:
    """Left, top, right, bottom, centre in −1 to 1, and 1/W, 1/H of each cell [1, 8, side, side]."""
    low = 2 * torch.arange(side) / side - 1
    y, x = torch.meshgrid(low, low, indexing="ij")
    size = torch.full_like(x, 1 / side)
    cell = 2 / side
    return torch.stack(
        [x, y, x + cell, y + cell, x + cell / 2, y + cell / 2, size, size]
    )[None]


class RpnFusion(nn.Module):
    """Expression, map and coordinates fused; objectness and offsets. Levels share the weights."""

    def __init__(self, settings: dict[str, Any], norms: Norms, maps: int, text: int,
                 sides: list[int]) -> None:
        super().__init__()
        channels, ratios = settings["channels"], len(settings["anchor-ratios"])
        self.fuse = TiledConv([maps, 8], [text], channels)
        self.fuse_norm = nn.Sequential(norms(channels), nn.ReLU(inplace=True))
        self.again = conv_norm_relu(norms, channels, channels, 3)
        self.head = nn.Sequential(
            conv(channels, channels, 3, bias=True), nn.ReLU(inplace=True)
        )
        nn.init.normal_(self.head[0].weight, std=(2 / 9) ** 0.5)
        self.objectness = conv(channels, ratios, 1, bias=True)
        self.deltas = conv(channels, 4 * ratios, 1, bias=True)
        for layer in (self.objectness, self.deltas):
            nn.init.normal_(layer.weight, std=0.01)
        for level, side in enumerate(sides):
            self.register_buffer(f"coordinates{level}", _coordinates(side), persistent=False)

    def forward(self, levels: list[Tensor], text: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Logits [N, A_l] and offsets [N, A_l, 4] of each level."""
        logits, deltas = [], []
        for level, map_ in enumerate(levels):
            places = getattr(self, f"coordinates{level}")
            x = self.again(self.fuse_norm(self.fuse([map_, places], [text])))
            x = self.head(F.normalize(x, dim=1))
            logits.append(self.objectness(x).permute(0, 2, 3, 1).flatten(1))
            deltas.append(self.deltas(x).permute(0, 2, 3, 1).reshape(len(x), -1, 4))
        return logits, deltas


class BoxHead(nn.Module):
    """Region, expression, position and references to classes and boxes."""

    def __init__(self, settings: dict[str, Any], norms: Norms, maps: int, text: int, vectors: int,
                 categories: int) -> None:
        super().__init__()
        if settings["convs"] < 1:
            raise ValueError("the peer needs model.roi.convs of 1 or more")
        channels, hidden = settings["channels"], settings["hidden"]
        self.fuse = TiledConv([maps], [text, vectors], channels)
        self.fuse_norm = nn.Sequential(norms(channels), nn.ReLU(inplace=True))
        self.convs = nn.Sequential(
            *(conv_norm_relu(norms, channels, channels, 3) for _ in range(settings["convs"]))
        )
        self.dense = nn.Sequential(
            nn.Flatten(),
            linear(channels * BOX_BINS**2, hidden),
            nn.ReLU(inplace=True),
            linear(hidden, hidden),
            nn.ReLU(inplace=True),
        )
        self.classes = linear(hidden, categories + 1, std=0.01)
        self.deltas = linear(hidden, 4 * categories, std=0.001)

    def forward(self, pooled: Tensor, text: Tensor, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """Logits [R, categories + 1], background last, and offsets [R, categories, 4]."""
        x = F.normalize(self.fuse_norm(self.fuse([pooled], [text, vectors])), dim=1)
        x = self.dense(self.convs(x))
        return self.classes(x), self.deltas(x).unflatten(1, (-1, 4))


class MaskHead(nn.Module):
    """Plain pooled regions to mask logits 28×28 of each class."""

    def __init__(self, settings: dict[str, Any], norms: Norms, maps: int, categories: int) -> None:
        super().__init__()
        channels, count = settings["mask-channels"], settings["mask-convs"]
        self.convs = nn.Sequential(
            *(conv_norm_relu(norms, channels if i else maps, channels, 3) for i in range(count)),
            nn.ConvTranspose2d(channels, channels, 2, stride=2),
            nn.ReLU(inplace=True),
            conv(channels, categories, 1, bias=True),
        )
        nn.init.normal_(self.convs[-1].weight, std=0.01)

    def forward(self, pooled: Tensor, classes: Tensor) -> Tensor:
        """Logits [M, 28, 28] of the given classes."""
        return self.convs(pooled)[torch.arange(len(pooled)), classes]


@dataclass(frozen=True)
class Detections:
    """Boxes, scores and classes of one expression, and masks at the picture's size."""

    boxes: Tensor
    scores: Tensor
    classes: Tensor
    masks: Tensor


class GrmNet(nn.Module):
    """The network; `grmnet_loss.py` has its losses."""

    def __init__(self, settings: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        _require(settings)
        norms = Norms(settings["norm"], settings["norm-groups"])
        self.size, self.categories = settings["image-size"], settings["categories"]
        self._detect, self._rpn = settings["detect"], settings["rpn"]
        finest, channels = settings["pyramid"]["finest"], settings["pyramid"]["channels"]
        text = settings["language"]["channels"]
        self.references = settings["references"]["count"]
        strides = [1 << level for level in range(finest, 7)]
        self.backbone = ResNet(settings["backbone"], norms)
        self.skipped = finest - 2
        self.fpn = Pyramid(norms, self.backbone.channels[self.skipped :], channels)
        self.language = LanguageEncoder(settings["language"], vocabulary)
        sides = [self.size // stride for stride in strides]
        self.rpn = RpnFusion(self._rpn, norms, channels, text, sides)
        vectors = 5 + 5 * self.references
        self.box = BoxHead(settings["roi"], norms, channels, text, vectors, self.categories)
        self.mask = MaskHead(settings["roi"], norms, channels, self.categories)
        self.pool = Pooler(finest, settings["roi"]["canonical-size"], settings["roi"]["samples"])
        self.anchors = anchors(
            self.size, strides, self._rpn["anchor-sizes"], self._rpn["anchor-ratios"]
        )
        self.propose = Proposer(self.anchors, self.size, self._rpn["nms"])

    def pyramid(self, pictures: Tensor) -> list[Tensor]:
        return self.fpn(self.backbone(pictures)[self.skipped :])

    def vectors(self, boxes: Tensor, members: Tensor, proposals: Tensor) -> Tensor:
        return position_and_references(boxes, members, proposals, self.references, self.size)

    def detect(self, levels: list[Tensor], words: Encoded, height: int, width: int
               ) -> list[Detections]:
        """What the expressions find in one picture."""
        rpn_text, roi_text = self.language(words)
        logits, deltas = self.rpn(levels, rpn_text)
        found = self.propose(
            logits, deltas, self._rpn["pre-nms-test"], self._rpn["post-nms-test"]
        )
        return [
            self._filter(levels, boxes, text, height, width)
            for boxes, text in zip(found, roi_text.split(1))
        ]

    def _filter(self, levels: list[Tensor], proposals: Tensor, text: Tensor, height: int, width: int
                ) -> Detections:
        chosen = self._detect
        vectors = self.vectors(proposals, torch.arange(len(proposals)), proposals)
        pooled = self.pool(levels, F.pad(proposals, (1, 0)), BOX_BINS)
        logits, deltas = self.box(pooled, text, vectors)
        probabilities = logits.softmax(-1)[:, :-1]
        rows, classes = (probabilities > chosen["score-threshold"]).nonzero(as_tuple=True)
        scores = probabilities[rows, classes]
        boxes = ROI_CODER.decode_single(deltas[rows, classes], proposals[rows])
        boxes = clip_boxes_to_image(boxes, (self.size, self.size))
        kept = remove_small_boxes(boxes, 1e-6)
        boxes, scores, classes = boxes[kept], scores[kept], classes[kept]
        kept = batched_nms(boxes, scores, classes, chosen["nms"])[: chosen["limit"]]
        kept = kept[nms(boxes[kept], scores[kept], chosen["agnostic-nms"])]
        boxes, scores, classes = boxes[kept], scores[kept], classes[kept]
        if len(boxes) == 0:
            return Detections(boxes, scores, classes, torch.empty(0, height, width))
        masks = self.mask(self.pool(levels, F.pad(boxes, (1, 0)), MASK_BINS), classes).sigmoid()
        boxes = boxes * boxes.new_tensor([width, height] * 2) / self.size
        pasted = paste_masks_in_image(masks[:, None], boxes, (height, width))
        return Detections(boxes, scores, classes, pasted[:, 0] >= chosen["mask-threshold"])


def _require(settings: dict[str, Any]) -> None:
    references = settings["references"]
    chosen = [references[k] for k in ("selection", "form", "absolute-position", "training")]
    built = {
        "references": chosen == ["consistency", "centre-5", True, "paper"],
        "loss.mask-target": settings["loss"]["mask-target"] in ("crop", "ink-share"),
        "loss.class-weights": settings["loss"]["class-weights"] == "uniform",
    }
    for section, fits in built.items():
        if not fits:
            raise ValueError(f"the peer does not build this choice of model.{section}")
