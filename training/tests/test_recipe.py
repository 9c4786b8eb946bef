"""The whole recipe on the tiny cohort: train, resume, export, check against ONNX Runtime."""

import hashlib
import json

import numpy as np
import torch

from spinetraining import classify, export, localise, patches
from spinetraining.prepared import Prepared

LOCALISE = ["--steps", "6", "--patch", "32", "--base", "4", "--validate-every", "3", "--workers", "0",
            "--held-out", "0.2", "--log-every", "2"]  # fmt: skip
PATCHES = ["--steps", "4", "--width", "8", "--patch", "16", "--batch", "8", "--validate-every", "2", "--workers", "0",
           "--held-out", "0.3"]  # fmt: skip
CLASSIFY = ["--steps", "6", "--width", "8", "--validate-every", "3", "--held-out", "0.3", "--log-every", "2"]


def steps(run):
    return [json.loads(line)["step"] for line in (run / "log.jsonl").read_text().splitlines()]


def test_recipe_ends_in_a_sealed_package(prepared, tmp_path):
    first, second, package = tmp_path / "localise", tmp_path / "classify", tmp_path / "package"
    localise.main([str(prepared), "--run", str(first), *LOCALISE])
    patches.main([str(prepared), "--run", str(tmp_path / "patches"), *PATCHES])
    warm = ["--warm-start", str(tmp_path / "patches/best.pt")]
    classify.main([str(prepared), "--run", str(second), *CLASSIFY, *warm])
    export.main(["--localiser", str(first), "--classifier", str(second), "--calibration", str(prepared),
                 "--output", str(package)])  # fmt: skip
    manifest = json.loads((package / "manifest.json").read_text())
    assert set(manifest["files"]) == {"localise.onnx", "classify.onnx", "MODEL_CARD.md"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((package / name).read_bytes()).hexdigest() == digest


def test_an_interrupted_training_goes_on(prepared, tmp_path):
    run = tmp_path / "run"
    arguments = [str(prepared), "--run", str(run), *LOCALISE]
    localise.main([*arguments, "--steps", "3"])
    localise.main([*arguments, "--steps", "6"])
    assert steps(run)[-1] == 6
    assert 3 in steps(run)
    assert torch.load(run / "last.pt", weights_only=False)["step"] == 6


def test_patches_hold_the_fracture_that_they_were_taken_for(prepared):
    places = patches.Places(classify.Levels(Prepared([prepared]).level_sets))
    images, shares = places.draw(32, 16, np.random.default_rng(1))
    assert images.shape == (32, 4, 16, 16) and shares.shape == (32, 2, 2)
    assert (shares[:16].amax((1, 2)) > patches.NO_FRACTURE).float().mean() > 0.9
    assert (shares[16:].amax((1, 2)) <= patches.FRACTURE).float().mean() > 0.5
