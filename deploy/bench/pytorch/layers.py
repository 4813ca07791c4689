"""Convolutions, normalisations and attention that the networks are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEAK = 0.1


@dataclass(frozen=True)
class Norms:
    """Which normalisation a network uses: `batch`, or `group` of at most so many groups."""

    kind: str
    groups: int

    def __call__(self, channels: int, vector: bool = False) -> nn.Module:
        if self.kind == "group":
            count = next(n for n in range(min(self.groups, channels), 0, -1) if channels % n == 0)
            return nn.GroupNorm(count, channels)
        if self.kind == "batch":
            return nn.BatchNorm1d(channels) if vector else nn.BatchNorm2d(channels)
        raise ValueError(f"norm is {self.kind}, expected batch or group")


def conv(
    into: int, out: int, kernel: int, stride: int = 1, dilation: int = 1, bias: bool = False
) -> nn.Conv2d:
    """A convolution of "same" padding with Kaiming's normal start."""
    layer = nn.Conv2d(
        into, out, kernel, stride, dilation * (kernel // 2), dilation=dilation, bias=bias
    )
    nn.init.normal_(layer.weight, std=math.sqrt(2 / (kernel * kernel * into)))
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def conv_norm_relu(norms: Norms, into: int, out: int, kernel: int, stride: int = 1
                   ) -> nn.Sequential:
    return nn.Sequential(conv(into, out, kernel, stride), norms(out), nn.ReLU(inplace=True))


def conv_norm_leaky(
    norms: Norms, into: int, out: int, kernel: int, stride: int = 1, dilation: int = 1
) -> nn.Sequential:
    layer = conv(into, out, kernel, stride, dilation)
    return nn.Sequential(layer, norms(out), nn.LeakyReLU(LEAK, inplace=True))


def linear(into: int, out: int, std: float | None = None, bias: bool = True) -> nn.Linear:
    """A linear layer with a normal start, Kaiming's where no deviation is given."""
    layer = nn.Linear(into, out, bias)
    nn.init.normal_(layer.weight, std=math.sqrt(2 / into) if std is None else std)
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def doubled(x: Tensor) -> Tensor:
    """Bilinear doubling of both sides."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class TiledConv(nn.Module):
    """A 3×3 convolution of maps beside vectors that are tiled over all cells.

    Convolution is linear, so the parts are convolved apart: of a tiled vector only the nine kinds
    of cells (corners, edges, inside) differ, and a picture's map is shared by its expressions.
    """

    def __init__(self, maps: Sequence[int], vectors: Sequence[int], out: int) -> None:
        super().__init__()
        std = math.sqrt(2 / (9 * (sum(maps) + sum(vectors))))
        self.maps = nn.ModuleList(conv(channels, out, 3) for channels in maps)
        self.vectors = nn.ModuleList(conv(channels, out, 3) for channels in vectors)
        for layer in (*self.maps, *self.vectors):
            nn.init.normal_(layer.weight, std=std)

    def forward(self, maps: Sequence[Tensor], vectors: Sequence[Tensor]) -> Tensor:
        """Maps [B, C, H, W] and vectors [K, C], B and K dividing N; gives [N, C', H, W]."""
        height, width = maps[0].shape[-2:]
        tiled = None
        for layer, rows in zip(self.vectors, vectors):
            part = layer(rows[:, :, None, None].expand(-1, -1, 3, 3))
            tiled = part if tiled is None else _shared_sum(tiled, part)
        total = _inner_repeated(_inner_repeated(tiled, -2, height), -1, width)
        for layer, map_ in zip(self.maps, maps):
            total = _shared_sum(total, layer(map_))
        return total


def _shared_sum(a: Tensor, b: Tensor) -> Tensor:
    """a + b, where the rows of one may be shared by several neighbouring rows of the other."""
    if len(a) == len(b) or 1 in (len(a), len(b)):
        return a + b
    few, many = (a, b) if len(a) < len(b) else (b, a)
    return (many.unflatten(0, (len(few), -1)) + few[:, None]).flatten(0, 1)


def _inner_repeated(x: Tensor, dim: int, size: int) -> Tensor:
    """Three cells to `size`, the middle one repeated."""
    first, middle, last = x.split(1, dim)
    shape = list(x.shape)
    shape[dim] = size - 2
    return torch.cat([first, middle.expand(shape), last], dim)


def attend(query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
    """softmax(q·kᵀ/√d)·v of each head; all [B, L, C]."""

    def split(x: Tensor) -> Tensor:
        return x.unflatten(2, (heads, -1)).transpose(1, 2).flatten(0, 1)

    q, k, v = split(query), split(key), split(value)
    scores = torch.bmm(q * q.shape[-1] ** -0.5, k.transpose(1, 2))
    answer = torch.bmm(scores.softmax(-1), v)
    return answer.unflatten(0, (-1, heads)).transpose(1, 2).flatten(2)


def sine_sequence(length: int, channels: int) -> Tensor:
    """Sine codes of places 0 … length − 1, [length, channels]."""
    frequencies = torch.exp(-torch.arange(0, channels, 2) * (math.log(10_000) / channels))
    angles = torch.arange(length)[:, None] * frequencies
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(1)


def sine_map(side: int, channels: int) -> Tensor:
    """Sine codes of a map's cells: half of the channels for the column, half for the row."""
    axis = sine_sequence(side, channels // 2)
    columns = axis[None].expand(side, -1, -1)
    rows = axis[:, None].expand(-1, side, -1)
    return torch.cat([columns, rows], -1).flatten(0, 1)


def with_coordinates(x: Tensor) -> Tensor:
    """Two more channels: each cell's column and row from −1 to 1."""
    _, _, height, width = x.shape
    columns = torch.linspace(-1, 1, width).expand(len(x), 1, height, width)
    rows = torch.linspace(-1, 1, height)[:, None].expand(len(x), 1, height, width)
    return torch.cat([x, columns, rows], 1)
