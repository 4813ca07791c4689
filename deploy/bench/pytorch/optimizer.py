"""The optimiser, clipping and schedule that a configuration names."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

_TOTAL_STEPS = 1_000_000  # as long as RefSpark's bench takes the training to be


class Optimization:
    """One update: clips the whole gradient, sets the scheduled rate, steps."""

    def __init__(self, model: nn.Module, settings: dict[str, Any]) -> None:
        self._parameters = [p for p in model.parameters() if p.requires_grad]
        self._clip = settings["clip-norm"]
        kinds = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
        self._optimizer = kinds[settings["kind"]](
            _groups(model, settings),
            betas=(settings["beta1"], settings["beta2"]),
            eps=settings["epsilon"],
        )
        schedule = settings["schedule"]
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimizer, lambda step: _factor(schedule, step)
        )

    def zero_grad(self) -> None:
        self._optimizer.zero_grad(set_to_none=True)

    def step(self) -> None:
        if self._clip > 0:
            nn.utils.clip_grad_norm_(self._parameters, self._clip)
        self._optimizer.step()
        self._schedule.step()


def _groups(model: nn.Module, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """All weights, or those of CLIP (except its positions) at a rate of their own."""
    factors = {rule["rate-factor"] for rule in settings["groups"]}
    rest = {"lr": settings["rate"], "weight_decay": settings["weight-decay"]}
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    if not factors:
        return [{"params": [p for _, p in named], **rest}]
    if len(factors) > 1 or not all(r["group"].startswith("clip") for r in settings["groups"]):
        raise ValueError("the peer knows one rule for all of CLIP's weights, not other groups")
    slow = [p for name, p in named if name.startswith("clip.") and "position" not in name]
    ids = {id(p) for p in slow}
    clip = {"lr": settings["rate"] * factors.pop(), "weight_decay": 0.0}
    return [
        {"params": [p for _, p in named if id(p) not in ids], **rest},
        {"params": slow, **clip},
    ]


def _factor(schedule: dict[str, Any], step: int) -> float:
    """Share of the full rate at an update, from 0."""
    rising = schedule["warmup"] * (_TOTAL_STEPS if schedule["warmup"] < 1 else 1)
    start = schedule["warmup-factor"]
    risen = min(1.0, step / rising) if rising else 1.0
    if schedule["kind"] == "polynomial":
        later = (1 - step / _TOTAL_STEPS) ** schedule["power"]
    else:
        places = [m * (_TOTAL_STEPS if m < 1 else 1) for m in schedule["milestones"]]
        later = schedule["milestone-factor"] ** sum(place <= step for place in places)
    return (start * (1 - risen) + risen) * later
