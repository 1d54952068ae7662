#include <fmt/format.h>

#include "common/error.hpp"
#include "tools/strata/chapter_list.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {

void add_run(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("run", "Run a chapter's program: run NN [options]");
  verb->footer(
      "NN is a chapter of `./strata list`: 3, 03, linear or 03_linear.\n"
      "The options go to its program: `./strata run NN --help` lists them.\n"
      "Results go to out/NN_name in the checkout unless --out names another folder.");
  verb->prefix_command();  // from the chapter on, everything belongs to its program
  verb->callback([places, verb] {
    std::vector<std::string> arguments = verb->remaining();
    if (arguments.empty()) {
      throw UsageError({"./strata run", "no chapter", "a chapter's number or name",
                        "`./strata list` shows the chapters, `./strata run 1` runs the first"});
    }
    const std::vector<ChapterEntry> chapters = find_chapters(places);
    const ChapterEntry& chapter = chapter_named(chapters, arguments.front());
    arguments.erase(arguments.begin());
    run_chapter(places, chapter.folder, arguments);
  });
}

void run_chapter(const Places& places, const std::string& chapter, const std::vector<std::string>& arguments) {
  const std::filesystem::path program = places.program(chapter);
  if (!std::filesystem::exists(program)) {
    throw Error(
        {fmt::format("chapter {}", chapter), fmt::format("no program {}", program.string()), "a built program",
         fmt::format("build it with ./strata setup; where that does not help, chapters/{} has no program", chapter)});
  }
  // The last --out counts, so that the caller's own comes after this one.
  std::vector<std::string> all = {"--out", places.results(chapter).string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  become(program, all);
}

}  // namespace strata
