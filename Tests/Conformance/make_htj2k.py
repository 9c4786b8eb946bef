#!/usr/bin/env python3
"""make_htj2k.py Tests/ImagingTests/DICOM/Fixtures: small HTJ2K streams by OpenJPH, whose pixels `HTJ2KTests` knows
by formula, and for lossy ones what OpenJPH makes of them (.pixels, 16 bits, little-endian).

Needs imagecodecs and pylibjpeg-openjpeg, which the tests do not: the streams are kept."""
import os, struct, sys
import imagecodecs, numpy as np, openjpeg

OUT = sys.argv[1]
ROWS, COLUMNS = 40, 48
y, x = np.mgrid[:ROWS, :COLUMNS]
speckle = (x * 7919 + y * 104729) % 37
# Air, a disc of soft tissue with a slope, bone in it.
neck = np.where((x - 24) ** 2 + (y - 20) ** 2 < 300, 5 * x - 3 * y + speckle, -1000 + speckle)
neck = np.where((x - 20) ** 2 + (y - 24) ** 2 < 40, 900 + 4 * speckle, neck)
# Every bit of 16, both signs.
noise = (x * 40503 + y * 30011 + x * y * 257) % 65536 - 32768


def save(name, data):
    with open(os.path.join(OUT, name), "wb") as file:
        file.write(data)


def coded(pixels, bits, signed, **options):
    """imagecodecs writes 8 and 16 bits alone; but an unsigned stream is the signed one of what lies 2^(bits-1) lower,
    and SIZ alone has the precision, by which lossy steps are scaled."""
    scale = 1 if options["reversible"] else 1 << 16 - bits
    stream = bytearray(imagecodecs.htj2k_encode((pixels * scale).astype(np.int16), **options))
    assert stream[2:4] == b"\xff\x51" and stream[42] == 0x8F
    stream[42] = (0x80 if signed else 0) | bits - 1
    return bytes(stream)


def said_once():
    """One block without a transform: of its bit-planes one alone is not empty, and yet a second coding pass follows."""
    stream = imagecodecs.htj2k_encode((x[:8, :8] % 2).astype(np.int8), reversible=True, resolutions=0)
    sot = stream.index(b"\xff\x90\0\x0a")
    sod = stream.index(b"\xff\x93", sot) + 2
    quantisation = stream[stream.index(b"\xff\x5c") + 4 :]
    planes = (quantisation[1] >> 3) + (quantisation[0] >> 5) - 1
    block = bytes.fromhex("3b31feb7788af500")  # decodes to zeros
    bits = "11" + "0" * (planes - 1) + "1" + "10" + "1110" + f"{len(block):06b}" + f"{1:06b}"
    bits += "0" * (-len(bits) % 8)
    packet = int(bits, 2).to_bytes(len(bits) // 8, "big") + block + b"\0"
    assert b"\xff" not in packet
    return stream[: sot + 6] + struct.pack(">I", sod - sot + len(packet)) + stream[sot + 10 : sod] + packet + b"\xff\xd9"


os.makedirs(OUT, exist_ok=True)
save("neck-16s.j2c", coded(neck, 16, True, reversible=True))
save("neck-12u.j2c", coded(neck, 12, False, reversible=True))
save("noise-16s.j2c", coded(noise, 16, True, reversible=True))
# A tile-part for each resolution, and where they begin.
save("parts-12s.j2c", coded(neck, 12, True, reversible=True, tlm=True, tilepart=1))
save("tiles-16u.j2c", coded(noise, 16, False, reversible=True, tile=(32, 32)))
for name, bits, signed in (("lossy-16s", 16, True), ("lossy-12u", 12, False)):
    stream = coded(neck, bits, signed, reversible=False, level=0.0005)
    save(f"{name}.j2c", stream)
    save(f"{name}.pixels", imagecodecs.htj2k_decode(stream).astype(np.int16).tobytes())
save("said-once.j2c", said_once())
# The same neck in plain JPEG 2000.
save("plain-16s.j2k", bytes(openjpeg.encode_pixel_data(
    neck.astype(np.int16).tobytes(), rows=ROWS, columns=COLUMNS, samples_per_pixel=1, bits_allocated=16,
    bits_stored=16, pixel_representation=1, photometric_interpretation="MONOCHROME2")))
