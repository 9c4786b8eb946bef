#include "Tables.hpp"

#include <vector>

#include "Charset.hpp"
#include "DataSet.hpp"
#include "DicomWire.h"
#include "Limits.hpp"
#include "Refusal.hpp"
#include "Values.hpp"

namespace {
/// One item of the VOI LUT Sequence. Source: PS3.3 C.11.2.1.1.
struct Table {
  uint32_t entries = 0;
  uint16_t first = 0;
  /// US, SS, or neither where the file does not state it.
  VR vr;
  uint16_t bits = 0;
  std::string explanation;
  std::string data;
};

uint16_t word(DicomFile &file, const std::string &bytes, size_t index) {
  const auto low = static_cast<uint8_t>(bytes[2 * index + (file.syntax().bigEndian ? 1 : 0)]);
  const auto high = static_cast<uint8_t>(bytes[2 * index + (file.syntax().bigEndian ? 0 : 1)]);
  return static_cast<uint16_t>(high << 8 | low);
}

Table readTable(DicomFile &file, const Extent &item) {
  Table table;
  file.walk(item, [&](const Element &element) {
    if (element.tag == tag::lutDescriptor) {
      const std::string bytes = file.valueBytes(element);
      if (bytes.size() < 6) throw Refusal("a VOI LUT has no descriptor");
      // 65,536 entries do not fit the field, and are written as 0.
      table.entries = word(file, bytes, 0) == 0 ? 65'536 : word(file, bytes, 0);
      table.first = word(file, bytes, 1);
      table.bits = word(file, bytes, 2);
      table.vr = element.vr;
    } else if (element.tag == tag::lutExplanation) {
      table.explanation = file.valueBytes(element);
    } else if (element.tag == tag::lutData && element.length <= 2 * 65'536) {
      table.data.resize(static_cast<size_t>(element.length));
      if (!table.data.empty()) file.source().copy(element.value, table.data.size(), table.data.data());
    }
    return true;
  }, 1);
  return table;
}
}  // namespace

void answerTables(PayloadReader &request, PayloadWriter &answer) {
  const std::string path(request.text());
  request.expectEnd();
  DicomFile file(path);
  std::vector<Table> tables;
  std::string characterSet;
  file.walk(file.dataSet(), [&](const Element &element) {
    if (element.tag == tag::characterSet) characterSet = file.valueBytes(element);
    if (element.tag == tag::voiLUT)
      file.items(element, [&](const Extent &item) {
        if (tables.size() < limits::tables) tables.push_back(readTable(file, item));
      });
    return element.tag < tag::pixels;
  });
  uint32_t facts = 0;
  Charset charset(characterSet, facts);
  answer.u16(static_cast<uint16_t>(tables.size()));
  for (const Table &table : tables) {
    answer.raw(std::string_view(&table.vr.a, 1));
    answer.raw(std::string_view(&table.vr.b, 1));
    answer.u16(table.first);
    answer.u16(table.bits);
    const auto names = valuesAsText(table.explanation, VR{'L', 'O'}, false, charset);
    answer.text(names.empty() ? std::string() : names.front());
    // Entries of 8 bits may be packed two to a word.
    const bool packed = table.bits <= 8 && table.data.size() < 2 * size_t(table.entries);
    const size_t present = packed ? table.data.size() : table.data.size() / 2;
    if (present < table.entries) throw Refusal("a VOI LUT is cut short");
    answer.u32(table.entries);
    for (size_t n = 0; n < table.entries; n++)
      answer.u16(packed ? static_cast<uint8_t>(table.data[n]) : word(file, table.data, n));
  }
}
