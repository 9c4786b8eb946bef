"""Stage 1: trains the localiser. `python -m spinetraining.localise PREPARED… --run FOLDER`"""

import numpy as np
import torch
from torch.nn import functional as F

from .networks import Localiser
from .prepared import CLASSES, Prepared, is_held_out
from .randomise import random_look, random_patch
from .run import Run, parser

#: The background is most of a patch; its voxels weigh less in the cross entropy.
BACKGROUND_WEIGHT = 0.3


def targets(raw, centres):
    """Class [D, H, W], offsets to the centre [3, D, H, W] in units of OFFSET_MM, and where they hold.

    raw: raw labels; centres: voxels (x, y, z) by raw label, spacing 3 mm.
    """
    shape = raw.shape
    z, y, x = torch.meshgrid(*[torch.arange(s, dtype=torch.float32) for s in shape], indexing="ij")
    table = torch.zeros(256, 3)
    known = torch.zeros(256)
    for label, centre in centres.items():
        table[label] = torch.tensor(centre, dtype=torch.float32)
        known[label] = 1
    known[0] = 0
    offsets = table[raw].permute(3, 0, 1, 2) - torch.stack([x, y, z])
    return raw.clamp(max=8), offsets, known[raw]


def example(volume, size, spacing, rng):
    image, labels = volume.load()
    patch, raw, centres = random_patch(image, labels, volume.centres, size, rng)
    patch, cut = random_look(patch, rng)
    if cut is not None:
        raw[cut] = 0
    classes, offsets, known = targets(raw, centres)
    return patch, classes, offsets * (spacing / Localiser.OFFSET_MM), known


def name_entropy(logits, names):
    """Cross entropy of names where there is bone, each name in the batch weighing alike.

    logits, names: [N, 8, D, H, W]; names: shares of the bone, summing to 1 where there is bone only.
    """
    axes = (0, 2, 3, 4)
    each = -(names * torch.log_softmax(logits, 1)).sum(axes)
    amount = names.sum(axes)
    there = amount > 0
    return (each[there] / amount[there]).mean() if there.any() else logits.sum() * 0


def loss(model, batch):
    """Bone or not, which bone, at three resolutions, overlap, and the way to the centre."""
    image, classes, offsets, known = batch
    with torch.autocast("cpu", torch.bfloat16):
        logits, guess, cells = model.forward_deep(image.contiguous(memory_format=torch.channels_last_3d))
    logits, guess = logits.float(), guess.float()
    bone = classes > 0
    is_bone = torch.logsumexp(logits[:, 1:], 1) - logits[:, 0]
    weights = torch.where(bone, 1.0, BACKGROUND_WEIGHT)
    total = F.binary_cross_entropy_with_logits(is_bone, bone.float(), weights)
    truth = F.one_hot(classes, len(CLASSES)).movedim(-1, 1).float()
    names = truth[:, 1:]
    total = total + name_entropy(logits[:, 1:], names)
    for cell_logits in cells:
        edge = names.shape[2] // cell_logits.shape[2]
        total = total + 0.5 * name_entropy(cell_logits.float(), F.avg_pool3d(names, edge))
    share = torch.softmax(logits, 1)
    axes = (0, 2, 3, 4)
    overlap = 2 * (share * truth).sum(axes) + 1
    dice = 1 - (overlap / (share.sum(axes) + truth.sum(axes) + 1))[1:][truth.sum(axes)[1:] > 0]
    away = ((guess - offsets).abs().sum(1) * known).sum() / known.sum().clamp(min=1)
    return total + (dice.mean() if len(dice) else 0.0) + 0.3 * away


@torch.no_grad()
def validate(model, volumes, spacing):
    """On whole volumes: share of vertebrae named right by the sum of their voxels, mean Dice, and the
    median distance of the voted centre, mm."""
    was_training = model.training
    model.eval()
    right = total = 0
    dices, distances = [], []
    for volume in volumes:
        image, raw = volume.load()
        x = torch.from_numpy(image).float()[None, None]
        with torch.autocast("cpu", torch.bfloat16):
            logits, guess = model(x.contiguous(memory_format=torch.channels_last_3d))
        share = torch.softmax(logits.float(), 1)[0]
        classes, offsets, known = targets(torch.from_numpy(raw).long(), volume.centres)
        off = (guess.float()[0] * Localiser.OFFSET_MM - offsets * spacing)
        named = share.argmax(0)
        for label in range(1, 8):
            here = classes == label
            if here.sum() < 60:
                continue
            total += 1
            right += int(share[1:, here].sum(1).argmax()) == label - 1
            dices.append(2.0 * (named[here] == label).sum().item() / (here.sum() + (named == label).sum()).item())
            if known[here].all():
                distances.append(off[:, here].mean(1).norm().item())
    model.train(was_training)
    return right / max(1, total), float(np.mean(dices)) if dices else 0.0, float(np.median(distances)) if distances else 99.0


def batches(volumes, size, spacing, count, seed):
    """A data set of examples drawn at random, the same for the same seed."""

    class Draws(torch.utils.data.Dataset):
        def __len__(self):
            return count

        def __getitem__(self, n):
            rng = np.random.default_rng([seed, n])
            volume = volumes[int(rng.integers(len(volumes)))]
            patch, classes, offsets, known = example(volume, size, spacing, rng)
            return patch[None], classes, offsets, known

    return Draws()


def train(arguments):
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    prepared = Prepared(arguments.prepared)
    spacing = prepared.settings["localise"]["spacing_mm"]
    held = [v for v in prepared.volumes if is_held_out(v.study, arguments.held_out)]
    volumes = [v for v in prepared.volumes if not is_held_out(v.study, arguments.held_out)]
    model = Localiser(arguments.base).to(memory_format=torch.channels_last_3d)
    optimiser = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=1e-3)
    run = Run(arguments.run, model, optimiser, arguments.steps)
    if arguments.warm_start:
        run.warm_start(arguments.warm_start)
    run.resume()
    run.log(volumes=len(volumes), held_out=len(held), parameters=sum(p.numel() for p in model.parameters()))
    todo = (arguments.steps - run.step) * arguments.batch
    data = batches(volumes, arguments.patch, spacing, todo, arguments.seed + run.step)
    loader = torch.utils.data.DataLoader(data, arguments.batch, num_workers=arguments.workers, drop_last=True)

    def validated(averaged):
        named, dice, distance = validate(averaged, held[: arguments.validate_volumes], spacing)
        return {"named": named, "dice": dice, "centre_mm": distance}, named + dice - distance / 20

    run.train(loader, lambda batch: loss(model, batch), validated, arguments)


def main(argv=None):
    options = parser(__doc__, steps=6000, batch=2, rate=2e-3, held_out=0.1)
    options.add_argument("--patch", type=int, default=64)
    options.add_argument("--base", type=int, default=12)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--validate-volumes", type=int, default=16)
    train(options.parse_args(argv))


if __name__ == "__main__":
    main()
