"""Writes a model package: two ONNX graphs, manifest, model card.

`python -m spinetraining.export --localiser RUN --classifier RUN --calibration PREPARED… --output DIR`
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .classify import Levels, overall, scores
from .metrics import area_under_curve, bootstrap_interval, platt, threshold_for_specificity
from .networks import Classifier, Localiser
from .prepared import CLASSES, LEVELS, Prepared

HEAT_LAYER = "features"
#: The study-level and level-level specificity that the thresholds are chosen for.
LEVEL_SPECIFICITY, OVERALL_SPECIFICITY = 0.95, 0.85


def load(kind, folder, **sizes):
    """The best weights of a run; sizes are read from the weights themselves."""
    weights = torch.load(Path(folder) / "best.pt", map_location="cpu", weights_only=False)["weights"]
    if kind is Localiser:
        model = Localiser(base=weights["encoders.0.0.0.weight"].shape[0])
    else:
        model = Classifier(
            channels=weights["trunk.0.0.weight"].shape[1], width=weights["cell_head.weight"].shape[1] // 6,
            hidden=weights["recurrent.weight_hh_l0"].shape[1],
        )  # fmt: skip
    model.load_state_dict(weights)
    return model.eval()


def with_half_weights(path):
    """Stores large weights as float16 behind a Cast: half the file, the same float32 arithmetic."""
    model = onnx.load(path)
    graph = model.graph
    casts = []
    for tensor in graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.size < 1024:
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(array.astype(np.float16), name + "_half"))
        casts.append(onnx.helper.make_node("Cast", [name + "_half"], [name], to=onnx.TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def rename_tensor(path, old, new):
    model = onnx.load(path)
    for node in model.graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
        node.output[:] = [new if name == old else name for name in node.output]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def export_localiser(model, path):
    axes = {2: "depth", 3: "height", 4: "width"}
    torch.onnx.export(
        model, (torch.zeros(1, 1, 64, 64, 64),), path, dynamo=False, opset_version=17,
        input_names=["image"], output_names=["labels", "offsets"],
        dynamic_axes={"image": axes, "labels": axes, "offsets": axes},
    )  # fmt: skip


def export_classifier(model, path, input_settings):
    size = input_settings["size_pixels"]
    shape = (input_settings["slices"], input_settings["neighbours"] + 1, size, size)
    torch.onnx.export(
        model, (torch.zeros(shape),), path, dynamo=False, opset_version=17,
        input_names=["slices"], output_names=["logit", "attention"],
    )  # fmt: skip
    graph = onnx.load(path).graph
    pooled = [node.input[0] for node in graph.node if node.op_type == "GlobalAveragePool"]
    if len(pooled) != 1:
        raise RuntimeError(f"expected one GlobalAveragePool, found {len(pooled)}")
    rename_tensor(path, pooled[0], HEAT_LAYER)


def seal(path, inputs, expected):
    """Checks a graph by ONNX Runtime against PyTorch, halves its weights, and checks again.

    Before: rounding of float32 sums. After: that of float16 weights, 2⁻¹¹ each.
    """
    check(path, inputs, expected, 1e-3)
    with_half_weights(path)
    check(path, inputs, expected, 0.1)


def check(path, inputs, expected, tolerance):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for value, reference in zip(session.run(None, inputs), expected):
        worst = float(np.abs(value - reference.numpy()).max())
        if not worst <= tolerance * max(1.0, float(reference.abs().max())):
            raise RuntimeError(f"{path}: ONNX Runtime differs from PyTorch by {worst}")


def calibrate(classifier, level_sets):
    """Platt scaling, thresholds and figures, all on studies that no training saw."""
    levels = Levels(level_sets)
    logits = scores(classifier, levels)
    slope, intercept = platt(logits, levels.fractured)
    calibrated = slope * logits + intercept
    probabilities = 1 / (1 + np.exp(-calibrated))
    neck, broken = overall(levels, calibrated)
    value, sensitivity, specificity = threshold_for_specificity(
        probabilities, levels.fractured, LEVEL_SPECIFICITY
    )
    names = np.array(levels.names)
    thresholds = {}
    for name in LEVELS:
        here = names == name
        called = probabilities[here] >= value
        truth = levels.fractured[here]
        thresholds[name] = {
            "value": value,
            "sensitivity": float(called[truth].mean()) if truth.any() else sensitivity,
            "specificity": float((~called[~truth]).mean()) if (~truth).any() else specificity,
        }
    overall_point = threshold_for_specificity(neck, broken, OVERALL_SPECIFICITY)
    figures = {
        "studies": len(neck), "fractured_studies": int(broken.sum()),
        "levels": len(levels), "fractured_levels": int(levels.fractured.sum()),
        "auc_overall": area_under_curve(neck, broken),
        "auc_overall_interval": bootstrap_interval(area_under_curve, neck, broken),
        "auc_levels": area_under_curve(probabilities, levels.fractured),
        "auc_levels_interval": bootstrap_interval(area_under_curve, probabilities, levels.fractured),
        "auc_by_level": {
            name: area_under_curve(probabilities[names == name], levels.fractured[names == name])
            for name in LEVELS
        },
        "level_point": {"value": value, "sensitivity": sensitivity, "specificity": specificity},
    }  # fmt: skip
    keys = ("value", "sensitivity", "specificity")
    return (
        {"slope": slope, "intercept": intercept},
        {"levels": thresholds, "overall": dict(zip(keys, overall_point))},
        figures,
        levels,
        probabilities,
    )


def heat_reference(classifier, levels, probabilities, threshold):
    """Median over fractured, called levels of the greatest Grad-CAM value."""
    maxima = []
    for row in np.flatnonzero(levels.fractured & (probabilities >= threshold))[:60]:
        image = levels.load(row)[0].float()
        features = classifier.features(image).detach().requires_grad_()
        logit = classifier.along_spine(classifier.pool(features)[0].unsqueeze(1))[0]
        gradient = torch.autograd.grad(logit.sum(), features)[0]
        heat = torch.relu((gradient.mean((2, 3), keepdim=True) * features).sum(1))
        maxima.append(heat.max().item())
    return float(np.median(maxima)) if maxima else 1.0


def card(manifest, figures):
    """MODEL_CARD.md."""
    low, high = figures["auc_overall_interval"]
    level_low, level_high = figures["auc_levels_interval"]
    rows = []
    for name in LEVELS:
        point = manifest["thresholds"]["levels"][name]
        rows.append(
            f"| {name} | {figures['auc_by_level'][name]:.3f} | {point['sensitivity']:.2f} | {point['specificity']:.2f} |"
        )
    whole = manifest["thresholds"]["overall"]
    return f"""# {manifest['name']} {manifest['version']}

