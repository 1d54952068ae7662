#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"
#include "tools/strata/chapter_list.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {

void add_list(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("list", "The chapters: number, name and running question");
  verb->callback([places] {
    const std::vector<ChapterEntry> chapters = find_chapters(places);
    if (chapters.empty()) {
      throw Error({(places.source / "chapters").string(), "no chapter", "folders like 01_tensors",
                   "`git status` shows whether they were deleted"});
    }
    std::size_t width = 0;
    for (const ChapterEntry& chapter : chapters) width = std::max(width, chapter.name.size());
    for (const ChapterEntry& chapter : chapters) {
      fmt::print("{:2}  {:{}}  {}{}\n", chapter.number, chapter.name, width, chapter.question,
                 chapter.built ? "" : "  (not built yet)");
    }
    fmt::print("\n./strata run NN runs a chapter's program. Its text is chapters/NN_name/README.md.\n");
  });
}

}  // namespace strata
