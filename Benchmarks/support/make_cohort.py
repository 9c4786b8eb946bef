"""Writes a cohort of small CT slices: make_cohort.py FOLDER STUDIES [SLICES]. Standard library only.

FOLDER/PATIENT/STUDY/SERIES/IM0001 …: 32×32 pixels behind a header of some sixty attributes, explicit little
endian; every file has its own UID, number, place and time, as a scanner writes them.
"""
import os, random, struct, sys

LONG = {b"OB", b"OW", b"SQ", b"UN", b"UT"}
SIDE = 32
WORDS = ["C-spine without contrast", "Trauma neck", "Cervical spine follow-up", "Head and neck", "Polytrauma"]
NAMES = ["Ahlers", "Brandt", "Çelik", "Dvořák", "Eriksen", "Fontana", "Grüner", "Hashimoto", "Ivanova", "Jansen"]
GIVEN = ["Anna", "Bernd", "Clara", "Dieter", "Emma", "Fritz", "Greta", "Hugo", "Ida", "Jonas"]


def element(tag, vr, value):
    if isinstance(value, str):
        value = value.encode()
    vr = vr.encode()
    if len(value) % 2:
        value += b"\0" if vr in (b"UI", b"OB") else b" "
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    return head + (struct.pack("<HI", 0, len(value)) if vr in LONG else struct.pack("<H", len(value))) + value


def us(tag, value):
    return element(tag, "US", struct.pack("<H", value))


def series_parts(patient, study, series, number, date, word, kernel):
    """The bytes of a file of the series, in pieces between what differs from slice to slice."""
    name, identifier, birth, sex = patient
    return [
        element(0x00080005, "CS", "ISO_IR 192") + element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI")
        + element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
        element(0x00080020, "DA", date) + element(0x00080021, "DA", date) + element(0x00080022, "DA", date)
        + element(0x00080023, "DA", date) + element(0x00080030, "TM", "101500") + element(0x00080031, "TM", "101530"),
        element(0x00080050, "SH", "A" + identifier) + element(0x00080060, "CS", "CT")
        + element(0x00080070, "LO", "Bench") + element(0x00080080, "LO", "General Hospital")
        + element(0x00080090, "PN", "Referring^Doctor") + element(0x00081010, "SH", "CT01")
        + element(0x00081030, "LO", word) + element(0x0008103E, "LO", kernel + " 0.6")
        + element(0x00081090, "LO", "Scanner 64") + element(0x00100010, "PN", name)
        + element(0x00100020, "LO", identifier) + element(0x00100030, "DA", birth) + element(0x00100040, "CS", sex)
        + element(0x00101010, "AS", "054Y") + element(0x00180015, "CS", "CSPINE") + element(0x00180050, "DS", "0.6")
        + element(0x00180060, "DS", "120") + element(0x00180090, "DS", "500") + element(0x00181000, "LO", "0000123")
        + element(0x00181020, "LO", "syngo CT 2020A") + element(0x00181030, "LO", "Neck trauma")
        + element(0x00181100, "DS", "220") + element(0x00181110, "DS", "1040") + element(0x00181111, "DS", "570")
        + element(0x00181120, "DS", "0") + element(0x00181130, "DS", "142") + element(0x00181140, "CS", "CW")
        + element(0x00181150, "IS", "1000"),
        element(0x00181160, "SH", "FLAT") + element(0x00181170, "IS", "38") + element(0x00181190, "DS", "1.2")
        + element(0x00181210, "SH", kernel) + element(0x00185100, "CS", "HFS") + element(0x0020000D, "UI", study)
        + element(0x0020000E, "UI", series) + element(0x00200010, "SH", "1") + element(0x00200011, "IS", str(number))
        + element(0x00200012, "IS", "1"),
        element(0x00200037, "DS", "1\\0\\0\\0\\1\\0") + element(0x00200052, "UI", study + ".9")
        + element(0x00201040, "LO", ""),
        us(0x00280002, 1) + element(0x00280004, "CS", "MONOCHROME2") + us(0x00280010, SIDE) + us(0x00280011, SIDE)
        + element(0x00280030, "DS", "0.4\\0.4") + us(0x00280100, 16) + us(0x00280101, 12) + us(0x00280102, 11)
        + us(0x00280103, 0) + element(0x00281050, "DS", "350\\40") + element(0x00281051, "DS", "2000\\400")
        + element(0x00281052, "DS", "-1024") + element(0x00281053, "DS", "1") + element(0x00281054, "LO", "HU")
        + element(0x00281055, "LO", "BONE\\SOFT") + element(0x7FE00010, "OW", PIXELS),
    ]


PIXELS = struct.pack(f"<{SIDE * SIDE}H", *((37 * n) % 2400 for n in range(SIDE * SIDE)))
META = element(0x00020001, "OB", b"\0\1") + element(0x00020002, "UI", "1.2.840.10008.5.1.4.1.1.2")


def write_series(folder, patient, study, number, slices, date, word, kernel):
    os.makedirs(folder)
    series = f"{study}.{number}"
    parts = series_parts(patient, study, series, number, date, word, kernel)
    syntax = element(0x00020010, "UI", "1.2.840.10008.1.2.1") + element(0x00020012, "UI", "1.2.3.4.5.6")
    for n in range(slices):
        uid = f"{series}.{10000 + n}"
        meta = META + element(0x00020003, "UI", uid) + syntax
        where = element(0x00200032, "DS", f"-102.4\\-102.4\\{0.6 * n - 90:.3f}")
        body = (
            bytes(128) + b"DICM" + element(0x00020000, "UL", struct.pack("<I", len(meta))) + meta + parts[0]
            + element(0x00080018, "UI", uid) + parts[1] + element(0x00080032, "TM", f"1015{n % 60:02}.{n:06}") + parts[2]
            + element(0x00181151, "IS", str(200 + n % 90)) + parts[3] + element(0x00200013, "IS", str(n + 1)) + where
            + parts[4] + element(0x00201041, "DS", f"{0.6 * n - 90:.3f}") + parts[5])
        file = os.open(f"{folder}/IM{n + 1:05}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(file, body)
        os.close(file)


def main():
    root, studies = sys.argv[1], int(sys.argv[2])
    slices = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    source = random.Random(1)
    for n in range(studies):
        patient = (f"{source.choice(NAMES)}{n:04}^{source.choice(GIVEN)}", f"P{n:06}",
                   f"19{source.randrange(30, 99)}{source.randrange(1, 13):02}{source.randrange(1, 29):02}",
                   source.choice("FM"))
        date = f"20{source.randrange(10, 26)}{source.randrange(1, 13):02}{source.randrange(1, 29):02}"
        # Two thirds bone, one third soft: the usual pair.
        for number, count, kernel in ((2, slices * 2 // 3, "Br64"), (3, slices - slices * 2 // 3, "Br40")):
            write_series(f"{root}/{patient[1]}/ST{n:06}/SE{number}", patient, f"1.2.826.0.1.3680043.8.498.77.{n}",
                         number, count, date, source.choice(WORDS) if number == 2 else WORDS[0], kernel)


main()
