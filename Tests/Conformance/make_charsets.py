"""pydicom's own character-set files and the name examples of PS3.5 annexes H to K, as CT slices.

    python make_charsets.py ODD OUT      # ODD is the folder that make_dicom.py made

Prints the names that are known from elsewhere than pydicom, as JSON by file name: it leaves GB 2312's escapes and
reads ISO 8859-15 as 8859-1. Each slice carries the undecoded Patient's Name and Specific Character Set of one of pydicom's files.
"""
import copy
import json
import os
import sys
import warnings
from io import BytesIO

import pydicom
from pydicom.data import get_charset_files

warnings.simplefilter("ignore")
base = pydicom.dcmread(os.path.join(sys.argv[1], "s01_base_reversed_instnum", "IM0004"))
target = sys.argv[2]
os.makedirs(target, exist_ok=True)
#: Where pydicom's files have none: Thai, Simplified Chinese, Turkish, Nordic and Western sets with their escapes.
MORE = {
    "thai": (["ISO_IR 166"], "ประเทศ".encode("tis-620")),
    "thai_2022": (["", "ISO 2022 IR 166"], b"Name^\x1b-T" + "ไทย".encode("tis-620")),
    "gbk": (["GBK"], "王^小东".encode("gbk")),
    "gb2312_2022": (["", "ISO 2022 IR 58"], b"Zhang^XiaoDong=\x1b$)A" + "张".encode("gb2312") + b"^\x1b$)A" + "小东".encode("gb2312")),
    "turkish": (["ISO_IR 148"], "Çavuşoğlu^İlker".encode("iso8859-9")),
    "north": (["ISO_IR 110"], "Bērziņš^Ķīšu".encode("iso8859-4")),
    "south": (["ISO_IR 109"], "Ħamrun^Ġorġ".encode("iso8859-3")),
    "latin9": (["ISO_IR 203"], "Œuvré^€".encode("iso8859-15")),
    "katakana": (["ISO_IR 13"], "ﾔﾏﾀﾞ^ﾀﾛｳ".encode("shift_jis")),
    "utf8": (["ISO_IR 192"], "Wang^XiaoDong=王^小東=".encode()),
}


def put(name, sets, raw):
    data = copy.deepcopy(base)
    data.SpecificCharacterSet = sets if len(sets) != 1 else sets[0]
    raw += b" " * (len(raw) % 2)
    data.PatientName = "X" * len(raw)
    buffer = BytesIO()
    data.save_as(buffer, enforce_file_format=True)
    with open(os.path.join(target, name), "wb") as file:
        file.write(buffer.getvalue().replace(b"X" * len(raw), raw, 1))


for path in get_charset_files("*.dcm"):
    data = pydicom.dcmread(path)
    element = data.get_item((0x0010, 0x0010))
    if element is None or not isinstance(element.value, bytes) or len(element.value) < 2:
        continue
    sets = data.get("SpecificCharacterSet", "")
    put(os.path.basename(path)[:-4], [sets] if isinstance(sets, str) else [str(s or "") for s in sets], element.value)
for name, (sets, raw) in MORE.items():
    put(name, sets, raw)
print(json.dumps({"gb2312_2022": "Zhang^XiaoDong=张^小东", "latin9": "Œuvré^€"}))
