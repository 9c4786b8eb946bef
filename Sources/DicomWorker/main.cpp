#include "DicomWire.h"

#include <cstdio>

int main() {
  std::fprintf(stderr, "spinetui-dicom is started by spinetui; protocol version %d\n", DICOM_WIRE_VERSION);
  return 64;
}
