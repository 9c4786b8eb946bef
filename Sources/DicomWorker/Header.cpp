#include "Header.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <unordered_map>
#include <vector>

#include "Charset.hpp"
#include "DataSet.hpp"
#include "DicomWire.h"
#include "Guarded.hpp"
#include "Limits.hpp"
#include "Refusal.hpp"
#include "Values.hpp"

namespace {
using Wanted = WantedVRs;

struct Attribute {
  Tag tag;
  VR vr;
  /// Undecoded: text waits until Specific Character Set is known.
  std::string bytes;
};

struct Header {
  std::vector<Attribute> attributes;
  std::vector<std::vector<Attribute>> frameGroups;
  std::string characterSet;
  std::optional<Element> pixels;
};

Attribute attribute(DicomFile &file, const Element &element, VR fallback) {
  const bool unstated = element.vr == VR{} || element.vr.is("UN");
  VR vr = unstated ? fallback : element.vr;
  if (element.length == Element::undefined) vr = VR{'S', 'Q'};
  return {element.tag, vr, vr.is("SQ") ? std::string() : file.valueBytes(element)};
}

/// The wanted attributes of one item of a functional group sequence: each macro is a sequence of
/// one item that holds them. Source: PS3.3 C.7.6.16.1.
std::vector<Attribute> functionalGroup(DicomFile &file, const Extent &item, const Wanted &wanted) {
  std::vector<Attribute> found;
  auto collect = [&](const Element &element) {
    auto want = wanted.find(element.tag);
    if (want != wanted.end()) found.push_back(attribute(file, element, want->second));
    return true;
  };
  file.walk(item, [&](const Element &macro) {
    const bool sequence = macro.vr.is("SQ") || macro.length == Element::undefined || macro.vr == VR{};
    if (sequence && macro.length != 0)
      file.items(macro, [&](const Extent &inner) { file.walk(inner, collect, 3); });
    return true;
  }, 2);
  return found;
}

/// The wanted attributes of a directory record; empty for one that names no file.
/// Source: PS3.3 F.3.2.2.
std::vector<Attribute> directoryRecord(DicomFile &file, const Extent &item, const Wanted &wanted) {
  std::vector<Attribute> found;
  bool namesFile = false;
  file.walk(item, [&](const Element &element) {
    namesFile |= element.tag == tag::referencedFile;
    auto want = wanted.find(element.tag);
    if (want != wanted.end()) found.push_back(attribute(file, element, want->second));
    return true;
  }, 2);
  if (!namesFile) found.clear();
  return found;
}

Header readHeader(DicomFile &file, const Wanted &wanted, bool withFrames) {
  Header header;
  file.walk(file.dataSet(), [&](const Element &element) {
    if (element.tag == tag::characterSet) header.characterSet = file.valueBytes(element);
    if (element.tag == tag::floatPixels || element.tag == tag::doublePixels)
      throw Refusal("floating-point pixel data is not read");
    if (element.tag == tag::pixels) {
      header.pixels = element;
      return false;
    }
    if (withFrames && (element.tag == tag::sharedGroups || element.tag == tag::frameGroups)) {
      if (element.tag == tag::frameGroups && header.frameGroups.empty()) header.frameGroups.emplace_back();
      file.items(element, [&](const Extent &item) {
        if (header.frameGroups.size() > DICOM_WIRE_MAX_FRAMES) throw Refusal("too many frames");
        header.frameGroups.push_back(functionalGroup(file, item, wanted));
      });
    }
    if (withFrames && element.tag == tag::directoryRecords)
      file.items(element, [&](const Extent &item) {
        auto record = directoryRecord(file, item, wanted);
        if (record.empty()) return;
        if (header.frameGroups.size() > DICOM_WIRE_MAX_FRAMES) throw Refusal("too many files in the directory");
        header.frameGroups.push_back(std::move(record));
      });
    auto want = wanted.find(element.tag);
    if (want != wanted.end()) header.attributes.push_back(attribute(file, element, want->second));
    return true;
  });
  return header;
}

void write(const std::vector<Attribute> &attributes, Charset &charset, bool bigEndian, PayloadWriter &to) {
  to.u16(static_cast<uint16_t>(attributes.size()));
  for (const Attribute &attribute : attributes) {
    std::vector<std::string> values = valuesAsText(attribute.bytes, attribute.vr, bigEndian, charset);
    to.u16(static_cast<uint16_t>(attribute.tag >> 16));
    to.u16(static_cast<uint16_t>(attribute.tag));
    to.raw(std::string_view(&attribute.vr.a, 1));
    to.raw(std::string_view(&attribute.vr.b, 1));
    to.u16(static_cast<uint16_t>(values.size()));
    for (const std::string &value : values) to.text(value);
  }
}

uint16_t readFlags(PayloadReader &request) {
  const uint16_t flags = request.u16();
  if (flags & ~DICOM_WIRE_WITH_FRAMES) throw BadRequest("unknown flags");
  return flags;
}

void writeHeader(DicomFile &file, uint16_t flags, const Wanted &wanted, PayloadWriter &answer) {
  const Header header = readHeader(file, wanted, flags & DICOM_WIRE_WITH_FRAMES);
  uint32_t facts = file.facts();
  Charset charset(header.characterSet, facts);
  const bool bigEndian = file.syntax().bigEndian;

  PayloadWriter lists;
  write(header.attributes, charset, bigEndian, lists);
  for (const auto &group : header.frameGroups) write(group, charset, bigEndian, lists);

  uint64_t claimed = 0, present = 0;
  if (header.pixels) {
    claimed = header.pixels->length;
    present = file.source().size() - header.pixels->value;
    if (claimed == Element::undefined) facts |= DICOM_WIRE_ENCAPSULATED;
  } else {
    facts |= DICOM_WIRE_NO_PIXEL_DATA;
  }
  answer.text(file.syntax().uid);
  answer.u32(facts);
  answer.u64(file.fileBytes());
  answer.u64(claimed);
  answer.u64(present);
  answer.u32(static_cast<uint32_t>(1 + header.frameGroups.size()));
  answer.raw(lists.bytes());
}

void writeHeader(const std::string &path, uint16_t flags, const Wanted &wanted, PayloadWriter &answer) {
  DicomFile file(path);
  writeHeader(file, flags, wanted, answer);
}
}  // namespace