Names C1–C7 in cervical-spine CT and gives each level a probability of fracture. **Research use only.**

## What it was trained on
Synthetic necks alone (`spinetui phantom`), no patient. Its fracture calls have **not been measured on
patients** and must be expected to be worse there; every result on an image that is not synthetic says so.

## What it does
1. A 3-D U-Net on a 3 mm grid gives each voxel a label (C1–C7, T1 and below) and the way to its
   vertebra's centre; the votes make vertebrae, which are named together as one chain.
2. For each level, 15 slices across the spine, five neighbours and the level's mask each, go through a
   residual CNN, a bidirectional GRU and attention to one logit, calibrated by Platt scaling.
   The neck as a whole is the noisy-OR of its levels.

It speaks of fractures where pixels are at most {manifest['classify']['requires']['pixel_mm']} mm and slices at most {manifest['classify']['requires']['slice_mm']} mm; elsewhere it names levels only.

## Figures
On the {figures['studies']} synthetic studies ({figures['fractured_studies']} fractured; {figures['fractured_levels']} of {figures['levels']} levels) used to calibrate it and to choose
its thresholds, none of them seen in training; levels {figures['crops']}.

- AUC of the neck as a whole {figures['auc_overall']:.3f} (95 % interval {low:.3f}–{high:.3f}); of a level {figures['auc_levels']:.3f} ({level_low:.3f}–{level_high:.3f}).
- The neck is called fractured from {whole['value']:.3f} on: sensitivity {whole['sensitivity']:.2f}, specificity {whole['specificity']:.2f}.

| level | AUC | sensitivity | specificity |
|---|---|---|---|
""" + "\n".join(rows) + "\n\n" + figures["measured"]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--localiser", required=True)
    parser.add_argument("--classifier", required=True)
    parser.add_argument("--calibration", nargs="+", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--name", default="spinetui-default")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--trained-on", default="synthetic")
    parser.add_argument("--crops", choices=["found", "outlined"], default="found",
                        help="how the calibration's levels were prepared: with --model, or without")  # fmt: skip
    parser.add_argument("--measured", help="a Markdown file with further figures, added to the model card")
    parser.add_argument("--pixel-limit", type=float, default=0.8)
    parser.add_argument("--slice-limit", type=float, default=1.5)
    arguments = parser.parse_args(argv)
    output = Path(arguments.output)
    output.mkdir(parents=True, exist_ok=True)
    prepared = Prepared(arguments.calibration)
    settings = prepared.settings
    localiser, classifier = load(Localiser, arguments.localiser), load(Classifier, arguments.classifier)
    export_localiser(localiser, output / "localise.onnx")
    export_classifier(classifier, output / "classify.onnx", settings["classify"])

    calibration, thresholds, figures, levels, probabilities = calibrate(classifier, prepared.level_sets)
    with torch.no_grad():
        image = levels.load(0)[0].float()
        seal(output / "classify.onnx", {"slices": image.numpy()}, classifier(image))
        volume = torch.rand(1, 1, 48, 64, 80, generator=torch.Generator().manual_seed(1))
        seal(output / "localise.onnx", {"image": volume.numpy()}, localiser(volume))

    figures["crops"] = {
        "found": "where stage 1 found them, as in use", "outlined": "from their true outlines, so stage 1 is not included"
    }[arguments.crops]
    figures["measured"] = Path(arguments.measured).read_text() if arguments.measured else ""
    reference = heat_reference(classifier, levels, probabilities, figures["level_point"]["value"])
    files = {
        name: hashlib.sha256((output / name).read_bytes()).hexdigest()
        for name in ("localise.onnx", "classify.onnx")
    }
    manifest = {
        "format": 1, "name": arguments.name, "version": arguments.version, "licence": "MIT",
        "trained_on": arguments.trained_on,
        "localise": {
            "file": "localise.onnx", "input": settings["localise"],
            "outputs": {"labels": "labels", "classes": CLASSES, "offsets": "offsets", "offset_mm": Localiser.OFFSET_MM},
            "requires": {"pixel_mm": 6.0, "slice_mm": 6.0},
        },
        "classify": {
            "file": "classify.onnx", "input": settings["classify"],
            "outputs": {"logit": "logit", "attention": "attention"},
            "calibration": calibration, "heat": {"layer": HEAT_LAYER, "reference": reference},
            "requires": {"pixel_mm": arguments.pixel_limit, "slice_mm": arguments.slice_limit},
        },
        "thresholds": thresholds, "files": files,
    }  # fmt: skip
    (output / "MODEL_CARD.md").write_text(card(manifest, figures))
    files["MODEL_CARD.md"] = hashlib.sha256((output / "MODEL_CARD.md").read_bytes()).hexdigest()
    (output / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
