#include "Attributes.hpp"

#include <algorithm>
#include <vector>

#include "Charset.hpp"
#include "DataSet.hpp"
#include "DicomWire.h"
#include "Header.hpp"
#include "Limits.hpp"
#include "Refusal.hpp"
#include "Values.hpp"

namespace {
struct Line {
  Tag tag;
  VR vr;
  uint16_t depth;
  uint64_t length;
  /// Undecoded: text waits until Specific Character Set is known.
  std::string bytes;
};

/// The lines of one file, as many as may be answered.
class Listing {
 public:
  Listing(DicomFile &file, const WantedVRs &known) : file_(file), known_(known) {}

  void walk(const Extent &extent, uint16_t depth) {
    file_.walk(extent, [&](const Element &element) { return add(element, depth); }, depth);
  }

  std::vector<Line> lines;
  std::string characterSet;
  bool isCut = false;

 private:
  bool add(const Element &element, uint16_t depth) {
    if (lines.size() >= limits::listed) {
      isCut = true;
      return false;
    }
    const bool isUnstated = element.vr == VR{} || element.vr.is("UN");
    VR vr = element.vr;
    auto known = known_.find(element.tag);
    if (isUnstated && known != known_.end()) vr = known->second;
    const bool isPixels = element.tag == tag::pixels;
    if (element.length == Element::undefined && !isPixels) vr = VR{'S', 'Q'};
    const bool isSequence = vr.is("SQ");
    const bool isRead = !isSequence && !isPixels && vr.a != 'O';
    lines.push_back({element.tag, vr, depth, element.length, isRead ? value(element) : std::string()});
    if (element.tag == tag::characterSet && depth == 0) characterSet = lines.back().bytes;
    if (isSequence && element.length != 0 && depth < limits::listed_depth) addItems(element, depth);
    return !isCut;
  }

  void addItems(const Element &sequence, uint16_t depth) {
    file_.items(sequence, [&](const Extent &item) {
      if (isCut || lines.size() >= limits::listed) {
        isCut = true;
        return;
      }
      lines.push_back({tag::item, VR{}, static_cast<uint16_t>(depth + 1), item.end - item.start, {}});
      walk(item, static_cast<uint16_t>(depth + 2));
    });
  }

  /// What is read of a value: more than any screen shows.
  std::string value(const Element &element) {
    std::string bytes = file_.valueBytes(element);
    if (bytes.size() > limits::listed_bytes) bytes.resize(limits::listed_bytes);
    return bytes;
  }

  DicomFile &file_;
  const WantedVRs &known_;
};

bool isPrintable(const std::string &bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) { return c >= 0x20 || c == 0; });
}
}  // namespace

void answerAttributes(PayloadReader &request, PayloadWriter &answer) {
  const std::string path(request.text());
  const WantedVRs known = readWanted(request);
  request.expectEnd();

  DicomFile file(path);
  Listing listing(file, known);
  listing.walk(file.dataSet(), 0);
  uint32_t facts = file.facts();
  Charset charset(listing.characterSet, facts);

  PayloadWriter lines;
  for (const Line &line : listing.lines) {
    std::vector<std::string> values;
    const bool isStated = !(line.vr == VR{}) && !line.vr.is("UN");
    // Of unknown kind: text where it can be text, else only its length.
    if (line.vr.is("SQ") || line.bytes.empty())
      values.clear();
    else if (isStated)
      values = valuesAsText(line.bytes, line.vr, file.syntax().bigEndian, charset);
    else if (isPrintable(line.bytes))
      values = valuesAsText(line.bytes, VR{'L', 'T'}, file.syntax().bigEndian, charset);
    if (values.size() > limits::listed_values) values.resize(limits::listed_values);
    lines.u16(static_cast<uint16_t>(line.tag >> 16));
    lines.u16(static_cast<uint16_t>(line.tag));
    lines.raw(std::string_view(&line.vr.a, 1));
    lines.raw(std::string_view(&line.vr.b, 1));
    lines.u16(line.depth);
    lines.u64(line.length);
    lines.u16(static_cast<uint16_t>(values.size()));
    for (const std::string &value : values) lines.text(value);
  }
  answer.text(file.syntax().uid);
  answer.u32(facts);
  answer.u32(listing.isCut ? DICOM_WIRE_CUT : 0);
  answer.u32(static_cast<uint32_t>(listing.lines.size()));
  answer.raw(lines.bytes());
}
