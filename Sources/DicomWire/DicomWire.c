#include "DicomWire.h"

_Static_assert(sizeof(dicom_wire_header) == 12, "the header has no padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the messages are little-endian");
