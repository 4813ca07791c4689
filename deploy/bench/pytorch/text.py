"""Words of expressions to ids, as RefSpark cuts and numbers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Sequence

import torch
from torch import Tensor

_RESERVED = ["<NULL>", "<START>", "<END>", "<UNK>"]
_UNKNOWN = 3


def _words(text: str) -> list[str]:
    return text.lower().split()


@dataclass(frozen=True)
class Encoded:
    """Ids [N, L], 0 behind the end, and how many are words [N]; both on the CPU."""

    ids: Tensor
    lengths: Tensor


class Vocabulary:
    """Four reserved words, then the data's own in alphabetical order."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = {word for text in texts for word in _words(text)} - set(_RESERVED)
        self._ids = {word: i for i, word in enumerate(_RESERVED + sorted(found))}

    def __len__(self) -> int:
        return len(self._ids)

    def encode(self, texts: Sequence[str], length: int) -> Encoded:
        """Plain words, at least one place each."""
        return _padded([self._cut(text, length) for text in texts], length)

    def _cut(self, text: str, length: int) -> list[int]:
        return [self._ids.get(word, _UNKNOWN) for word in _words(text)[:length]]

    @property
    def marked_size(self) -> int:
        """Ids with the start and the end mark that follow the last word."""
        return len(self) + 2

    def encode_marked(self, texts: Sequence[str], length: int) -> Encoded:
        """Words between a start mark and an end mark, which has the largest id."""
        start, end = len(self), len(self) + 1
        return _padded([[start, *self._cut(t, length - 2), end] for t in texts], length)


def _padded(rows: list[list[int]], length: int) -> Encoded:
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return Encoded(ids, torch.tensor([max(1, len(row)) for row in rows]))
