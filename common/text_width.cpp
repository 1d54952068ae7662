#include "common/text_width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace strata {
namespace {

struct Character {
  std::uint32_t code;
  std::size_t bytes;
};

Character first_character(std::string_view text) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (bytes == 0 || bytes > text.size()) return {lead, 1};
  std::uint32_t code = bytes == 1 ? lead : lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {lead, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, bytes};
}

struct CodeRange {
  std::uint32_t first, last;
};

// The blocks of Unicode whose characters combine with the one before them, or select its form.
constexpr std::array<CodeRange, 6> no_width = {
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};

// The blocks whose characters Unicode's annex 11 calls wide.
constexpr std::array<CodeRange, 9> double_width = {{{0x1100, 0x115F},
                                                    {0x2E80, 0xA4CF},
                                                    {0xAC00, 0xD7A3},
                                                    {0xF900, 0xFAFF},
                                                    {0xFE30, 0xFE6F},
                                                    {0xFF00, 0xFF60},
                                                    {0xFFE0, 0xFFE6},
                                                    {0x1F300, 0x1FAFF},
                                                    {0x20000, 0x3FFFD}}};

int character_width(std::uint32_t code) {
  auto holds_code = [code](CodeRange range) { return range.first <= code && code <= range.last; };
  if (std::any_of(no_width.begin(), no_width.end(), holds_code)) return 0;
  return std::any_of(double_width.begin(), double_width.end(), holds_code) ? 2 : 1;
}

}  // namespace

int text_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    width += character_width(character.code);
    text.remove_prefix(character.bytes);
  }
  return width;
}

std::string_view cut_to_width(std::string_view text, int width) {
  std::size_t kept = 0;
  while (kept < text.size()) {
    const Character character = first_character(text.substr(kept));
    width -= character_width(character.code);
    if (width < 0) break;
    kept += character.bytes;
  }
  return text.substr(0, kept);
}

std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return line;
}

}  // namespace strata
