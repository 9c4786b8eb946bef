"""Networks with random weights: the families that are trained in this field, from torchvision, timm and
plain PyTorch. Each is a name, a maker, the input's shape and the exporters that it goes through."""
from pathlib import Path

import timm
import torch
import torchvision
from torch import nn

SCRIPT, DYNAMO = "TorchScript", "dynamo"


def plain(width):
    return nn.Sequential(
        nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(width, 2 * width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(2 * width, 4 * width, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Dropout(0.5), nn.Linear(4 * width, 8))


def dense():
    return nn.Sequential(
        nn.Conv2d(3, 16, 5, 2), nn.PReLU(16), nn.AvgPool2d(2), nn.LocalResponseNorm(5), nn.Conv2d(16, 32, 3),
        nn.SELU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 10 * 10, 32), nn.Softsign(), nn.Linear(32, 8))


class Volumes(nn.Module):
    """A 3-D U-Net of four levels, its norm batch or instance (nnU-Net), with the classes' means as logits."""

    def __init__(self, norm, base=8):
        super().__init__()

        def block(a, b):
            return nn.Sequential(nn.Conv3d(a, b, 3, padding=1), norm(b), nn.LeakyReLU(0.01),
                                 nn.Conv3d(b, b, 3, padding=1), norm(b), nn.LeakyReLU(0.01))
        widths = [base << n for n in range(4)]
        self.down = nn.ModuleList(block(a, b) for a, b in zip([1] + widths, widths))
        self.up = nn.ModuleList(nn.ConvTranspose3d(b, a, 2, 2) for a, b in zip(widths, widths[1:]))
        self.join = nn.ModuleList(block(2 * a, a) for a in widths[:-1])
        self.head = nn.Conv3d(base, 8, 1)

    def forward(self, x):
        kept = []
        for n, block in enumerate(self.down):
            x = block(x if n == 0 else nn.functional.max_pool3d(x, 2))
            kept.append(x)
        for up, join, skip in zip(reversed(self.up), reversed(self.join), reversed(kept[:-1])):
            x = join(torch.cat([up(x), skip], 1))
        return self.head(x).mean((2, 3, 4))


class Separated(nn.Module):
    """X3D's and CSN's blocks: depthwise 3-D convolutions between pointwise ones, squeeze and excitation."""

    def __init__(self, width=24):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(1, width, (1, 3, 3), (1, 2, 2), (0, 1, 1), bias=False),
                                  nn.Conv3d(width, width, (5, 1, 1), padding=(2, 0, 0), groups=width),
                                  nn.BatchNorm3d(width), nn.ReLU())
        self.a = nn.Sequential(nn.Conv3d(width, 2 * width, 1), nn.BatchNorm3d(2 * width), nn.ReLU())
        self.b = nn.Sequential(nn.Conv3d(2 * width, 2 * width, 3, (1, 2, 2), 1, groups=2 * width),
                               nn.BatchNorm3d(2 * width))
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool3d(1), nn.Conv3d(2 * width, 8, 1), nn.ReLU(),
                                     nn.Conv3d(8, 2 * width, 1), nn.Sigmoid())
        self.c = nn.Sequential(nn.Conv3d(2 * width, 2 * width, 1), nn.BatchNorm3d(2 * width), nn.SiLU())
        self.head = nn.Linear(2 * width, 8)

    def forward(self, x):
        x = self.b(self.a(self.stem(x)))
        return self.head(self.c(nn.functional.silu(x * self.squeeze(x))).mean((2, 3, 4)))


class Slices(nn.Module):
    """A 2-D network a slice, then a sequence model over the slices."""

    def __init__(self, sequence):
        super().__init__()
        self.slices = timm.create_model("resnet18d", in_chans=6, num_classes=0)
        self.kind = sequence
        if sequence == "transformer":
            layer = nn.TransformerEncoderLayer(512, 8, 256, batch_first=True, norm_first=True)
            self.sequence = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
            width = 512
        else:
            kind = {"gru": nn.GRU, "lstm": nn.LSTM, "rnn": nn.RNN}[sequence]
            self.sequence = kind(512, 64, 2 if sequence == "lstm" else 1, bidirectional=True, batch_first=True)
            width = 128
        self.score = nn.Sequential(nn.Linear(width, 32), nn.Tanh(), nn.Linear(32, 1))
        self.head = nn.Linear(width, 8)

    def forward(self, x):
        f = self.slices(x.flatten(0, 1)).unflatten(0, (x.shape[0], x.shape[1]))
        h = self.sequence(f)
        h = h if self.kind == "transformer" else h[0]
        return self.head((torch.softmax(self.score(h), 1) * h).sum(1))


