// simdjson's DOM behind a C interface, so that the comparison runs in one process. Compiled on demand by SimdjsonLibrary.
#include <cstring>
#include <string>
#include <simdjson.h>

extern "C" {

void *bridge_new() { return new simdjson::dom::parser(); }

const char *bridge_implementation() {
  static const std::string name = simdjson::get_active_implementation()->name();
  return name.c_str();
}

// Parses one document; the bytes behind it must be readable. 0 when it is JSON.
int bridge_parse(void *parser, const char *text, size_t length) {
  simdjson::dom::element document;
  return static_cast<simdjson::dom::parser *>(parser)->parse(text, length, false).get(document);
}

// Parses lines one by one; gives how many are no JSON.
int bridge_parse_lines(void *parser, const char *text, size_t length) {
  int wrong = 0;
  const char *end = text + length;
  while (text < end) {
    const char *line = static_cast<const char *>(std::memchr(text, '\n', end - text));
    if (line == nullptr) line = end;
    wrong += bridge_parse(parser, text, line - text) != 0;
    text = line + 1;
  }
  return wrong;
}
}
