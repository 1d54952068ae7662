// The homework's experiments. A program that is built from experiments/ does the work; it needs all of Part I.

#include <fmt/format.h>

#include "common/error.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

const std::string last_chapter = "14_fast_cpu";
const std::string experiments_program = "reproduce";

[[noreturn]] void run_reproduce(const Places& places, std::vector<std::string> arguments) {
  const std::filesystem::path program = places.program(experiments_program);
  if (!std::filesystem::exists(places.source / "chapters" / last_chapter)) {
    throw Error({"./strata reproduce", "a checkout without chapters/" + last_chapter, "all chapters of Part I",
                 "`./strata list` shows the chapters that are there"});
  }
  if (!std::filesystem::exists(program)) {
    throw Error({"./strata reproduce", fmt::format("no program {}", program.string()), "a built program",
                 "build it with ./strata setup"});
  }
  // As for all programs, results go to the checkout, wherever the command was called.
  arguments.insert(arguments.begin(), {"--results", (places.source / "out" / "reproduce").string()});
  become(program, arguments);
}

}  // namespace

void add_reproduce(CLI::App& app, const Places& places) {
  CLI::App* verb =
      app.add_subcommand("reproduce", "Run an experiment of the course: reproduce EXPERIMENT|all [options]");
  verb->footer(
      "The options are those of a program that ./strata setup builds.\n"
      "tutorials/homework.md shows what comes out.");
  verb->set_help_flag();  // --help goes to the program like every other option
  verb->prefix_command();
  verb->callback([places, verb] {
    const std::vector<std::string> arguments = verb->remaining();
    const bool asks_for_help = arguments.size() == 1 && (arguments.front() == "--help" || arguments.front() == "-h");
    if (asks_for_help && !std::filesystem::exists(places.program(experiments_program))) throw CLI::CallForHelp();
    run_reproduce(places, arguments);
  });
}

}  // namespace strata
