"""The generated sketches that `refspark bench` measures on, read from published layout."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_ZLIB, _MATRIX = 15, 14
_HEADER = 128
_INTEGERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4"}


@dataclass(frozen=True)
class Expression:
    """A text and the indices of the instances it means."""

    text: str
    targets: list[int]


@dataclass(frozen=True)
class Scene:
    """A PNG, its instances' masks [n, H, W] and categories (from 0), and its expressions."""

    png: bytes
    masks: np.ndarray
    categories: list[int]
    expressions: list[Expression]


def load(root: Path, count: int, least_expressions: int) -> list[Scene]:
    """The first scenes of split `train` that have enough expressions."""
    listed = json.loads((root / "sentence_instance_train.json").read_text("utf-8"))
    enough = [e for e in listed if len(e["sen_instIdx_map"]) >= least_expressions]
    if len(enough) < count:
        raise ValueError(f"{root} has {len(enough)} scenes with {least_expressions} expressions,"
                         f" expected {count}; synthesize more")
    return [_scene(root / "train", entry) for entry in enough[:count]]


def _scene(folder: Path, entry: dict) -> Scene:
    number = entry["key"]
    instances = _label_map(folder / f"INSTANCE_GT/sample_{number}_instance.mat")
    classes = _label_map(folder / f"CLASS_GT/sample_{number}_class.mat")
    masks = np.stack([instances == label for label in np.unique(instances) if label > 0])
    return Scene(
        png=(folder / f"DRAWING_GT/L0_sample{number}.png").read_bytes(),
        masks=masks,
        categories=[int(classes[mask][0]) - 1 for mask in masks],
        expressions=[Expression(t, list(i)) for t, i in entry["sen_instIdx_map"].items()],
    )


def _label_map(file: Path) -> np.ndarray:
    """The one matrix of a MATLAB 5 file of whole numbers, compressed or not."""
    content = file.read_bytes()
    order = {b"MI": ">", b"IM": "<"}[content[126:128]]
    kind, body, _ = _element(content, _HEADER, order)
    if kind == _ZLIB:
        kind, body, _ = _element(zlib.decompress(body), 0, order)
    if kind != _MATRIX:
        raise ValueError(f"{file}: its first element is of kind {kind}, expected a matrix")
    _, _, at = _element(body, 0, order)  # flags
    _, shape, at = _element(body, at, order)
    _, _, at = _element(body, at, order)  # name
    kind, values, _ = _element(body, at, order)
    rows, columns = struct.unpack(order + "2i", shape)
    return np.frombuffer(values, order + _INTEGERS[kind]).reshape(columns, rows).T


def _element(content: bytes, at: int, order: str) -> tuple[int, bytes, int]:
    """Kind, bytes and end of the element at that place."""
    kind, length = struct.unpack_from(order + "2I", content, at)
    if kind >> 16:  # up to four bytes lie in the tag itself
        return kind & 0xFFFF, content[at + 4 : at + 4 + (kind >> 16)], at + 8
    end = at + 8 + length
    return kind, content[at + 8 : end], end + -length % 8
