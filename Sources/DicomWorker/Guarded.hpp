#pragma once

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "DicomWire.h"
#include "Message.hpp"
#include "Refusal.hpp"

/// Runs `body`, which writes an answer; whatever is thrown becomes a status and a sentence,
/// but for CodecSpent.
template <typename Body> uint16_t guarded(PayloadWriter &payload, Body body) {
  try {
    PayloadWriter result;
    body(result);
    if (result.bytes().size() > DICOM_WIRE_MAX_ANSWER) throw Refusal("the header is larger than 16 MB");
    payload = std::move(result);
    return DICOM_WIRE_DONE;
  } catch (const NotDicom &) {
    return DICOM_WIRE_NOT_DICOM;
  } catch (const Refusal &refusal) {
    payload.text(refusal.what());
    return DICOM_WIRE_REFUSED;
  } catch (const BadRequest &refusal) {
    payload.text(refusal.what());
    return DICOM_WIRE_BAD_REQUEST;
  } catch (const CodecSpent &) {
    throw;
  } catch (const std::bad_alloc &) {
    payload.text("it needs more memory than the reader may have");
  } catch (const std::exception &error) {
    payload.text(std::string("the reader failed: ") + error.what());
  } catch (...) {
    payload.text("the reader failed");
  }
  return DICOM_WIRE_FAILED;
}
