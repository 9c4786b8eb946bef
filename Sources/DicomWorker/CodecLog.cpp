#include "CodecLog.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/oflog/appender.h>
#include <dcmtk/oflog/oflog.h>
#include <dcmtk/oflog/spi/logevent.h>

static std::string damaged;

namespace {
/// IJG's warnings that mean lost image data (jerror.h: JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE,
/// JWRN_JPEG_EOF, JWRN_MUST_RESYNC); its others are about harmless extra bytes.
bool meansDamage(const std::string &text) {
  for (const char *sign : {"premature end", "Premature end", "bad Huffman", "restart marker", "Arithmetic"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

class Watcher : public dcmtk::log4cplus::Appender {
 public:
  ~Watcher() override { destructorImpl(); }
  void close() override { closed = true; }

 protected:
  void append(const dcmtk::log4cplus::spi::InternalLoggingEvent &event) override {
    std::string text(event.getMessage().c_str());
    if (damaged.empty() && meansDamage(text)) damaged = text;
  }
};
}  // namespace

void silenceLog() {
  OFLog::configure(OFLogger::WARN_LOG_LEVEL);
  dcmtk::log4cplus::Logger root = dcmtk::log4cplus::Logger::getRoot();
  root.removeAllAppenders();
  root.addAppender(dcmtk::log4cplus::SharedAppenderPtr(new Watcher));
}

CodecLog::CodecLog() { damaged.clear(); }
bool CodecLog::sawDamage() const { return !damaged.empty(); }
std::string CodecLog::damage() const { return damaged; }
