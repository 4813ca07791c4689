"""A training step and an answer of each network, doing what RefSpark's do in the measured time."""

from __future__ import annotations

from typing import Any, Protocol, Sequence

import torch
from torch import Tensor, nn

from grmnet import Detections, GrmNet
from grmnet_loss import Example, GrmNetLoss
from lts import Lts
from mmnet import MmNet
from optimizer import Optimization
from pictures import CLIP_SCALE, UNIT_SCALE, Letterboxed, SquarePicture, run_lengths
from regions import Targets
from scenes import Scene
from text import Encoded, Vocabulary

# RefSpark subtracts blue's mean from red and red's from blue, as GRM-Net's released code does.
_MEANS = torch.tensor([103.53, 116.28, 123.675])[:, None, None]


class Task(Protocol):
    """One network."""

    model: nn.Module

    def prepare(self, scenes: Sequence[Scene], expressions: int) -> None:
        """Decodes a batch for training steps, once, as RefSpark's cache does."""

    def loss(self) -> Tensor:
        """The loss of the batch: pixels scaled, words looked up, targets chosen in every step."""

    def answer(self, scene: Scene, expressions: int) -> list[Any]:
        """Decodes a picture and answers its first expressions at the picture's size."""


def task(settings: dict[str, Any], vocabulary: Vocabulary, channels_last: bool) -> Task:
    """The configured network with its start values."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    model = settings["model"]
    if model["name"] == "grm-net":
        return GrmNetTask(model, vocabulary, layout)
    return MaskTask(model, vocabulary, layout)


class GrmNetTask:
    """Detection with expressions."""

    def __init__(self, settings: dict[str, Any], vocabulary: Vocabulary, layout: torch.memory_format
                 ) -> None:
        self.model = GrmNet(settings, len(vocabulary)).to(memory_format=layout)
        self.losses = GrmNetLoss(self.model, settings)
        self._vocabulary, self._layout = vocabulary, layout
        self._length = settings["language"]["max-words"]
        self._size, self._area = settings["image-size"], settings["resize"] == "area"

    def prepare(self, scenes: Sequence[Scene], expressions: int) -> None:
        self._pictures = [SquarePicture.of(s, self._size, self._area, True) for s in scenes]
        self._examples, self._texts = [], []
        for number, (scene, picture) in enumerate(zip(scenes, self._pictures)):
            for expression in scene.expressions[:expressions]:
                index = torch.tensor(expression.targets)
                targets = Targets(picture.boxes[index], picture.classes[index], index)
                self._examples.append(Example(number, targets))
                self._texts.append(expression.text)

    def _pixels(self, pictures: Sequence[SquarePicture]) -> Tensor:
        pixels = torch.stack([picture.rgb for picture in pictures]) - _MEANS
        return pixels.contiguous(memory_format=self._layout)

    def _words(self, texts: Sequence[str]) -> Encoded:
        return self._vocabulary.encode(texts, self._length)

    def loss(self) -> Tensor:
        words = self._words(self._texts)
        return self.losses(self._pixels(self._pictures), self._pictures, self._examples, words)

    def answer(self, scene: Scene, expressions: int) -> list[tuple[Detections, list[Tensor]]]:
        picture = SquarePicture.of(scene, self._size, self._area, False)
        levels = self.model.pyramid(self._pixels([picture]))
        words = self._words([e.text for e in scene.expressions[:expressions]])
        found = self.model.detect(levels, words, picture.height, picture.width)
        return [(each, [run_lengths(mask) for mask in each.masks]) for each in found]


class MaskTask:
    """One mask for each expression: MMNet and LTS."""

    def __init__(self, settings: dict[str, Any], vocabulary: Vocabulary, layout: torch.memory_format
                 ) -> None:
        mmnet = settings["name"] == "mmnet"
        network = MmNet if mmnet else Lts
        self.model = network(settings, vocabulary.marked_size).to(memory_format=layout)
        self._scale = CLIP_SCALE if mmnet else UNIT_SCALE
        self._length = settings["context"] if mmnet else settings["language"]["max-words"] + 2
        self._vocabulary, self._layout = vocabulary, layout
        self._size, self._threshold = settings["image-size"], settings["threshold"]

    def prepare(self, scenes: Sequence[Scene], expressions: int) -> None:
        self._pictures = [Letterboxed.of(s, self._size, self._scale) for s in scenes]
        chosen = [
            (scene, picture, expression)
            for scene, picture in zip(scenes, self._pictures)
            for expression in scene.expressions[:expressions]
        ]
        self._texts = [expression.text for _, _, expression in chosen]
        self._masks = [
            {side: p.mask(s, e.targets, side) for side in self.model.mask_sides(self._size)}
            for s, p, e in chosen
        ]

    def _pixels(self, pictures: Sequence[Letterboxed]) -> Tensor:
        pixels = self._scale(torch.stack([picture.rgb for picture in pictures]))
        return pixels.contiguous(memory_format=self._layout)

    def _words(self, texts: Sequence[str]) -> Encoded:
        return self._vocabulary.encode_marked(texts, self._length)

    def loss(self) -> Tensor:
        answer = self.model(self._pixels(self._pictures), self._words(self._texts))
        sides = self.model.mask_sides(self._size)
        masks = {side: torch.stack([mask[side] for mask in self._masks]) for side in sides}
        return self.model.loss(answer, masks)

    def answer(self, scene: Scene, expressions: int) -> list[Tensor]:
        picture = Letterboxed.of(scene, self._size, self._scale)
        words = self._words([e.text for e in scene.expressions[:expressions]])
        logits = self.model(self._pixels([picture]), words)[0]
        return [run_lengths(mask > self._threshold) for mask in picture.restore(logits)]


def training_step(one: Task, optimization: Optimization) -> float:
    """One mini-batch: gradient, then update; returns the loss."""
    optimization.zero_grad()
    loss = one.loss()
    loss.backward()
    optimization.step()
    return loss.item()
