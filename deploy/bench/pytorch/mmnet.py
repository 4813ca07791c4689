"""MMNet (Yan et al. 2023): queries weigh words, each reads a mask, the answer is their sum."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from clip import ClipResNet, ClipSizes, ClipText
from layers import (
    Norms,
    conv,
    conv_norm_relu,
    doubled,
    linear,
    sine_map,
    sine_sequence,
    with_coordinates,
)
from text import Encoded


class Neck(nn.Module):
    """Three maps become one of stride 16; layers are those of CRIS's neck."""

    def __init__(self, settings: dict[str, Any], norms: Norms, sizes: ClipSizes, text: bool
                 ) -> None:
        super().__init__()
        fine, middle, coarse = settings["fine"], settings["middle"], settings["coarse"]
        width = sizes.width
        self.f3 = nn.Sequential(conv_norm_relu(norms, 8 * width, fine, 3), nn.AvgPool2d(2))
        self.f2 = conv_norm_relu(norms, 16 * width, middle, 3)
        self.f1 = conv_norm_relu(norms, sizes.embed, coarse, 1)
        if text:
            self.text = nn.Sequential(
                linear(sizes.embed, coarse, bias=False), norms(coarse, vector=True), nn.ReLU()
            )
            self.product = nn.Sequential(norms(coarse), nn.ReLU(inplace=True))
        self.f2_cat = conv_norm_relu(norms, middle + coarse, middle, 1)
        self.f3_cat = conv_norm_relu(norms, fine + middle, middle, 1)
        self.p5 = conv_norm_relu(norms, coarse, middle, 3)
        self.p4 = conv_norm_relu(norms, middle, middle, 3)
        self.p3 = conv_norm_relu(norms, middle, middle, 3)
        self.aggregate = conv_norm_relu(norms, 3 * middle, middle, 1)
        self.place = nn.Sequential(
            conv_norm_relu(norms, middle + 2, middle, 3), conv_norm_relu(norms, middle, middle, 3)
        )

    def see(self, fine: Tensor, middle: Tensor, coarse: Tensor) -> list[Tensor]:
        """What does not depend on the sentence."""
        return [self.f3(fine), self.f2(middle), self.f1(coarse)]

    def fuse(self, seen: list[Tensor], sentence: Tensor) -> Tensor:
        """The map that knows the sentence (F_vt)."""
        product = seen[2] * self.text(sentence)[:, :, None, None]
        return self.gather([*seen[:2], self.product(product)])

    def gather(self, seen: list[Tensor]) -> Tensor:
        fine, middle, coarse = seen
        f4 = self.f2_cat(torch.cat([middle, doubled(coarse)], 1))
        f3 = self.f3_cat(torch.cat([fine, f4], 1))
        maps = [self.p3(f3), self.p4(f4), doubled(self.p5(coarse))]
        return self.place(with_coordinates(self.aggregate(torch.cat(maps, 1))))


class QueryGenerator(nn.Module):
    """N_q queries: the words as one dense visual feature weighs them (eqs. 7 to 10)."""

    def __init__(self, norms: Norms, count: int, grid: int, channels: int, clip: ClipSizes) -> None:
        super().__init__()
        self.dense = nn.Sequential(
            conv_norm_relu(norms, channels, channels, 3),
            conv_norm_relu(norms, channels, channels, 3),
            conv(channels, count, 1, bias=True),
        )
        self.whole = linear(clip.embed, channels)
        self.w_vg = linear(channels, channels, bias=False)
        self.w_vd = linear(grid * grid, channels, bias=False)
        self.w_t = linear(clip.text_width, channels, bias=False)
        self.w_a, self.w_tv = (linear(channels, channels, bias=False) for _ in range(2))

    def see(self, dense: Tensor, whole: Tensor) -> list[Tensor]:
        """σ(F_vd·W_vd) [P, N_q, C] and σ(F_vg·W_vg) [P, C]."""
        details = F.relu(self.w_vd(self.dense(dense).flatten(2)))
        return [details, F.relu(self.w_vg(self.whole(whole)))]

    def forward(self, seen: list[Tensor], words: Tensor, padding: Tensor) -> Tensor:
        """Queries F_q [N, N_q, C]; `padding` [N, L] is true behind an expression's end."""
        details, whole = seen
        fused = F.relu(self.w_t(words)) * whole[:, None]
        relevance = torch.bmm(details, F.relu(self.w_a(fused)).transpose(1, 2))
        attention = relevance.masked_fill(padding[:, None], float("-inf")).softmax(-1)
        return torch.bmm(attention, F.relu(self.w_tv(fused)))


