#include "Syntax.hpp"

#include <iterator>
#include <string>

#include "Refusal.hpp"

// Source: PS3.6 table A-1, PS3.5 annex A.
static constexpr Syntax read[] = {
    {"1.2.840.10008.1.2", "Implicit VR Little Endian", false, false, false, Codec::native},
    {"1.2.840.10008.1.2.1", "Explicit VR Little Endian", true, false, false, Codec::native},
    {"1.2.840.10008.1.2.2", "Explicit VR Big Endian", true, true, false, Codec::native},
    {"1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", true, false, true, Codec::native},
    {"1.2.840.10008.1.2.5", "RLE Lossless", true, false, false, Codec::rle},
    {"1.2.840.10008.1.2.4.50", "JPEG Baseline", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.51", "JPEG Extended", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.53", "JPEG Spectral Selection", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.55", "JPEG Full Progression", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.57", "JPEG Lossless", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.70", "JPEG Lossless, first-order prediction", true, false, false, Codec::jpeg},
    {"1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", true, false, false, Codec::jpegLS},
    {"1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", true, false, false, Codec::jpegLS},
    {"1.2.840.10008.1.2.4.90", "JPEG 2000 lossless", true, false, false, Codec::jpeg2000},
    {"1.2.840.10008.1.2.4.91", "JPEG 2000", true, false, false, Codec::jpeg2000},
    {"1.2.840.10008.1.2.4.201", "HTJ2K lossless", true, false, false, Codec::jpeg2000},
    {"1.2.840.10008.1.2.4.202", "HTJ2K lossless, RPCL", true, false, false, Codec::jpeg2000},
    {"1.2.840.10008.1.2.4.203", "HTJ2K", true, false, false, Codec::jpeg2000},
};

struct Named {
  std::string_view uid, name;
};
static constexpr Named known[] = {
    {"1.2.840.10008.1.2.4.92", "JPEG 2000 part 2 lossless"},
    {"1.2.840.10008.1.2.4.93", "JPEG 2000 part 2"},
    {"1.2.840.10008.1.2.4.94", "JPIP referenced"},
    {"1.2.840.10008.1.2.4.95", "JPIP referenced, deflated"},
    {"1.2.840.10008.1.2.4.100", "MPEG2 video"},
    {"1.2.840.10008.1.2.4.102", "MPEG-4 video"},
    {"1.2.840.10008.1.2.4.107", "HEVC video"},
    {"1.2.840.10008.1.2.4.110", "JPEG XL lossless"},
    {"1.2.840.10008.1.2.4.111", "JPEG XL recompression"},
    {"1.2.840.10008.1.2.4.112", "JPEG XL"},
    {"1.2.840.113619.5.2", "GE private, big-endian pixels"},
};

const Syntax &syntaxNamed(std::string_view uid) {
  for (const Syntax &syntax : read)
    if (syntax.uid == uid) return syntax;
  for (const Named &other : known)
    if (other.uid == uid)
      throw Refusal("transfer syntax " + std::string(uid) + " (" + std::string(other.name) + ") is not read");
  throw Refusal("transfer syntax " + std::string(uid) + " is not known");
}

const Syntax &plainSyntax(bool explicitVR) { return read[explicitVR ? 1 : 0]; }
