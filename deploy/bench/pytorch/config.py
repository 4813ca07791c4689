"""Reads RefSpark's settings: the part of HOCON that its files are written in.

Networks are sized by the very files that RefSpark reads, so that both sides cannot drift apart.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

Settings = dict[str, Any]

_ROOT = Path(__file__).resolve().parents[3]
_REFERENCE = _ROOT / "jobs/src/main/resources/reference.conf"
_TOKEN = re.compile(r'#[^\n]*|"[^"]*"|[{}\[\]=,\n]|[^\s{}\[\]=,#"]+')


def load(file: Path, overrides: dict[str, str]) -> Settings:
    """The defaults, a file over them, single keys over both; `model` is that of its name."""
    chosen = _merge(_parse(_REFERENCE), _parse(file))
    for key, value in overrides.items():
        chosen = _merge(chosen, _nested(key, _scalar(value)))
    chosen["model"] = _merge(chosen["models"][chosen["model"]["name"]], chosen["model"])
    return chosen


def _parse(file: Path) -> Settings:
    tokens = [t for t in _TOKEN.findall(file.read_text("utf-8")) if not t.startswith("#")]
    return _Reader(tokens, file).block(top=True)


class _Reader:
    def __init__(self, tokens: list[str], file: Path) -> None:
        self._tokens = tokens
        self._file = file
        self._at = 0

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _skip(self, *separators: str) -> None:
        while self._at < len(self._tokens) and self._tokens[self._at] in separators:
            self._at += 1

    def block(self, top: bool = False) -> Settings:
        found: Settings = {}
        while True:
            self._skip("\n", ",")
            if self._at == len(self._tokens):
                if top:
                    return found
                raise ValueError(f"{self._file}: a block is not closed")
            key = self._take()
            if key == "}":
                return found
            if key == "include":
                name = self._take().strip('"')
                found = _merge(found, _parse(self._file.parent / f"{name}.conf"))
                continue
            self._skip("=")
            found = _merge(found, _nested(key, self._value()))

    def _value(self) -> Any:
        token = self._take()
        if token == "{":
            return self.block()
        if token == "[":
            return self._list()
        return _scalar(token)

    def _list(self) -> list[Any]:
        values = []
        while True:
            self._skip("\n", ",")
            if self._tokens[self._at] == "]":
                self._at += 1
                return values
            values.append(self._value())


def _scalar(text: str) -> Any:
    if text in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[text]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text.strip('"')


def _nested(key: str, value: Any) -> Settings:
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


def _merge(under: Settings, over: Settings) -> Settings:
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if both else value
    return merged
