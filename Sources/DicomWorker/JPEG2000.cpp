#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg-2.5/openjpeg.h>

#include "JPEG2000Stream.hpp"
#include "Pixels.hpp"
#include "Refusal.hpp"

namespace {
/// The codestream as OpenJPEG's stream callbacks see it.
struct Reading {
  const uint8_t *bytes;
  size_t count;
  size_t at = 0;
};

OPJ_SIZE_T readSome(void *to, OPJ_SIZE_T wanted, void *user) {
  auto *reading = static_cast<Reading *>(user);
  const size_t count = std::min<size_t>(wanted, reading->count - reading->at);
  if (count == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, reading->bytes + reading->at, count);
  reading->at += count;
  return count;
}

OPJ_OFF_T skip(OPJ_OFF_T wanted, void *user) {
  auto *reading = static_cast<Reading *>(user);
  if (wanted < 0) return -1;
  const size_t count = std::min<size_t>(static_cast<size_t>(wanted), reading->count - reading->at);
  reading->at += count;
  return static_cast<OPJ_OFF_T>(count);
}

OPJ_BOOL seek(OPJ_OFF_T to, void *user) {
  auto *reading = static_cast<Reading *>(user);
  if (to < 0 || static_cast<uint64_t>(to) > reading->count) return OPJ_FALSE;
  reading->at = static_cast<size_t>(to);
  return OPJ_TRUE;
}

/// The first complaint. OpenJPEG warns, and goes on, where coded data is missing or wrong: what it
/// makes of the place is a guess, so a warning refuses the image as an error does.
void note(const char *message, void *user) {
  auto *complaint = static_cast<std::string *>(user);
  if (!complaint->empty()) return;
  *complaint = message;
  while (!complaint->empty() && complaint->back() == '\n') complaint->pop_back();
}

struct Closing {
  void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
  void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};

std::unique_ptr<opj_image_t, Closing> decoded(const Codestream &stream) {
  Reading reading{stream.bytes, stream.count};
  std::unique_ptr<opj_stream_t, void (*)(opj_stream_t *)> source(
      opj_stream_create(std::min<size_t>(stream.count, 1 << 20), OPJ_TRUE), opj_stream_destroy);
  std::unique_ptr<opj_codec_t, Closing> codec(opj_create_decompress(OPJ_CODEC_J2K));
  if (!source || !codec) throw std::bad_alloc();
  opj_stream_set_user_data(source.get(), &reading, nullptr);
  opj_stream_set_user_data_length(source.get(), stream.count);
  opj_stream_set_read_function(source.get(), readSome);
  opj_stream_set_skip_function(source.get(), skip);
  opj_stream_set_seek_function(source.get(), seek);

  std::string complaint;
  opj_set_error_handler(codec.get(), note, &complaint);
  opj_set_warning_handler(codec.get(), note, &complaint);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t *made = nullptr;
  bool whole = opj_setup_decoder(codec.get(), &parameters) && opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE)
            && opj_read_header(source.get(), codec.get(), &made);
  std::unique_ptr<opj_image_t, Closing> image(made);
  whole = whole && opj_decode(codec.get(), source.get(), image.get())
       && opj_end_decompress(codec.get(), source.get());
  if (!whole || !complaint.empty())
    throw Refusal("the JPEG 2000 data cannot be decoded"
                  + (complaint.empty() ? std::string() : ": " + complaint));
  return image;
}

/// The low bits of each sample, little-endian; true when some sample is negative.
template <typename T>
bool store(const OPJ_INT32 *samples, size_t count, uint8_t *to) {
  bool negative = false;
  for (size_t i = 0; i < count; i++) {
    const T value = static_cast<T>(samples[i]);
    negative |= samples[i] < 0;
    std::memcpy(to + i * sizeof value, &value, sizeof value);
  }
  return negative;
}
}  // namespace

std::string openJPEGVersion() { return opj_version(); }

void decodeJPEG2000(const std::vector<uint8_t> &frame, const PixelLayout &layout, uint8_t *to) {
  const Codestream stream = checkedCodestream(frame, layout);
  if (layout.highBit + 1 != layout.bitsStored)
    throw Refusal("High Bit is " + std::to_string(layout.highBit) + ", which JPEG 2000 data cannot have");
  const auto image = decoded(stream);
  const opj_image_comp_t &component = image->comps[0];
  if (image->numcomps != 1 || !component.data || component.w != layout.columns || component.h != layout.rows)
    throw Refusal("the JPEG 2000 data gave another image than its header says");
  bool negative = false;
  switch (layout.bitsAllocated) {
    case 8: negative = store<uint8_t>(component.data, layout.samples(), to); break;
    case 16: negative = store<uint16_t>(component.data, layout.samples(), to); break;
    default: negative = store<uint32_t>(component.data, layout.samples(), to); break;
  }
  // What a header and its stream say of the sign must not differ where it matters; a reader that
  // believes one of them shows air as metal. An unsigned stream may carry the bits of signed values,
  // as long as the sign bit is the one that the header names.
  if (negative && !layout.isSigned)
    throw Refusal("the compressed image holds negative values, Pixel Representation says there are none");
  if (!stream.isSigned && layout.isSigned && stream.precision < layout.bitsStored) {
    const OPJ_INT32 half = OPJ_INT32(1) << (stream.precision - 1);
    if (std::any_of(component.data, component.data + layout.samples(), [&](OPJ_INT32 v) { return v >= half; }))
      throw Refusal("which bit of the compressed image is the sign is not stated");
  }
}
