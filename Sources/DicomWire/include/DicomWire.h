/// The messages between `Imaging` and the worker `spinetui-dicom`; docs/worker-protocol.md is the text.
#ifndef DICOM_WIRE_H
#define DICOM_WIRE_H

#include <stdint.h>

/// Version of the protocol; both sides refuse another.
#define DICOM_WIRE_VERSION 1

/// A message's header: 12 bytes, little-endian, followed by `length` bytes of payload.
typedef struct {
  uint32_t length;
  uint16_t operation;
  uint16_t status;
  uint32_t id;
} dicom_wire_header;

// Operations.
#define DICOM_WIRE_HELLO 1
#define DICOM_WIRE_HEADER 2
#define DICOM_WIRE_PIXELS 3
#define DICOM_WIRE_HEADERS 4
#define DICOM_WIRE_ATTRIBUTES 5
#define DICOM_WIRE_TABLES 6

// Status of an answer.
#define DICOM_WIRE_DONE 0
#define DICOM_WIRE_NOT_DICOM 1
#define DICOM_WIRE_REFUSED 2
#define DICOM_WIRE_BAD_REQUEST 3
#define DICOM_WIRE_FAILED 4

// hello: flags of the answer.
#define DICOM_WIRE_FILTERED 1u
#define DICOM_WIRE_MEMORY_LIMITED 2u

// header: flags of the request.
#define DICOM_WIRE_WITH_FRAMES 1u

// attributes: flags of the answer.
#define DICOM_WIRE_CUT 1u

// header: facts about the file.
#define DICOM_WIRE_NO_PREAMBLE 1u
#define DICOM_WIRE_BARE_DATA_SET 2u
#define DICOM_WIRE_ENCAPSULATED 4u
#define DICOM_WIRE_TEXT_UNDECLARED 8u
#define DICOM_WIRE_TEXT_BAD_BYTES 16u
#define DICOM_WIRE_VR_MISMATCH 32u
#define DICOM_WIRE_TEXT_UNKNOWN_SET 64u
#define DICOM_WIRE_NO_PIXEL_DATA 128u

// pixels: element types.
#define DICOM_WIRE_INT16 1
#define DICOM_WIRE_UINT16 2
#define DICOM_WIRE_INT32 3
#define DICOM_WIRE_UINT32 4

// The ring of shared memory, descriptor 3 of the worker.
#define DICOM_WIRE_RING_DESCRIPTOR 3
#define DICOM_WIRE_SLOTS 8
#define DICOM_WIRE_SLOT_BYTES 33554432

// Limits.
#define DICOM_WIRE_MAX_REQUEST 65536
#define DICOM_WIRE_MAX_ANSWER 16777216
#define DICOM_WIRE_MAX_WANTED 256
#define DICOM_WIRE_MAX_LISTED 4096
#define DICOM_WIRE_MAX_DIMENSION 4096
#define DICOM_WIRE_MAX_FRAMES 20000

#endif
