"""Residual network and feature pyramid of GRM-Net, with a choice of stem and stride."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torch.nn import functional as F

from layers import Norms, conv, conv_norm_relu


class Bottleneck(nn.Module):
    """1×1, 3×3, 1×1 and a shortcut (He et al. 2016)."""

    def __init__(self, norms: Norms, into: int, inner: int, outer: int, strides: tuple[int, int],
                 project: bool) -> None:
        super().__init__()
        first, middle = strides
        self.branch = nn.Sequential(
            conv_norm_relu(norms, into, inner, 1, first),
            conv_norm_relu(norms, inner, inner, 3, middle),
            conv(inner, outer, 1),
            norms(outer),
        )
        self.shortcut = nn.Identity()
        if project:
            self.shortcut = nn.Sequential(conv(into, outer, 1, first * middle), norms(outer))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.branch(x) + self.shortcut(x), inplace=True)


class ResNet(nn.Module):
    """Maps of strides 4, 8, 16 and 32."""

    def __init__(self, settings: dict[str, Any], norms: Norms) -> None:
        super().__init__()
        if settings["stem"] != "deep" or settings["groups"] != 1:
            raise ValueError("the peer builds backbones with stem = deep and groups = 1 only")
        stem = settings["stem-width"]
        self.stem = nn.Sequential(
            conv_norm_relu(norms, 3, stem // 2, 3, stride=2),
            conv_norm_relu(norms, stem // 2, stem // 2, 3),
            conv_norm_relu(norms, stem // 2, stem, 3),
            nn.MaxPool2d(3, 2, 1),
        )
        self.stages = nn.ModuleList()
        into = stem
        for stage, count in enumerate(settings["blocks"]):
            inner = settings["width"] << stage
            outer = inner * settings["expansion"]
            blocks = []
            for block in range(count):
                step = 2 if stage > 0 and block == 0 else 1
                strides = (step, 1) if settings["stride"] == "first" else (1, step)
                blocks.append(Bottleneck(norms, into, inner, outer, strides, block == 0))
                into = outer
            self.stages.append(nn.Sequential(*blocks))
        self.channels = [settings["width"] * settings["expansion"] << stage for stage in range(4)]

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class Pyramid(nn.Module):
    """Normalised lateral and output convolutions, top-down sums; P6 is every second cell."""

    def __init__(self, norms: Norms, into: list[int], channels: int) -> None:
        super().__init__()
        self.inner = nn.ModuleList(
            nn.Sequential(conv(c, channels, 1), norms(channels)) for c in into
        )
        self.layer = nn.ModuleList(
            nn.Sequential(conv(channels, channels, 3), norms(channels)) for _ in into
        )

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        levels: list[Tensor] = []
        above = None
        for map_, inner, layer in reversed(list(zip(maps, self.inner, self.layer))):
            lateral = inner(map_)
            above = lateral if above is None else lateral + F.interpolate(above, scale_factor=2.0)
            levels.insert(0, layer(above))
        levels.append(F.max_pool2d(levels[-1], 1, 2))
        return levels