def vision(name):
    return lambda: getattr(torchvision.models, name)(weights=None)


def of_timm(name):
    return lambda: timm.create_model(name, pretrained=False)


IMAGE, SMALL, VOLUME, STACK = (1, 3, 64, 64), (1, 3, 96, 96), (1, 1, 16, 32, 32), (1, 4, 6, 48, 48)
NETWORKS = [
    ("resnet18", vision("resnet18"), IMAGE, SCRIPT),
    ("resnet18", vision("resnet18"), IMAGE, DYNAMO),
    ("resnet50", vision("resnet50"), IMAGE, DYNAMO),
    ("alexnet", vision("alexnet"), (1, 3, 224, 224), SCRIPT),
    ("xception", of_timm("legacy_xception"), IMAGE, SCRIPT),
    ("efficientnet_b0", vision("efficientnet_b0"), IMAGE, SCRIPT),
    ("efficientnet_b0", vision("efficientnet_b0"), IMAGE, DYNAMO),
    ("plain ConvNet", lambda: plain(16), SMALL, SCRIPT),
    ("plain ConvNet with LRN", dense, SMALL, DYNAMO),
    ("resnet18d", of_timm("resnet18d"), IMAGE, SCRIPT),
    ("tf_efficientnetv2_b0", of_timm("tf_efficientnetv2_b0"), IMAGE, SCRIPT),
    ("convnext_pico", of_timm("convnext_pico"), IMAGE, DYNAMO),
    ("nfnet_l0", of_timm("nfnet_l0"), IMAGE, DYNAMO),
    ("regnety_002", of_timm("regnety_002"), IMAGE, SCRIPT),
    ("resnest14d", of_timm("resnest14d"), IMAGE, SCRIPT),
    ("mobilenetv3_large", of_timm("mobilenetv3_large_100"), IMAGE, DYNAMO),
    ("vit_tiny", of_timm("vit_tiny_patch16_224"), (1, 3, 224, 224), DYNAMO),
    ("r3d_18", lambda: torchvision.models.video.r3d_18(weights=None), (1, 3, 8, 32, 32), SCRIPT),
    ("3-D U-Net", lambda: Volumes(nn.BatchNorm3d), VOLUME, DYNAMO),
    ("nnU-Net", lambda: Volumes(lambda c: nn.InstanceNorm3d(c, affine=True)), VOLUME, SCRIPT),
    ("X3D / CSN blocks", Separated, VOLUME, DYNAMO),
    ("resnet18d + BiGRU", lambda: Slices("gru"), STACK, SCRIPT),
    ("resnet18d + BiLSTM", lambda: Slices("lstm"), STACK, SCRIPT),
    ("resnet18d + Transformer", lambda: Slices("transformer"), STACK, DYNAMO),
]


def made(maker, shape):
    """The network in evaluation mode, its statistics those of images with SmoothGrad's noise."""
    torch.manual_seed(20)
    net = maker()
    norms = [m for m in net.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = None
    if norms:
        net.train()
        with torch.no_grad():
            for _ in range(2):
                net(1.6 * torch.randn(4, *shape[1:]))
    return net.eval()


def exported(net, x, name, exporter, folder):
    """The path of the network as ONNX; made unless an earlier run left it in the folder."""
    path = Path(folder) / f"{name.replace(' / ', '-').replace(' ', '-')}-{exporter}.onnx"
    if path.exists():
        return path
    if exporter == DYNAMO:
        torch.onnx.export(net, (x,), str(path), dynamo=True, verbose=False, input_names=["x"],
                          output_names=["y"], external_data=False)
    else:
        torch.onnx.export(net, (x,), str(path), dynamo=False, opset_version=17, input_names=["x"],
                          output_names=["y"])
    return path
