"""Whole networks: outputs beside ONNX Runtime, gradients beside PyTorch's autograd, Grad-CAM beside captum,
SmoothGrad beside its formula. Prints the table of docs/conformance.md.

    python Tests/Conformance/onnx/networks.py PROGRAM [NAME…]

The exported models stay in SPINETUI_ONNX_MODELS, where that names a folder. Each number is the largest difference over the largest magnitude. Ends with status 1 when one is above 1e-4.
"""
import contextlib
import copy
import io
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from captum.attr import LayerGradCam

from zoo import NETWORKS, exported, made

TOLERANCE, STEADY = 1e-4, 2e-5
SAMPLES, SPREAD, LOGIT, TRIES = 5, 0.15, 3, 4


def off(mine, wanted):
    mine, wanted = np.asarray(mine, np.float64), np.asarray(wanted, np.float64)
    if mine.shape != wanted.shape:
        return np.inf
    return float(np.abs(mine - wanted).max() / max(np.abs(wanted).max(), 1e-30))


def gradient(net, x):
    x = x.clone().requires_grad_()
    net(x)[0, LOGIT].backward()
    return x.grad


def steady(net, exact, x):
    """The gradient at x; None where float32 cannot tell it: rounding turns a ReLU or a maximum, so that
    PyTorch's own answers in float32 and float64 differ."""
    slope = gradient(net, x)
    return slope if off(slope, gradient(exact, x.double())) < STEADY else None


def steady_input(net, exact, shape, first):
    for seed in range(first, first + 15):
        torch.manual_seed(seed)
        x = torch.randn(*shape)
        slope = steady(net, exact, x)
        if slope is not None:
            return x, slope
    return x, gradient(net, x)


def steady_noise(net, exact, x, shape, seed):
    """Noise at which the gradient is steady, as far as twenty tries give it, and the gradients there."""
    random, step = np.random.default_rng(seed), SPREAD * float(x.max() - x.min())
    kept, others = [], []
    for _ in range(20):
        noise = random.normal(size=shape).astype(np.float32)
        slope = steady(net, exact, x + step * torch.from_numpy(noise))
        (others if slope is None else kept).append((noise, slope))
        if len(kept) == SAMPLES:
            break
    for noise, _ in others[:SAMPLES - len(kept)]:
        kept.append((noise, gradient(net, x + step * torch.from_numpy(noise))))
    return np.stack([noise for noise, _ in kept]), [slope for _, slope in kept]


def layer_of(net, x, activation):
    """The last module whose output is `activation`, and its gradient there."""
    found = []

    def look(module, _, output):
        if isinstance(output, torch.Tensor) and tuple(output.shape) == activation.shape and off(
                output.detach().numpy(), activation) < 1e-3:
            output.retain_grad()
            found.append((module, output))
    hooks = [module.register_forward_hook(look) for module in net.modules()]
    net(x.clone().requires_grad_())[0, LOGIT].backward()
    for hook in hooks:
        hook.remove()
    return (found[-1][0], found[-1][1].grad) if found else (None, None)


def check(program, name, maker, shape, exporter):
    """The differences at the first input at which all are small, of at most TRIES; and how many it took.
    A wrong formula is off everywhere; a ReLU that the engine's own rounding turned is not."""
    net = made(maker, shape)
    exact = copy.deepcopy(net).double()
    best = None
    with tempfile.TemporaryDirectory(prefix="onnx-network-") as folder:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            model = exported(net, torch.randn(*shape), name, exporter,
                             os.environ.get("SPINETUI_ONNX_MODELS", folder))
        for attempt in range(TRIES):
            x, slope = steady_input(net, exact, shape, 21 + 100 * attempt)
            row = compared(program, model, net, exact, x, slope, 5 + attempt)
            if isinstance(row, str):
                return row
            worst = max(row.values())
            if best is None or worst < best[0]:
                best = (worst, row)
            if worst <= TOLERANCE:
                break
    return best[1] | {"inputs tried": attempt + 1}


def compared(program, model, net, exact, x, slope, seed):
    shape = tuple(x.shape)
    with tempfile.TemporaryDirectory(prefix="onnx-network-") as folder:
        place = Path(folder)
        shutil.copy(model, place / "model.onnx")
        noise, slopes = steady_noise(net, exact, x, shape, seed)
        np.save(place / "in_0.npy", x.numpy())
        np.save(place / "noise.npy", noise)
        (place / "inputs.txt").write_text("x")
        (place / "explain.txt").write_text(f"0 {LOGIT}")
        subprocess.run([program], input=f"{place}\n".encode(), check=False)
        result = (place / "result.txt").read_text() if (place / "result.txt").exists() else "error it ended"
        if result.startswith("error"):
            return result[:200].strip()
        session = onnxruntime.InferenceSession(str(place / "model.onnx"), providers=["CPUExecutionProvider"])
        row = {"outputs": off(np.load(place / "out_0.npy"), session.run(None, {"x": x.numpy()})[0]),
               "gradient": off(np.load(place / "gradient.npy"), slope)}
        if (place / "heat.npy").exists():
            layer, wanted = layer_of(net, x, np.load(place / "activation.npy"))
            if layer is not None:
                row["feature map"] = off(np.load(place / "layer.npy"), wanted)
                cam = LayerGradCam(net, layer).attribute(
                    x.clone().requires_grad_(), target=LOGIT, relu_attributions=True)
                row["Grad-CAM"] = off(np.load(place / "heat.npy"), cam[:, 0].detach().numpy())
        row["SmoothGrad"] = off(np.load(place / "smooth.npy"), torch.stack([s ** 2 for s in slopes]).mean(0))
        return row


def main():
    logging.disable(logging.WARNING)
    program, *names = sys.argv[1:]
    columns = ["outputs", "gradient", "feature map", "Grad-CAM", "SmoothGrad"]
    print("| network | exporter | " + " | ".join(columns) + " | inputs tried |\n|"
          + "---|" * (len(columns) + 3))
    short = 0
    for name, maker, shape, exporter in NETWORKS:
        if names and name not in names:
            continue
        row = check(program, name, maker, shape, exporter)
        if isinstance(row, str):
            print(f"| {name} | {exporter} | {row} |", flush=True)
            short += 1
            continue
        tried = row.pop("inputs tried")
        short += any(value > TOLERANCE for value in row.values())
        print(f"| {name} | {exporter} | "
              + " | ".join(f"{row[c]:.1e}" if c in row else "–" for c in columns)
              + f" | {tried} |", flush=True)
    if short:
        sys.exit(f"short: {short} networks are off by more than {TOLERANCE}")


if __name__ == "__main__":
    main()
