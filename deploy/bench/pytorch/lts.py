"""LTS (Jing et al. 2021): locate, then segment."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from layers import LEAK, Norms, conv, conv_norm_leaky, linear
from text import Encoded


class ResidualUnit(nn.Module):
    """1×1 to half the channels and 3×3 back, added."""

    def __init__(self, norms: Norms, width: int) -> None:
        super().__init__()
        self.conv1 = conv_norm_leaky(norms, width, max(1, width // 2), 1)
        self.conv2 = conv_norm_leaky(norms, max(1, width // 2), width, 3)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(self.conv1(x))


class Darknet(nn.Module):
    """Maps of strides 8, 16 and 32."""

    def __init__(self, settings: dict[str, Any], norms: Norms) -> None:
        super().__init__()
        widths, units = settings["widths"], settings["units"]
        self.stem = conv_norm_leaky(norms, 3, settings["stem-width"], 3)
        into = [settings["stem-width"], *widths[:-1]]
        self.stages = nn.ModuleList(
            nn.Sequential(
                conv_norm_leaky(norms, before, width, 3, stride=2),
                *(ResidualUnit(norms, width) for _ in range(count)),
            )
            for before, width, count in zip(into, widths, units)
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps[-3:]


class TextEncoder(nn.Module):
    """Word embedding, bidirectional GRU, mean over the words: f_text [N, 2H]."""

    def __init__(self, settings: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, settings["embedding"])
        self.gru = nn.GRU(
            settings["embedding"], settings["hidden"], bidirectional=True, batch_first=True
        )

    def forward(self, words: Encoded) -> Tensor:
        steps = pack_padded_sequence(
            self.embedding(words.ids), words.lengths, batch_first=True, enforce_sorted=False
        )
        states, lengths = pad_packed_sequence(self.gru(steps)[0], batch_first=True)
        return states.sum(1) / lengths[:, None]


class Fusion(nn.Module):
    """F_m1 = g(F_v1·W) ⊙ g(f_text·W), then twice [up(g(F_m·W)) ‖ g(F_v·W)]."""

    def __init__(self, norms: Norms, maps: list[int], words: int, channels: int) -> None:
        super().__init__()
        half = channels // 2
        fine, middle, coarse = maps
        self.v1 = conv_norm_leaky(norms, coarse, channels, 1)
        self.v2 = conv_norm_leaky(norms, middle, half, 1)
        self.v3 = conv_norm_leaky(norms, fine, half, 1)
        self.text = linear(words, channels, bias=False)
        self.m1 = conv_norm_leaky(norms, channels, half, 1)
        self.m2 = conv_norm_leaky(norms, channels, half, 1)

    def project(self, maps: list[Tensor]) -> list[Tensor]:
        """What comes from the picture alone, once for all its expressions."""
        fine, middle, coarse = maps
        return [self.v1(coarse), self.v2(middle), self.v3(fine)]

    def forward(self, projected: list[Tensor], sentence: Tensor) -> Tensor:
        each = len(sentence) // len(projected[0])
        v1, v2, v3 = (x if each == 1 else x.repeat_interleave(each, 0) for x in projected)
        x = v1 * F.leaky_relu(self.text(sentence), LEAK)[:, :, None, None]
        x = torch.cat([F.interpolate(self.m1(x), scale_factor=2.0), v2], 1)
        return torch.cat([F.interpolate(self.m2(x), scale_factor=2.0), v3], 1)


class Aspp(nn.Module):
    """Atrous spatial pyramid pooling (Chen et al. 2017)."""

    def __init__(self, norms: Norms, into: int, rates: list[int], channels: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [conv_norm_leaky(norms, into, channels, 1)]
            + [conv_norm_leaky(norms, into, channels, 3, dilation=rate) for rate in rates]
        )
        self.mean = conv_norm_leaky(norms, into, channels, 1)
        self.project = conv_norm_leaky(norms, (len(rates) + 2) * channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        parts = [branch(x) for branch in self.branches]
        mean = self.mean(x.mean((2, 3), keepdim=True))
        return self.project(torch.cat([*parts, mean.expand_as(parts[0])], 1))


class Lts(nn.Module):
    """Mask logits at a quarter of the input's side, and the heat map's at an eighth."""

    def __init__(self, settings: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        _require(settings)
        norms = Norms(settings["norm"], settings["norm-groups"])
        words = 2 * settings["language"]["hidden"]
        fused = settings["fusion"]["channels"]
        channels = settings["segmentation"]["channels"]
        self.backbone = Darknet(settings["darknet"], norms)
        self.language = TextEncoder(settings["language"], vocabulary)
        self.fusion = Fusion(norms, settings["darknet"]["widths"][-3:], words, fused)
        self.filter = linear(words, fused, bias=False)
        self.aspp = Aspp(norms, fused + 1, settings["segmentation"]["rates"], channels)
        self.up = nn.Sequential(
            nn.ConvTranspose2d(channels, channels, 2, stride=2, bias=False),
            norms(channels),
            nn.LeakyReLU(LEAK, inplace=True),
        )
        self.score = conv(channels, 1, 1, bias=True)
        self._localisation = settings["loss"]["localisation"]

    def forward(self, pictures: Tensor, words: Encoded) -> tuple[Tensor, Tensor]:
        """Pictures [P, 3, S, S], P·E expressions: logits [N, S/4, S/4] and heat [N, S/8, S/8]."""
        sentence = self.language(words)
        fused = self.fusion(self.fusion.project(self.backbone(pictures)), sentence)
        heat = torch.bmm(self.filter(sentence)[:, None], fused.flatten(2))
        heat = heat.unflatten(2, fused.shape[-2:])
        x = self.aspp(torch.cat([fused, heat], 1))
        return self.score(self.up(x))[:, 0], heat[:, 0]

    def loss(self, answer: tuple[Tensor, Tensor], masks: dict[int, Tensor]) -> Tensor:
        """L_seg + λ·L_loc, sums over pixels, means over examples."""
        weights = (1.0, self._localisation)
        terms = [
            weight * F.binary_cross_entropy_with_logits(x, masks[x.shape[-1]], reduction="sum")
            for x, weight in zip(answer, weights)
        ]
        return sum(terms) / len(answer[0])

    @staticmethod
    def mask_sides(size: int) -> list[int]:
        return [size // 4, size // 8]


def _require(settings: dict[str, Any]) -> None:
    built = {
        "backbone": settings["backbone"] == "darknet",
        "fusion": settings["fusion"]["multiply"] and settings["fusion"]["upsample"] == "nearest",
        "localiser": [settings["localiser"][k] for k in ("kind", "source", "filters")]
        == ["filter", "sentence", 1],
        "segmentation": settings["segmentation"]["refine"]
        and settings["segmentation"]["prior"] == "logits",
    }
    for section, fits in built.items():
        if not fits:
            raise ValueError(f"the peer does not build this choice of model.{section}")
