/// The messages between `Imaging` and the worker `spinetui-dicom`; docs/worker-protocol.md is the text.
#ifndef DICOM_WIRE_H
#define DICOM_WIRE_H

#include <stdint.h>

/// Version of the protocol; both sides refuse another.
#define DICOM_WIRE_VERSION 1

#endif
