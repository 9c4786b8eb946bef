"""Networks with random weights for the comparison with ONNX Runtime and OpenVINO."""
import warnings
from pathlib import Path

import numpy as np
import timm
import torch
import torchvision
from torch import nn


def conv(a, b, k, stride=1, dims=2):
    layer, norm = (nn.Conv2d, nn.BatchNorm2d) if dims == 2 else (nn.Conv3d, nn.BatchNorm3d)
    return nn.Sequential(layer(a, b, k, stride, k // 2, bias=False), norm(b))


class Block(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.body = nn.Sequential(conv(a, b, 3, stride), nn.ReLU(), conv(b, b, 3))
        self.skip = nn.Identity() if a == b else conv(a, b, 1, stride)

    def forward(self, x):
        return torch.relu(self.body(x) + self.skip(x))


class ResNet18(nn.Sequential):
    def __init__(self, channels=3, width=64):
        layers = [conv(channels, width, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        a = width
        for stage in range(4):
            b = width << stage
            layers += [Block(a, b, 1 if stage == 0 else 2), Block(b, b, 1)]
            a = b
        super().__init__(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(a, 1000))


class SliceClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = ResNet18(6)
        self.net[-1] = nn.Identity()
        self.rnn = nn.GRU(512, 256, bidirectional=True, batch_first=True)
        self.head = nn.Linear(512, 1)

    def forward(self, x):
        h, _ = self.rnn(self.net(x.flatten(0, 1)).reshape(1, x.shape[1], -1))
        return self.head(h.mean(1))


class UNet3D(nn.Module):
    def __init__(self, base=16, levels=5, classes=8, norm=nn.BatchNorm3d):
        super().__init__()
        def block(a, b):
            return nn.Sequential(nn.Conv3d(a, b, 3, padding=1), norm(b), nn.ReLU(),
                                 nn.Conv3d(b, b, 3, padding=1), norm(b), nn.ReLU())
        widths = [base << n for n in range(levels)]
        self.down = nn.ModuleList([block(1 if n == 0 else widths[n - 1], w) for n, w in enumerate(widths)])
        self.up = nn.ModuleList([block(widths[n + 1] + widths[n], widths[n]) for n in range(levels - 1)])
        self.head = nn.Conv3d(base, classes, 1)

    def forward(self, x):
        kept = []
        for n, stage in enumerate(self.down):
            x = stage(x if n == 0 else nn.functional.max_pool3d(x, 2))
            kept.append(x)
        for n in reversed(range(len(self.up))):
            x = nn.functional.interpolate(x, scale_factor=2, mode="trilinear", align_corners=False)
            x = self.up[n](torch.cat([x, kept[n]], 1))
        return self.head(x)


def instance_norm(width):
    return nn.InstanceNorm3d(width, affine=True)


MODELS = {
    "resnet18": (torchvision.models.resnet18, (1, 3, 224, 224)),
    "resnet50": (torchvision.models.resnet50, (1, 3, 224, 224)),
    "efficientnet_b0": (torchvision.models.efficientnet_b0, (1, 3, 224, 224)),
    "xception": (lambda: timm.create_model("legacy_xception"), (1, 3, 299, 299)),
    "alexnet": (torchvision.models.alexnet, (1, 3, 224, 224)),
    "convnext_pico": (lambda: timm.create_model("convnext_pico"), (1, 3, 224, 224)),
    "resnet18 + BiGRU 15x6x128": (SliceClassifier, (1, 15, 6, 128, 128)),
    "resnet18 + BiGRU 15x6x224": (SliceClassifier, (1, 15, 6, 224, 224)),
    "3-D U-Net base 16, 5 levels, 96": (UNet3D, (1, 1, 96, 96, 96)),
    "3-D U-Net base 16, 5 levels, 128": (UNet3D, (1, 1, 128, 128, 128)),
    "nnU-Net-like, instance norm, 96": (lambda: UNet3D(norm=instance_norm), (1, 1, 96, 96, 96)),
}


def exported(name, folder):
    """Writes the network and an input once; gives both paths."""
    make, shape = MODELS[name]
    path = Path(folder) / f"{name}.onnx".replace(" ", "_").replace(",", "")
    values = path.with_suffix(".npy")
    if not (path.exists() and values.exists()):
        torch.manual_seed(1)
        x = torch.randn(shape)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(make().eval(), (x,), str(path), dynamo=False, opset_version=17,
                              input_names=["x"], output_names=["y"])
        np.save(values, x.numpy())
    return path, values
