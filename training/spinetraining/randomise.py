"""Augmentation. What a coarser, noisier, tilted or cut scan would show, so that naming transfers.

The idea of drawing looks at random, far beyond the realistic, is SynthSeg's (Billot et al., Medical
Image Analysis 86, 2023); here the start is a rendered CT, since HU are calibrated.
"""

import math

import numpy as np
import torch
from torch.nn import functional as F


def rotation(angles):
    """Rotation matrix from angles about x, y and z, radians."""
    cx, cy, cz = np.cos(angles)
    sx, sy, sz = np.sin(angles)
    about_x = np.array([[1, 0, 0], [0, cx, -sx], [0, sx, cx]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cz, -sz, 0], [sz, cz, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def random_patch(image, labels, centres, size, rng):
    """Cuts a randomly turned, scaled, bent and mirrored patch around the spine.

    image, labels: [D, H, W]; centres by label, voxels (x, y, z). Returns the image and the raw labels
    as tensors [size]³, and centres in the patch's voxels, all (x, y, z).
    """
    middle = (size - 1) / 2
    known = list(centres.values())
    if known and rng.random() < 0.95:
        start = np.array(known[rng.integers(len(known))]) + rng.uniform(-0.2, 0.2, 3) * size
    else:
        start = rng.uniform(0, 1, 3) * (np.array(image.shape[::-1]) - 1)
    degrees = np.array([20.0, 12.0, 15.0])
    scale = math.exp(rng.uniform(-0.25, 0.25)) * np.exp(rng.uniform(-0.08, 0.08, 3))
    if rng.random() < 0.5:
        scale[0] = -scale[0]
    matrix = rotation(np.radians(rng.uniform(-degrees, degrees))) @ np.diag(scale)

    axis = torch.arange(size, dtype=torch.float32) - middle
    z, y, x = torch.meshgrid(axis, axis, axis, indexing="ij")
    places = torch.stack([x, y, z], -1) @ torch.tensor(matrix.T, dtype=torch.float32)
    places += torch.tensor(start, dtype=torch.float32)
    if rng.random() < 0.6:
        strength = rng.uniform(0, 1.3)
        knots = torch.tensor(rng.normal(0, strength, (1, 3, 6, 6, 6)), dtype=torch.float32)
        bend = F.interpolate(knots, size=(size,) * 3, mode="trilinear", align_corners=True)
        places += bend[0].permute(1, 2, 3, 0)
    extent = torch.tensor(image.shape[::-1], dtype=torch.float32)
    grid = ((2 * places + 1) / extent - 1).unsqueeze(0)

    def sampled(array, mode):
        source = torch.from_numpy(np.ascontiguousarray(array)).float()[None, None]
        return F.grid_sample(source, grid, mode=mode, padding_mode="zeros", align_corners=False)[0, 0]

    inverse = np.linalg.inv(matrix)
    moved = {label: inverse @ (np.array(c) - start) + middle for label, c in centres.items()}
    return sampled(image, "bilinear"), sampled(labels, "nearest").long(), moved


def blurred(image, sigmas):
    """Gaussian blur of [D, H, W] with a sigma for each axis, voxels."""
    x = image[None, None]
    for axis, sigma in enumerate(sigmas):
        if sigma < 0.2:
            continue
        reach = max(1, math.ceil(2.5 * sigma))
        taps = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / sigma) ** 2)
        shape = [1, 1, 1, 1, 1]
        shape[axis + 2] = -1
        padding = [0, 0, 0]
        padding[axis] = reach
        x = F.conv3d(x, (taps / taps.sum()).reshape(shape), padding=padding)
    return x[0, 0]