class DecoderLayer(nn.Module):
    """Cells look at cells, then at the queries; CRIS's inner normalisations."""

    def __init__(self, channels: int, heads: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(channels) for _ in range(3))
        self.self_norm, self.cross_norm = (nn.LayerNorm(channels) for _ in range(2))
        self.self_attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.cross_attention = nn.MultiheadAttention(channels, heads, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.feed_forward = nn.Sequential(
            linear(channels, hidden),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.LayerNorm(hidden),
            linear(hidden, channels),
        )

    def forward(self, cells: Tensor, places: Tensor, keys: Tensor, queries: Tensor) -> Tensor:
        x = self.norm1(cells)
        placed = x + places
        x, _ = self.self_attention(placed, placed, x, need_weights=False)
        cells = cells + self.dropout(self.self_norm(x))
        x = self.norm2(cells) + places
        x, _ = self.cross_attention(x, keys, queries, need_weights=False)
        cells = cells + self.dropout(self.cross_norm(x))
        return cells + self.dropout(self.feed_forward(self.norm3(cells)))


class Decoder(nn.Module):
    """The map in the light of the queries (F_s)."""

    def __init__(self, settings: dict[str, Any], channels: int, grid: int, queries: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            DecoderLayer(channels, settings["heads"], settings["hidden"], settings["dropout"])
            for _ in range(settings["layers"])
        )
        self.norm = nn.LayerNorm(channels)
        self.register_buffer("places", sine_map(grid, channels), persistent=False)
        self.register_buffer("order", sine_sequence(queries, channels), persistent=False)

    def forward(self, map_: Tensor, queries: Tensor) -> Tensor:
        keys = queries + self.order
        x = map_.flatten(2).transpose(1, 2)
        for layer in self.layers:
            x = layer(x, self.places, keys, queries)
        return self.norm(x).transpose(1, 2).unflatten(2, map_.shape[-2:])


class Projector(nn.Module):
    """Each query's 3×3 kernel and bias; the sum of masks, linear in them, is one convolution."""

    def __init__(self, norms: Norms, into: int, channels: int) -> None:
        super().__init__()
        self.conv1 = conv_norm_relu(norms, into, into, 3)
        self.conv2 = conv_norm_relu(norms, into, channels, 3)
        self.last = conv(channels, channels, 1, bias=True)
        self.kernels = linear(into, 9 * channels + 1, std=(into * 9 * channels) ** -0.5)

    def forward(self, decoded: Tensor, queries: Tensor, scores: Tensor) -> Tensor:
        """Logits [N, 4h, 4w]."""
        map_ = self.last(self.conv2(doubled(self.conv1(doubled(decoded)))))
        weighted = torch.bmm(scores, F.relu(self.kernels(queries)))[:, 0]
        kernels, biases = weighted.split([weighted.shape[1] - 1, 1], 1)
        # Nine products of each cell, then the sum of those that fall on the same place: a grouped
        # convolution with one map a group does the same more slowly.
        products = torch.bmm(kernels.unflatten(1, (9, -1)), map_.flatten(2))
        masks = F.fold(products, map_.shape[-2:], 3, padding=1)[:, 0]
        return masks + biases[:, :, None]


class MmNet(nn.Module):
    """Mask logits at a quarter of the input's side."""

    def __init__(self, settings: dict[str, Any], vocabulary: int) -> None:
        super().__init__()
        _require(settings)
        sizes = ClipSizes.of(settings)
        norms = Norms(settings["norm"], settings["norm-groups"])
        channels, grid = settings["neck"]["middle"], settings["image-size"] // 16
        count = settings["queries"]["count"]
        self.clip = nn.ModuleDict(
            {
                "visual": ClipResNet(sizes, norms),
                "text": ClipText(sizes, vocabulary, settings["context"]),
            }
        )
        self.neck = Neck(settings["neck"], norms, sizes, text=True)
        self.dense_neck = Neck(settings["neck"], norms, sizes, text=False)
        self.generator = QueryGenerator(norms, count, grid, channels, sizes)
        self.decoder = Decoder(settings["decoder"], channels, grid, count)
        self.estimator = nn.MultiheadAttention(
            channels, settings["scores"]["heads"], batch_first=True
        )
        self.score = linear(channels, 1)
        self.projector = Projector(norms, channels, settings["masks"]["channels"])

    def forward(self, pictures: Tensor, words: Encoded) -> tuple[Tensor]:
        """Pictures [P, 3, S, S], P·E expressions: logits [N, S/4, S/4]."""
        fine, middle, coarse, whole = self.clip["visual"](pictures)
        dense = self.dense_neck.gather(self.dense_neck.see(fine, middle, coarse))
        seen = [*self.neck.see(fine, middle, coarse), *self.generator.see(dense, whole)]
        each = len(words.ids) // len(pictures)
        if each > 1:
            seen = [x.repeat_interleave(each, 0) for x in seen]
        tokens, sentence = self.clip["text"](words)
        padding = torch.arange(words.ids.shape[1]) >= words.lengths[:, None]
        queries = self.generator(seen[3:], tokens, padding)
        decoded = self.decoder(self.neck.fuse(seen[:3], sentence), queries)
        attended, _ = self.estimator(queries, queries, queries, need_weights=False)
        scores = self.score(attended).transpose(1, 2).softmax(-1)
        return (self.projector(decoded, queries, scores),)

    @staticmethod
    def loss(answer: tuple[Tensor], masks: dict[int, Tensor]) -> Tensor:
        """Binary cross-entropy, mean over pixels and examples."""
        (logits,) = answer
        return F.binary_cross_entropy_with_logits(logits, masks[logits.shape[-1]])

    @staticmethod
    def mask_sides(size: int) -> list[int]:
        return [size // 4]


def _require(settings: dict[str, Any]) -> None:
    masks = [settings["masks"][k] for k in ("head", "multiple", "kernel-activation", "activation")]
    built = {
        "attention-pool-shortcut": settings["attention-pool-shortcut"],
        "neck": settings["neck"]["product-norm"],
        "queries": settings["queries"]["global-vision"]
        and not settings["queries"]["scaled-attention"],
        "decoder": settings["decoder"]["inner-norm"],
        "masks": masks == ["cris", True, "relu", "none"],
        "scores": settings["scores"]["kind"] == "estimated",
    }
    for section, fits in built.items():
        if not fits:
            raise ValueError(f"the peer does not build this choice of model.{section}")
