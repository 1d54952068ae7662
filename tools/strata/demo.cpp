#include <fstream>

#include "common/error.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {

void add_demo(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("demo", "Train the course's first network on real images: demo [options]");
  verb->footer(
      "The options go to the program of the chapter that trains the network:\n"
      "for instance --epochs 5, --seed 2, --threads 1, --out FOLDER.\n"
      "`./strata run NN --help` lists all of them.");
  verb->prefix_command();
  verb->callback([places, verb] {
    const std::filesystem::path declaration = places.build / "main_job.txt";
    std::ifstream file(declaration);
    std::string chapter;
    std::getline(file, chapter);
    if (chapter.empty()) {
      throw Error({declaration.string(), "no chapter's name", "the chapter that trains a network",
                   "no chapter in this checkout declares MAIN_JOB in its CMakeLists.txt; `./strata list` shows them"});
    }
    run_chapter(places, chapter, verb->remaining());
  });
}

}  // namespace strata
