#pragma once

#include <string>
#include <vector>

#include "tools/strata/places.hpp"

namespace strata {

/// What the command knows about a chapter: its folder and the first line of its text, "# 3. Linear: what does one
/// matrix learn?".
struct ChapterEntry {
  int number = 0;        ///< 3
  std::string name;      ///< "linear"
  std::string folder;    ///< "03_linear"
  std::string question;  ///< "what does one matrix learn?"; empty where the text has no such line
  bool built = false;    ///< whether the chapter's program is there
};

/// The chapters of the checkout in the order of their numbers.
std::vector<ChapterEntry> find_chapters(const Places& places);

/// The chapter that `text` names: "3", "03", "linear" or "03_linear". Throws UsageError with the valid ones, and with
/// `others`, the names that the caller would have taken besides.
const ChapterEntry& chapter_named(const std::vector<ChapterEntry>& chapters, const std::string& text,
                                  const std::vector<std::string>& others = {});

}  // namespace strata
