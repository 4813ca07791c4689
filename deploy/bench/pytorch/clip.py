"""CLIP's residual picture encoder and its text encoder (Radford et al. 2021)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from layers import Norms, attend, conv, conv_norm_relu, linear
from text import Encoded


@dataclass(frozen=True)
class ClipSizes:
    """Sizes of both encoders."""

    blocks: list[int]
    width: int
    pool_heads: int
    embed: int
    grid: int
    text_positions: int
    text_width: int
    text_blocks: int
    text_heads: int

    @staticmethod
    def of(settings: dict[str, Any]) -> ClipSizes:
        if settings["backbone"] == "rn50":
            return ClipSizes([3, 4, 6, 3], 64, 32, 1024, 7, 77, 512, 12, 8)
        if settings["backbone"] != "resnet":
            raise ValueError(f"the peer does not build backbone {settings['backbone']}")
        visual, text = settings["resnet"], settings["text"]
        return ClipSizes(
            *(visual[key] for key in ("blocks", "width", "heads", "embed", "grid")),
            *(text[key] for key in ("positions", "width", "blocks", "heads")),
        )


class Bottleneck(nn.Module):
    """Convolutions of stride 1; a 2×2 average where the map is halved."""

    def __init__(self, norms: Norms, into: int, inner: int, halved: bool) -> None:
        super().__init__()
        outer = 4 * inner
        halve = [nn.AvgPool2d(2)] if halved else []
        self.branch = nn.Sequential(
            conv_norm_relu(norms, into, inner, 1),
            conv_norm_relu(norms, inner, inner, 3),
            *halve,
            conv(inner, outer, 1),
            norms(outer),
        )
        nn.init.zeros_(self.branch[-1].weight)
        self.shortcut = nn.Identity()
        if halved or into != outer:
            self.shortcut = nn.Sequential(*halve, conv(into, outer, 1), norms(outer))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.branch(x) + self.shortcut(x), inplace=True)


class AttentionPool(nn.Module):
    """The mean and every place ask; CRIS's second way is added to the places."""

    def __init__(self, sizes: ClipSizes, norms: Norms) -> None:
        super().__init__()
        channels = 32 * sizes.width
        std = channels**-0.5
        self.heads, self.grid = sizes.pool_heads, sizes.grid
        self.position = nn.Parameter(std * torch.randn(1 + sizes.grid**2, channels))
        self.q, self.k, self.v = (linear(channels, channels, std) for _ in range(3))
        self.out = linear(channels, sizes.embed, std)
        self.connect = nn.Sequential(conv(channels, sizes.embed, 1), norms(sizes.embed))

    def _positions(self, height: int, width: int) -> Tensor:
        first, places = self.position.split([1, self.grid**2])
        if (height, width) != (self.grid, self.grid):
            map_ = places.t().unflatten(1, (self.grid, self.grid))[None]
            map_ = F.interpolate(map_, (height, width), mode="bicubic", align_corners=False)
            places = map_[0].flatten(1).t()
        return torch.cat([first, places])

    def forward(self, map_: Tensor) -> tuple[Tensor, Tensor]:
        """Places z [P, E, h, w] and the whole picture z̄ [P, E]."""
        places = map_.flatten(2).transpose(1, 2)
        tokens = torch.cat([places.mean(1, keepdim=True), places], 1)
        tokens = tokens + self._positions(*map_.shape[-2:])
        answer = self.out(attend(self.q(tokens), self.k(tokens), self.v(tokens), self.heads))
        rows = answer[:, 1:].transpose(1, 2).unflatten(2, map_.shape[-2:])
        return F.relu(rows + self.connect(map_), inplace=True), answer[:, 0]


class ClipResNet(nn.Module):
    """Maps of strides 8 and 16, the attention pool's places of stride 32, and the whole."""

    def __init__(self, sizes: ClipSizes, norms: Norms) -> None:
        super().__init__()
        half = sizes.width // 2
        self.stem = nn.Sequential(
            conv_norm_relu(norms, 3, half, 3, stride=2),
            conv_norm_relu(norms, half, half, 3),
            conv_norm_relu(norms, half, sizes.width, 3),
            nn.AvgPool2d(2),
        )
        into = sizes.width
        self.stages = nn.ModuleList()
        for stage, count in enumerate(sizes.blocks):
            inner = sizes.width << stage
            blocks = []
            for block in range(count):
                blocks.append(Bottleneck(norms, into, inner, stage > 0 and block == 0))
                into = 4 * inner
            self.stages.append(nn.Sequential(*blocks))
        self.pool = AttentionPool(sizes, norms)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        x = self.stem(pictures)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps[1], maps[2], *self.pool(maps[3])


class QuickGelu(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(1.702 * x)


class TextBlock(nn.Module):
    """x + attention(ln_1(x)), then x + mlp(ln_2(x))."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), QuickGelu(), nn.Linear(4 * width, width)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        y = self.ln_1(x)
        x = x + self.attention(y, y, y, attn_mask=mask, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class ClipText(nn.Module):
    """Words F_t [N, L, W] and the sentence F_tg [N, E] of the end mark."""

    def __init__(self, sizes: ClipSizes, vocabulary: int, context: int) -> None:
        super().__init__()
        width = sizes.text_width
        self.embedding = nn.Embedding(vocabulary, width)
        self.position = nn.Parameter(0.01 * torch.randn(sizes.text_positions, width))
        self.blocks = nn.ModuleList(
            TextBlock(width, sizes.text_heads) for _ in range(sizes.text_blocks)
        )
        self.ln_final = nn.LayerNorm(width)
        self.projection = linear(width, sizes.embed, width**-0.5, bias=False)
        nn.init.normal_(self.embedding.weight, std=0.02)
        ahead = torch.full((context, context), float("-inf")).triu(1)
        self.register_buffer("mask", ahead, persistent=False)

    def forward(self, words: Encoded) -> tuple[Tensor, Tensor]:
        x = self.embedding(words.ids) + self.position[: words.ids.shape[1]]
        for block in self.blocks:
            x = block(x, self.mask)
        x = self.ln_final(x)
        ends = x[torch.arange(len(x)), words.lengths - 1]
        return x, self.projection(ends)