def random_look(image, rng):
    """Random sharpness, contrast, noise, shading and field of view of a patch [D, H, W] in 0…1."""
    if rng.random() < 0.7:
        image = blurred(image, rng.uniform(0, 1.2, 3))
    if rng.random() < 0.4:  # bought at a coarser grid, then interpolated
        factors = rng.uniform(1, 2.2, 3)
        size = [max(8, int(s / f)) for s, f in zip(image.shape, factors)]
        coarse = F.interpolate(image[None, None], size=size, mode="trilinear", align_corners=False)
        image = F.interpolate(coarse, size=image.shape, mode="trilinear", align_corners=False)[0, 0]
    if rng.random() < 0.8:  # a monotone curve through random heights: bone density, kernel, window
        heights = np.sort(np.clip(np.linspace(0, 1, 7) + rng.normal(0, 0.09, 7), 0, 1.2))
        heights = torch.tensor(heights, dtype=torch.float32)
        place = image.clamp(0, 1) * 6
        low = place.floor().clamp(max=5).long()
        image = heights[low] + (place - low) * (heights[low + 1] - heights[low])
    if rng.random() < 0.5:
        shading = torch.tensor(rng.normal(1, 0.08, (1, 1, 4, 4, 4)), dtype=torch.float32)
        image = image * F.interpolate(shading, size=image.shape, mode="trilinear", align_corners=True)[0, 0]
    if rng.random() < 0.8:
        noise = torch.from_numpy(rng.normal(0, 1, image.shape).astype(np.float32))
        if rng.random() < 0.5:
            noise = blurred(noise, [rng.uniform(0, 1)] * 3) * 1.8
        image = image + noise * rng.uniform(0, 0.05) ** 1.5 / 0.05**0.5
    if rng.random() < 0.2:  # the scan ends inside the patch
        axis = int(rng.integers(3))
        cut = int(rng.integers(4, max(5, image.shape[axis] // 3)))
        edge = [slice(None)] * 3
        edge[axis] = slice(0, cut) if rng.random() < 0.5 else slice(image.shape[axis] - cut, None)
        image = image.clone()
        image[tuple(edge)] = 0
        return image.clamp(0, 1), tuple(edge)
    return image.clamp(0, 1), None


def random_shading(hu, rng):
    """Varies brightness, contrast, sharpness and noise of patches [N, C, H, W] in 0…1, each its own way."""
    n, c = hu.shape[:2]

    def each(low, high, chance):
        drawn = torch.tensor(rng.uniform(low, high, n), dtype=torch.float32)
        return drawn * torch.tensor(rng.random(n) < chance)

    hu = hu * (1 + each(-0.15, 0.15, 0.8)).reshape(n, 1, 1, 1) + each(-0.05, 0.05, 0.8).reshape(n, 1, 1, 1)
    soft = each(0, 0.4, 0.3)
    taps = torch.stack([soft, torch.ones(n), soft], 1)
    taps = (taps / taps.sum(1, keepdim=True)).repeat_interleave(c, 0)
    flat = hu.reshape(1, n * c, *hu.shape[2:])
    flat = F.conv2d(flat, taps.reshape(-1, 1, 1, 3), padding=(0, 1), groups=n * c)
    flat = F.conv2d(flat, taps.reshape(-1, 1, 3, 1), padding=(1, 0), groups=n * c)
    generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
    noise = torch.randn(hu.shape, generator=generator) * each(0, 0.03, 0.7).reshape(n, 1, 1, 1)
    return flat.reshape(hu.shape) + noise


def random_slices(batch, cells, rng):
    """Turns, shifts, scales and mirrors the slices of each level alike, and varies their look.

    batch [N, S, C, H, W], the mask in the last channel; cells [N, S, h, w]: the part of each cell
    that is fracture, moved along.
    """
    n, s, c, height, width = batch.shape
    images = []
    targets = []
    for level in range(n):
        angle = math.radians(rng.uniform(-12, 12))
        scale = np.exp(rng.uniform(-0.12, 0.12, 2))
        mirror = -1.0 if rng.random() < 0.5 else 1.0
        shift = rng.uniform(-0.08, 0.08, 2)
        theta = torch.tensor(
            [
                [mirror * scale[0] * math.cos(angle), -scale[1] * math.sin(angle), shift[0]],
                [mirror * scale[0] * math.sin(angle), scale[1] * math.cos(angle), shift[1]],
            ],
            dtype=torch.float32,
        ).expand(s, 2, 3)
        grid = F.affine_grid(theta, [s, c, height, width], align_corners=False)
        image = F.grid_sample(batch[level].float(), grid, align_corners=False)
        small = F.affine_grid(theta, [s, 1, *cells.shape[2:]], align_corners=False)
        target = F.grid_sample(cells[level].float().unsqueeze(1), small, align_corners=False)
        if rng.random() < 0.2:
            order = torch.from_numpy(rng.permutation(s))
            image, target = image[order], target[order]
        hu = image[:, :-1]
        if rng.random() < 0.8:
            hu = hu * rng.uniform(0.85, 1.15) + rng.uniform(-0.05, 0.05)
        if rng.random() < 0.3:
            kernel = torch.tensor([rng.uniform(0, 0.6)] * 2).tolist()
            taps = torch.tensor([kernel[0], 1.0, kernel[1]])
            taps = (taps / taps.sum()).reshape(1, 1, 1, 3).expand(c - 1, 1, 1, 3)
            hu = F.conv2d(hu, taps, padding=(0, 1), groups=c - 1)
            hu = F.conv2d(hu, taps.transpose(2, 3), padding=(1, 0), groups=c - 1)
        if rng.random() < 0.7:
            generator = torch.Generator().manual_seed(int(rng.integers(2**31)))
            hu = hu + torch.randn(hu.shape, generator=generator) * rng.uniform(0, 0.04)
        mask = image[:, -1:]
        if rng.random() < 0.3:
            mask = mask * rng.uniform(0.5, 1)
        images.append(torch.cat([hu.clamp(0, 1), mask], 1))
        targets.append(target.squeeze(1))
    return torch.stack(images), torch.stack(targets)
