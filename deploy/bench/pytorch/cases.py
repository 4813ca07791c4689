"""What is compared: the three networks, large and at demo size."""

from __future__ import annotations

from dataclasses import dataclass

BENCHES = {"step": "training_step", "evaluate": "inference"}
LAYOUTS = ("contiguous", "channels-last")


@dataclass(frozen=True)
class Case:
    """One network at one size.

    A training step has `batch` pictures with `expressions` each, an answer one picture with
    `asked`. Together, `warm_up` and `repetitions` may not exceed the scenes that are drawn, 60.
    """

    name: str
    conf: str
    batch: int
    expressions: int
    warm_up: int
    repetitions: int
    settings: tuple[str, ...] = ()
    asked: int = 1

    def expressions_in(self, bench: str) -> int:
        """Expressions of each picture."""
        return self.expressions if bench == "step" else self.asked

    def times(self, bench: str) -> tuple[int, int]:
        """Repetitions before the clock runs, and those that count; answers are short."""
        if bench == "step":
            return self.warm_up, self.repetitions
        return max(self.warm_up, 5), max(self.repetitions, 7)


CASES = (
    Case("grm-net", "grm-net/r50", 1, 1, 2, 3),
    Case("grm-net-demo", "grm-net/demo", 2, 8, 40, 20),
    Case("mmnet", "mmnet/rn50", 2, 1, 2, 3, ("model.image-size=416",)),
    Case("mmnet-demo", "mmnet/demo", 2, 4, 40, 20),
    Case("lts", "lts/paper", 2, 1, 2, 3),
    Case("lts-demo", "lts/demo", 2, 4, 40, 20),
)
