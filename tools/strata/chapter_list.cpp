#include "tools/strata/chapter_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>

#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

// Two digits, an underscore and a name: what CMake takes for a chapter, too.
bool is_chapter_folder(const std::string& name) {
  return name.size() > 3 && is_digit(name[0]) && is_digit(name[1]) && name[2] == '_';
}

std::string question_of(const std::filesystem::path& text) {
  std::ifstream file(text);
  std::string title;
  std::getline(file, title);
  const std::size_t colon = title.find(": ");
  return title.starts_with("# ") && colon != std::string::npos ? title.substr(colon + 2) : "";
}

std::string without_leading_zeros(const std::string& text) {
  return text.substr(std::min(text.find_first_not_of('0'), text.size()));
}

bool is_named(const ChapterEntry& chapter, const std::string& text) {
  return text == chapter.folder || text == chapter.name ||
         without_leading_zeros(text) == fmt::format("{}", chapter.number);
}

}  // namespace

std::vector<ChapterEntry> find_chapters(const Places& places) {
  std::vector<ChapterEntry> chapters;
  const std::filesystem::path folder = places.source / "chapters";
  if (!std::filesystem::is_directory(folder)) return chapters;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || !is_chapter_folder(name)) continue;
    chapters.push_back({.number = std::stoi(name.substr(0, 2)),
                        .name = name.substr(3),
                        .folder = name,
                        .question = question_of(entry.path() / "README.md"),
                        .built = std::filesystem::exists(places.program(name))});
  }
  std::sort(chapters.begin(), chapters.end(),
            [](const ChapterEntry& a, const ChapterEntry& b) { return a.folder < b.folder; });
  return chapters;
}

const ChapterEntry& chapter_named(const std::vector<ChapterEntry>& chapters, const std::string& text,
                                  const std::vector<std::string>& others) {
  std::vector<std::string> valid;
  std::vector<std::string> names = others;
  for (const ChapterEntry& chapter : chapters) {
    if (is_named(chapter, text)) return chapter;
    valid.push_back(chapter.folder);
    names.push_back(chapter.name);
  }
  valid.insert(valid.end(), others.begin(), others.end());
  names.insert(names.end(), valid.begin(), valid.end());
  const std::string closest = closest_name(text, names);
  throw UsageError({"chapter", fmt::format("\"{}\"", text), fmt::format("one of {}", fmt::join(valid, ", ")),
                    closest.empty() ? "`./strata list` shows the chapters" : fmt::format("did you mean {}?", closest)});
}

}  // namespace strata
