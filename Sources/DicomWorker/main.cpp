// spinetui-dicom: reads DICOM files for spinetui, in a process that may die.
// docs/worker-protocol.md says how it is spoken to.

#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <malloc.h>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

#include "CPlatformWorker.h"
#include "Attributes.hpp"
#include "CodecLog.hpp"
#include "Fuzz.hpp"
#include "Guarded.hpp"
#include "Header.hpp"
#include "Limits.hpp"
#include "Message.hpp"
#include "Pixels.hpp"
#include "Refusal.hpp"
#include "Tables.hpp"

#include <dcmtk/config/osconfig.h>
#include <zlib.h>

static_assert(CPLATFORM_FILTERED == DICOM_WIRE_FILTERED && CPLATFORM_MEMORY_LIMITED == DICOM_WIRE_MEMORY_LIMITED,
              "hello passes the bits on");

static void answerHello(PayloadReader &request, PayloadWriter &answer, unsigned confinement) {
  const uint32_t version = request.u32();
  request.expectEnd();
  if (version != DICOM_WIRE_VERSION)
    throw BadRequest("protocol version " + std::to_string(version) + " is asked for, this is version "
                     + std::to_string(DICOM_WIRE_VERSION));
  answer.u32(DICOM_WIRE_VERSION);
  answer.u32(DICOM_WIRE_SLOTS);
  answer.u64(DICOM_WIRE_SLOT_BYTES);
  answer.u32(confinement);
  answer.text(std::string("DCMTK ") + PACKAGE_VERSION + ", OpenJPEG " + openJPEGVersion() + ", zlib "
              + zlibVersion());
}

/// Answers one request.
static uint16_t answer(
    uint16_t operation, PayloadReader request, PayloadWriter &payload, uint8_t *ring, unsigned confinement) {
  return guarded(payload, [&](PayloadWriter &result) {
    switch (operation) {
      case DICOM_WIRE_HELLO: answerHello(request, result, confinement); break;
      case DICOM_WIRE_HEADER: answerHeader(request, result); break;
      case DICOM_WIRE_ATTRIBUTES: answerAttributes(request, result); break;
      case DICOM_WIRE_PIXELS: answerPixels(request, result, ring); break;
      case DICOM_WIRE_HEADERS: answerHeaders(request, result); break;
      case DICOM_WIRE_TABLES: answerTables(request, result); break;
      default: throw BadRequest("operation " + std::to_string(operation) + " is not known");
    }
  });
}

int main(int argumentCount, char **arguments) {
  if (argumentCount > 2 && std::strcmp(arguments[1], "fuzz") == 0) return fuzz(argumentCount - 2, arguments + 2);
  if (argumentCount != 2 || std::strcmp(arguments[1], "read") != 0) {
    std::fprintf(stderr, "spinetui-dicom is started by spinetui; it speaks protocol version %d\n", DICOM_WIRE_VERSION);
    return 64;
  }
  void *ring = mmap(nullptr, size_t(DICOM_WIRE_SLOTS) * DICOM_WIRE_SLOT_BYTES, PROT_READ | PROT_WRITE,
                    MAP_SHARED, DICOM_WIRE_RING_DESCRIPTOR, 0);
  if (ring == MAP_FAILED) return 71;
  close(DICOM_WIRE_RING_DESCRIPTOR);
  // A library that prints must not speak in our place.
  if (!keepAnswersApart()) return 71;
  silenceLog();
  // A frame's buffers are used again for the next one instead of being mapped, filled with zeros by
  // the kernel and given back each time.
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 8 << 20);
  const unsigned confinement = cplatform_confine_reader(limits::address_space);

  dicom_wire_header header;
  std::string request;
  while (readMessage(header, request)) {
    alarm(limits::orphan_seconds);
    PayloadWriter payload;
    try {
      header.status = answer(
          header.operation, PayloadReader(request), payload, static_cast<uint8_t *>(ring), confinement);
    } catch (const CodecSpent &) {
      return 65;
    }
    header.length = static_cast<uint32_t>(payload.bytes().size());
    writeMessage(header, payload.bytes());
    alarm(0);
  }
  return 0;
}
