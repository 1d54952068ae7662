// How fast are the networks here? A program that chapter 14 builds beside its own does the work.

#include <fmt/format.h>

#include "common/error.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

const std::string speed_chapter = "14_fast_cpu";
const std::string bench_program = "14_bench";

[[noreturn]] void run_bench(const Places& places, std::vector<std::string> arguments) {
  const std::filesystem::path program = places.program(bench_program);
  if (!std::filesystem::exists(places.source / "chapters" / speed_chapter)) {
    throw Error({"./strata bench", "a checkout without chapters/" + speed_chapter, "the chapter that measures speed",
                 "`./strata list` shows the chapters that are there"});
  }
  if (!std::filesystem::exists(program)) {
    throw Error({"./strata bench", fmt::format("no program {}", program.string()), "a built program",
                 "build it with ./strata setup"});
  }
  // The last --out counts, so that the caller's own comes after this one.
  const std::filesystem::path out = places.results(speed_chapter) / "bench.json";
  arguments.insert(arguments.begin(), {"--out", out.string()});
  become(program, arguments);
}

}  // namespace

void add_bench(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("bench", "Time training steps and inference of the networks on this machine");
  verb->footer(
      "The options are those of a program that ./strata setup builds.\n"
      "chapters/14_fast_cpu/compare_pytorch.py times PyTorch beside it.");
  verb->set_help_flag();  // --help goes to the program like every other option
  verb->prefix_command();
  verb->callback([places, verb] {
    const std::vector<std::string> arguments = verb->remaining();
    const bool asks_for_help = arguments.size() == 1 && (arguments.front() == "--help" || arguments.front() == "-h");
    if (asks_for_help && !std::filesystem::exists(places.program(bench_program))) throw CLI::CallForHelp();
    run_bench(places, arguments);
  });
}

}  // namespace strata
