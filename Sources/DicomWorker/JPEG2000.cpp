#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

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

/// What the codec has complained of.
struct Complaint {
  std::string first;
  bool isSpent = false;
};

/// OpenJPEG warns, and goes on, where coded data is missing or wrong: what it makes of the place is a
/// guess, so a warning refuses the image as an error does. One warning it gives only once.
void note(const char *message, void *user) {
  auto *complaint = static_cast<Complaint *>(user);
  complaint->isSpent |= std::strstr(message, "will not be displayed again") != nullptr;
  if (!complaint->first.empty()) return;
  complaint->first = message;
  while (!complaint->first.empty() && complaint->first.back() == '\n') complaint->first.pop_back();
}

struct Closing {
  void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
  void operator()(opj_image_t *image) const { opj_image_destroy(image); }
  void operator()(opj_codestream_info_v2_t *info) const { opj_destroy_cstr_info(&info); }
};
template <typename T>
using Owned = std::unique_ptr<T, Closing>;

/// One codec with its stream, which must outlive it, and what it complains of.
class Decoding {
 public:
  Decoding(const uint8_t *bytes, size_t count)
      : reading_{bytes, count}, source_(opj_stream_create(std::min<size_t>(count, 1 << 20), OPJ_TRUE), opj_stream_destroy),
        codec_(opj_create_decompress(OPJ_CODEC_J2K)) {
    if (!source_ || !codec_) throw std::bad_alloc();
    opj_stream_set_user_data(source_.get(), &reading_, nullptr);
    opj_stream_set_user_data_length(source_.get(), count);
    opj_stream_set_read_function(source_.get(), readSome);
    opj_stream_set_skip_function(source_.get(), skip);
    opj_stream_set_seek_function(source_.get(), seek);
    opj_set_error_handler(codec_.get(), note, &complaint_);
    opj_set_warning_handler(codec_.get(), note, &complaint_);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_image_t *made = nullptr;
    isWhole_ = opj_setup_decoder(codec_.get(), &parameters) && opj_decoder_set_strict_mode(codec_.get(), OPJ_TRUE)
            && opj_read_header(source_.get(), codec_.get(), &made);
    image_.reset(made);
    if (isWhole_) info_.reset(opj_get_cstr_info(codec_.get()));
  }
  // The codec holds addresses of its members.
  Decoding(const Decoding &) = delete;

  /// False where something was missing or wrong. `reduction`: how many of the finest levels to leave out.
  bool decode(uint32_t reduction = 0) {
    try {
      isWhole_ = isWhole_ && (reduction == 0 || opj_set_decoded_resolution_factor(codec_.get(), reduction))
              && opj_decode(codec_.get(), source_.get(), image_.get())
              && opj_end_decompress(codec_.get(), source_.get());
    } catch (const Refusal &) {
      // An assertion (Assertion.cpp).
      if (!complaint_.isSpent) throw;
    }
    if (complaint_.isSpent) throw CodecSpent();
    return isWhole_ && complaint_.first.empty();
  }

  /// What the main header says of the blocks; null when it could not be read.
  const opj_tccp_info_t *blocks() const { return info_ ? info_->m_default_tile_info.tccp_info : nullptr; }
  uint32_t layers() const { return info_ ? info_->m_default_tile_info.numlayers : 0; }
  const std::string &complaint() const { return complaint_.first; }
  Owned<opj_image_t> takeImage() { return std::move(image_); }

 private:
  Reading reading_;
  Complaint complaint_;
  std::unique_ptr<opj_stream_t, void (*)(opj_stream_t *)> source_;
  Owned<opj_codec_t> codec_;
  Owned<opj_image_t> image_;
  Owned<opj_codestream_info_v2_t> info_;
  bool isWhole_ = false;
};

/// High-throughput blocks (T.814) in more than one layer have their lengths written in a way that
/// OpenJPEG 2.5 misreads; it knows no other option of theirs than the vertically causal one.
void checkBlocks(const Decoding &decoding) {
  constexpr uint32_t ht = 0x40, causal = 0x08;
  const opj_tccp_info_t *blocks = decoding.blocks();
  if (!blocks || !(blocks->cblksty & ht)) return;
  if (decoding.layers() != 1)
    throw Refusal("HTJ2K data of " + std::to_string(decoding.layers()) + " layers is not read");
  if (blocks->cblksty & ~(ht | causal)) throw Refusal("HTJ2K data with blocks of other kinds is not read");
}

/// The stream with bits behind each tile's last packet that begin no packet: a codec that needs
/// another packet runs into them, where without them it would take the missing ones for empty.
std::vector<uint8_t> barred(const Codestream &stream) {
  constexpr size_t length = 256;
  std::vector<uint8_t> result(stream.bytes, stream.bytes + stream.parts.front().at);
  for (const TilePart &part : stream.parts) {
    const size_t start = result.size();
    result.insert(result.end(), stream.bytes + part.at, stream.bytes + part.at + part.size);
    if (!part.endsTile) continue;
    for (size_t i = 0; i < length / 2; i++) result.insert(result.end(), {0xFF, 0x7F});
    const size_t size = part.size + length;
    for (size_t i = 0; i < 4; i++) result[start + 6 + i] = static_cast<uint8_t>(size >> (24 - 8 * i));
  }
  result.insert(result.end(), stream.bytes + stream.count - 2, stream.bytes + stream.count);
  return result;
}

Owned<opj_image_t> decoded(const Codestream &stream) {
  Decoding decoding(stream.bytes, stream.count);
  checkBlocks(decoding);
  if (!decoding.decode())
    throw Refusal("the JPEG 2000 data cannot be decoded"
                  + (decoding.complaint().empty() ? std::string() : ": " + decoding.complaint()));
  const std::vector<uint8_t> again = barred(stream);
  // The coarsest level alone is quick: the other packets are walked through, their blocks are not decoded.
  // Where a tile has no pixels on that level, OpenJPEG fails.
  for (const uint32_t reduction : {decoding.blocks()->numresolutions - 1, 0u})
    if (Decoding(again.data(), again.size()).decode(reduction)) return decoding.takeImage();
  throw Refusal("the compressed image is cut short: packets are missing");
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
