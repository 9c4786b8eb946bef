#include <algorithm>
#include <cstring>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include "CodecLog.hpp"
#include "JPEGStream.hpp"
#include "LosslessJPEG.hpp"
#include "Pixels.hpp"
#include "Refusal.hpp"

static void registerCodecs() {
  static const bool once = [] {
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  (void)once;
}

static void put(DcmDataset &dataSet, const DcmTagKey &key, size_t value) {
  // With the VR given, the data dictionary is not needed.
  auto *element = new DcmUnsignedShort(DcmTag(key, EVR_US));
  element->putUint16(static_cast<Uint16>(value), 0);
  dataSet.insert(element, true);
}

/// A data set of our own making with one frame's fragments: all that the codec sees of the file.
static DcmPixelData *frameDataSet(
    DcmDataset &dataSet, const std::vector<uint8_t> &frame, const PixelLayout &layout, E_TransferSyntax syntax) {
  put(dataSet, DCM_SamplesPerPixel, 1);
  put(dataSet, DCM_Rows, layout.rows);
  put(dataSet, DCM_Columns, layout.columns);
  put(dataSet, DCM_BitsAllocated, layout.bitsAllocated);
  put(dataSet, DCM_BitsStored, layout.bitsStored);
  put(dataSet, DCM_HighBit, layout.highBit);
  put(dataSet, DCM_PixelRepresentation, layout.isSigned ? 1 : 0);
  auto *photometric = new DcmCodeString(DcmTag(DCM_PhotometricInterpretation, EVR_CS));
  photometric->putString("MONOCHROME2");
  dataSet.insert(photometric, true);

  auto *sequence = new DcmPixelSequence(DcmTag(DCM_PixelData, EVR_OB));
  sequence->insert(new DcmPixelItem(DcmTag(DCM_Item, EVR_OB)));
  auto *item = new DcmPixelItem(DcmTag(DCM_Item, EVR_OB));
  item->putUint8Array(frame.data(), static_cast<unsigned long>(frame.size()));
  sequence->insert(item);
  auto *pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  dataSet.insert(pixels, true);
  return pixels;
}

/// Our own decoder, several times as fast as the JPEG library's, into samples of Bits Allocated.
static void decodeLossless(
    const std::vector<uint8_t> &stream, const PixelLayout &layout, unsigned precision, uint8_t *to) {
  const size_t count = layout.samples();
  std::vector<uint16_t> apart(layout.bitsAllocated == 16 ? 0 : count);
  uint16_t *samples = apart.empty() ? reinterpret_cast<uint16_t *>(to) : apart.data();
  decodeLosslessJPEG(stream, layout.rows, layout.columns, samples);
  // Prediction goes on modulo 65,536; what a stream of bytes has above them is no part of a sample.
  if (precision <= 8)
    for (size_t i = 0; i < count; i++) samples[i] &= 0xFF;
  if (layout.bitsAllocated == 8) std::copy(apart.begin(), apart.end(), to);
  if (layout.bitsAllocated == 32) std::copy(apart.begin(), apart.end(), reinterpret_cast<uint32_t *>(to));
}

void decodeJPEG(std::vector<uint8_t> frame, const PixelLayout &layout, const Syntax &syntax, uint8_t *to) {
  const JPEGFrame header = checkedJPEG(frame, layout, syntax.codec == Codec::jpegLS);
  if (header.isLossless) {
    decodeLossless(frame, layout, header.precision, to);
    return;
  }
  // The codecs make samples of one or two bytes.
  if (layout.bitsAllocated > 16) throw Refusal("32-bit samples are read from lossless JPEG and JPEG 2000 alone");
  registerCodecs();
  if (frame.size() % 2) frame.push_back(0);

  DcmDataset dataSet;
  const std::string uid(syntax.uid);
  const E_TransferSyntax transfer = DcmXfer(uid.c_str()).getXfer();
  DcmPixelData *pixels = frameDataSet(dataSet, frame, layout, transfer);
  Uint32 fragment = 0;
  OFString colourModel;
  CodecLog log;
  // The codec asks for an even number of bytes; the slot has room.
  const size_t room = layout.frameBytes() + layout.frameBytes() % 2;
  const OFCondition result = pixels->getUncompressedFrame(
      &dataSet, 0, fragment, to, static_cast<Uint32>(room), colourModel, nullptr);
  if (result.bad()) throw Refusal("the " + std::string(syntax.name) + " data cannot be decoded: " + result.text());
  if (log.sawDamage()) throw Refusal("the " + std::string(syntax.name) + " data is damaged: " + log.damage());
  // Up to 8 bits of precision the codec makes bytes, whatever Bits Allocated says.
  if (syntax.codec == Codec::jpeg && header.precision <= 8 && layout.bitsAllocated == 16) {
    for (size_t i = layout.samples(); i-- > 0;) {
      to[2 * i] = to[i];
      to[2 * i + 1] = 0;
    }
  }
}
