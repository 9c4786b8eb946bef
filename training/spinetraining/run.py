"""What both trainings share: checkpoints that survive an interruption, schedule, log."""

import argparse
import json
import os
import time
from pathlib import Path

import torch


def moving_average(average, value, count):
    """Exponential moving average of the weights; its memory grows with the run, up to 200 steps."""
    if not value.is_floating_point():
        return value
    return average + (value - average) / min(200.0, 1 + 0.1 * float(count))


def parser(description, *, steps, batch, rate, held_out):
    """The options that every training has, with its own defaults."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("prepared", nargs="+")
    options.add_argument("--run", required=True)
    options.add_argument("--steps", type=int, default=steps)
    options.add_argument("--batch", type=int, default=batch)
    options.add_argument("--rate", type=float, default=rate)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--held-out", type=float, default=held_out)
    options.add_argument("--log-every", type=int, default=50)
    options.add_argument("--validate-every", type=int, default=250)
    options.add_argument("--warm-start", help="best.pt or last.pt of another run")
    return options


class Run:
    """One training: its folder holds `log.jsonl`, `last.pt` (to go on from) and `best.pt`."""

    def __init__(self, folder, model, optimiser, steps):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.model, self.optimiser, self.steps = model, optimiser, steps
        self.average = torch.optim.swa_utils.AveragedModel(model, avg_fn=moving_average, use_buffers=True)
        self.step = 0
        self.best = float("-inf")
        self.started = time.time()

    def resume(self):
        path = self.folder / "last.pt"
        if path.exists():
            state = torch.load(path, map_location="cpu", weights_only=False)
            self.model.load_state_dict(state["model"])
            self.average.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.best = state["step"], state["best"]

    def warm_start(self, path):
        """Takes the weights of another run's checkpoint where they fit, not its step or optimiser."""
        weights = torch.load(path, map_location="cpu", weights_only=False)["weights"]
        own = self.model.state_dict()
        fitting = {k: v for k, v in weights.items() if k in own and v.shape == own[k].shape}
        for model in (self.model, self.average.module):
            model.load_state_dict(own | fitting)
        self.log(warm_start=str(path), tensors_taken=len(fitting), tensors=len(own))

    def train(self, batches, loss, validate, arguments):
        """Steps through `batches`. `loss(batch)` is a scalar tensor; `validate(model)` gets the averaged
        weights and returns the figures to log and the score that makes them the best."""
        total = 0.0
        for batch in batches:
            self.set_rate(arguments.rate)
            value = loss(batch)
            self.optimiser.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
            self.optimiser.step()
            self.average.update_parameters(self.model)
            self.step += 1
            total += value.item()
            if self.step % arguments.log_every == 0:
                self.log(loss=total / arguments.log_every)
                total = 0.0
            if self.step % arguments.validate_every == 0 or self.step == arguments.steps:
                figures, score = validate(self.average.module)
                self.log(**figures)
                self.save(score)

    def set_rate(self, peak, warm_up=100):
        """Linear warm-up, then half a cosine down to 2 % of `peak`."""
        ahead = max(0.0, min(1.0, (self.step - warm_up) / max(1, self.steps - warm_up)))
        factor = min(1.0, (self.step + 1) / warm_up)
        cosine = 0.5 * (1 + torch.cos(torch.tensor(ahead * torch.pi)).item())
        for group in self.optimiser.param_groups:
            group["lr"] = peak * factor * (0.02 + 0.98 * cosine)

    def log(self, **values):
        line = {"step": self.step, "minutes": round((time.time() - self.started) / 60, 2), **values}
        text = json.dumps({k: round(v, 5) if isinstance(v, float) else v for k, v in line.items()})
        print(text, flush=True)
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(text + "\n")

    def save(self, score=None):
        """Writes `last.pt`, and `best.pt` when `score` is the highest so far. Both atomically."""
        weights = self.average.module.state_dict()
        if score is not None and score > self.best:
            self.best = score
            self._write("best.pt", {"weights": weights, "step": self.step, "score": score})
        self._write(
            "last.pt",
            {
                "model": self.model.state_dict(),
                "average": self.average.state_dict(),
                "weights": weights,
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "best": self.best,
            },
        )

    def _write(self, name, state):
        temporary = self.folder / (name + ".part")
        torch.save(state, temporary)
        os.replace(temporary, self.folder / name)
