// How a file is recognised and its data set found: DicomFile's constructor.

#include <cstring>

#include "DataSet.hpp"
#include "DicomWire.h"
#include "Refusal.hpp"

/// PS3.10 7.1: 128 bytes of anything, then these.
static constexpr uint64_t preamble = 128;

/// A UID as it may be shown: what is no digit or dot becomes `?`, cut at 64.
static std::string cleaned(std::string uid) {
  while (!uid.empty() && (uid.back() == '\0' || uid.back() == ' ')) uid.pop_back();
  if (uid.size() > 64) uid.resize(64);
  for (char &c : uid)
    if ((c < '0' || c > '9') && c != '.') c = '?';
  return uid;
}

/// Walks group 0002 (always explicit little endian) and returns the offset behind it.
/// The stated group length is not believed: it is wrong often enough.
uint64_t DicomFile::readMeta(uint64_t at, std::string &uid) {
  Extent rest{at, source_->size(), true, false};
  return walk(rest, [&](const Element &element) {
    if (element.tag >> 16 != 0x0002) return false;
    if (element.tag == tag::transferSyntax) uid = cleaned(valueBytes(element));
    return true;
  });
}

bool DicomFile::looksExplicit(uint64_t at) {
  const uint8_t *vr = source_->view(at + 4, 2);
  return vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z';
}

/// True when a bare little-endian data set seems to start here: tags that ascend from group 0008
/// and a SOP class that looks like a UID among the first of them.
bool DicomFile::plausible(uint64_t at, bool explicitVR) {
  if (source_->size() < at + 8 || u16(at) != 0x0008) return false;
  bool hasClass = false;
  Tag last = 0;
  int count = 0;
  try {
    walk(Extent{at, source_->size(), explicitVR, false}, [&](const Element &element) {
      if (element.tag <= last || ++count > 20) return false;
      last = element.tag;
      if (element.tag != tag::sopClass && element.tag != tag::sopInstance) return true;
      std::string uid = cleaned(valueBytes(element));
      hasClass = uid.size() > 4 && uid.find('?') == std::string::npos;
      return !hasClass;
    });
  } catch (const Refusal &) {
    return false;
  }
  return hasClass;
}

DicomFile::DicomFile(const std::string &path) : DicomFile(std::make_unique<FileSource>(path)) {}

DicomFile::DicomFile(std::unique_ptr<Source> source) : source_(std::move(source)) {
  fileBytes_ = source_->size();
  uint64_t at = 0;
  std::string uid;
  if (source_->size() >= preamble + 4 && std::memcmp(source_->view(preamble, 4), "DICM", 4) == 0) {
    at = readMeta(preamble + 4, uid);
  } else if (source_->size() >= 8 && u16(0) == 0x0002 && looksExplicit(0)) {
    facts_ |= DICOM_WIRE_NO_PREAMBLE;
    at = readMeta(0, uid);
  } else {
    facts_ |= DICOM_WIRE_NO_PREAMBLE;
  }
  if (uid.empty()) {
    facts_ |= DICOM_WIRE_BARE_DATA_SET;
    const bool explicitVR = source_->size() >= at + 8 && looksExplicit(at);
    if (!plausible(at, explicitVR)) {
      if (facts_ & DICOM_WIRE_NO_PREAMBLE) throw NotDicom();
      throw Refusal("no transfer syntax is named and no data set follows");
    }
    syntax_ = &plainSyntax(explicitVR);
  } else {
    syntax_ = &syntaxNamed(uid);
  }
  if (syntax_->deflated) source_ = std::make_unique<MemorySource>(inflated(*source_, at));
  bigEndian_ = syntax_->bigEndian;
  dataSet_ = {at, source_->size(), syntax_->explicitVR, false};
  // Files exist that are encoded otherwise than they say; the first element shows it.
  if (!bigEndian_ && source_->size() >= at + 8 && looksExplicit(at) != syntax_->explicitVR) {
    dataSet_.explicitVR = !syntax_->explicitVR;
    facts_ |= DICOM_WIRE_VR_MISMATCH;
  }
}
