"""Measures one network in PyTorch, in this process: `measure.py --help`."""

from __future__ import annotations

import argparse
import json
import math
import re
import statistics
import time
from pathlib import Path
from typing import Any, Callable

import torch
import torchvision
from torch import nn

import config
import scenes
from optimizer import Optimization
from tasks import Task, task, training_step
from text import Vocabulary


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    overrides = dict(setting.split("=", 1) for setting in arguments.settings)
    settings = config.load(arguments.conf, overrides)
    step = arguments.bench == "step"
    runs = arguments.warm_up + arguments.repetitions
    count = arguments.batch if step else runs
    drawn = scenes.load(arguments.scenes, count, arguments.expressions)
    vocabulary = Vocabulary(e.text for scene in drawn for e in scene.expressions)
    one = task(settings, vocabulary, arguments.layout == "channels-last")
    found = _step(one, settings, drawn, arguments) if step else _evaluate(one, drawn, arguments)
    found |= _parameters(one.model) | {"machine": _machine(), "layout": arguments.layout}
    arguments.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", choices=["step", "evaluate"])
    parser.add_argument("settings", nargs="*", metavar="key=value", help="over those of --conf")
    parser.add_argument("--conf", type=Path, required=True)
    parser.add_argument("--scenes", type=Path, required=True, help="what refspark synthesize wrote")
    parser.add_argument("--batch", type=int, default=1, help="pictures of a training step")
    parser.add_argument("--expressions", type=int, default=1, help="of each picture")
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--layout", choices=["contiguous", "channels-last"], default="contiguous")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_intermixed_args()


def _step(one: Task, settings: dict[str, Any], drawn: list[scenes.Scene],
          arguments: argparse.Namespace) -> dict[str, Any]:
    one.model.train()
    one.prepare(drawn, arguments.expressions)
    optimization = Optimization(one.model, settings["optimizer"])

    def step(_: int) -> None:
        loss = training_step(one, optimization)
        if not math.isfinite(loss):
            raise ValueError(f"the loss is {loss}")

    found = _timed(step, arguments.warm_up, arguments.repetitions)
    found["expressions"] = arguments.batch * arguments.expressions
    return found


def _evaluate(one: Task, drawn: list[scenes.Scene], arguments: argparse.Namespace
              ) -> dict[str, Any]:
    one.model.eval()
    with torch.inference_mode():
        found = _timed(
            lambda i: one.answer(drawn[i], arguments.expressions),
            arguments.warm_up,
            arguments.repetitions,
        )
    return found | {"expressions": arguments.expressions}


def _timed(body: Callable[[int], object], warm_up: int, repetitions: int) -> dict[str, Any]:
    for i in range(warm_up):
        body(i)
    milliseconds = []
    for i in range(repetitions):
        start = time.perf_counter()
        body(warm_up + i)
        milliseconds.append(1000 * (time.perf_counter() - start))
    found = {
        "median": statistics.median(milliseconds),
        "least": min(milliseconds),
        "most": max(milliseconds),
    }
    return {"milliseconds": found, "peak_bytes": _peak_bytes()}


def _peak_bytes() -> int:
    """The most memory that this process has had in RAM."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) << 10


def _parameters(model: nn.Module) -> dict[str, Any]:
    """Counted as RefSpark does: weights and the running statistics of normalisation."""
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    running = sum(b.numel() for n, b in model.named_buffers() if n.rpartition(".")[2] in
                  ("running_mean", "running_var"))
    second_biases = sum(
        p.numel()
        for module in model.modules()
        if isinstance(module, nn.LSTM)
        for name, p in module.named_parameters()
        if name.startswith("bias_hh")
    )
    return {
        "parameters": trained + running,
        "trainable_parameters": trained,
        "stated_difference": {
            "parameters": second_biases,
            "reason": "nn.LSTM has two biases where one does: they are added",
        },
    }


def _machine() -> dict[str, Any]:
    maps = Path("/proc/self/maps").read_text("utf-8")
    blas = sorted(set(re.findall(r"\S*(?:openblas|libmkl_core|libblis|libblas)\S*\.so\S*", maps)))
    return {
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
        "threads": torch.get_num_threads(),
        "blas": blas,
        "cpu_capability": re.search(r"CPU capability usage: (\S+)", torch.__config__.show())[1],
    }


if __name__ == "__main__":
    main()