void describe(DicomFile &file, PayloadReader &request, PayloadWriter &answer) {
  const uint16_t flags = readFlags(request);
  const Wanted wanted = readWanted(request);
  request.expectEnd();
  writeHeader(file, flags, wanted, answer);
}

WantedVRs readWanted(PayloadReader &request) {
  size_t count = request.u16();
  if (count > DICOM_WIRE_MAX_WANTED) throw BadRequest("too many attributes are wanted");
  WantedVRs wanted;
  for (size_t i = 0; i < count; i++) {
    Tag tag = static_cast<Tag>(request.u16()) << 16;
    tag |= request.u16();
    std::string_view vr = request.bytes(2);
    request.u16();
    wanted[tag] = VR{vr[0], vr[1]};
  }
  return wanted;
}

void answerHeader(PayloadReader &request, PayloadWriter &answer) {
  const std::string path(request.text());
  const uint16_t flags = readFlags(request);
  const Wanted wanted = readWanted(request);
  request.expectEnd();
  writeHeader(path, flags, wanted, answer);
}

void answerHeaders(PayloadReader &request, PayloadWriter &answer) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::string> paths;
  for (uint32_t left = request.u32(); left > 0; left--) paths.emplace_back(request.text());
  const uint16_t flags = readFlags(request);
  const Wanted wanted = readWanted(request);
  request.expectEnd();

  const auto start = Clock::now();
  PayloadWriter bodies;
  uint32_t done = 0;
  for (const std::string &path : paths) {
    PayloadWriter body;
    const uint16_t status =
        guarded(body, [&](PayloadWriter &result) { writeHeader(path, flags, wanted, result); });
    bodies.u16(status);
    bodies.text(body.bytes());
    done++;
    if (bodies.bytes().size() > limits::batch_bytes || Clock::now() - start > limits::batch_time) break;
  }
  answer.u32(done);
  answer.raw(bodies.bytes());
}
