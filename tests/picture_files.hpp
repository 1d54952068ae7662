#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/picture_process.hpp"
#include "tests/file_text.hpp"

namespace strata {

/// Width and height as a PNG's header gives them; zeros where the file is no PNG or has no end.
struct PngSize {
  int width = 0, height = 0;
};
inline PngSize png_size(const std::filesystem::path& path) {
  const std::string bytes = text_of(path);
  if (!bytes.starts_with("\x89PNG\r\n\x1a\n") || !bytes.ends_with("IEND\xae\x42\x60\x82")) return {};
  auto number = [&](std::size_t at) {
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value * 256 + static_cast<unsigned char>(bytes[i]);
    return value;
  };
  return {number(16), number(20)};
}

/// All texts that gnuplot draws for a script: the script is run once more with the SVG terminal, which keeps them.
inline std::string drawn_texts(const std::filesystem::path& script) {
  const std::string commands = text_of(script);
  const std::size_t end_of_output = commands.find('\n', commands.find("set output"));
  const std::string input = "set encoding utf8\nset terminal svg enhanced" + commands.substr(end_of_output);
  const std::string svg =
      run_process({"gnuplot", "-d", "-"}, input, script.parent_path(), std::chrono::seconds(60)).output;
  std::string texts;
  for (std::size_t at = svg.find("<text>"); at != std::string::npos; at = svg.find("<text>", at + 1)) {
    bool in_tag = false;
    for (const char c : std::string_view(svg).substr(at + 6, svg.find("</text>", at) - at - 6)) {
      if (c == '<') in_tag = true;
      if (!in_tag && c != '\n') texts += c;
      if (c == '>') in_tag = false;
    }
    texts += '\n';
  }
  return texts;
}

}  // namespace strata
