// The program behind ./strata bench: how fast are the homework's networks, and this machine?

#include <iostream>
#include <vector>

#include "14_fast_cpu/kernel_option.hpp"
#include "bench_cores.hpp"
#include "bench_layers.hpp"
#include "bench_memory.hpp"
#include "bench_rows.hpp"
#include "bench_timing.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "profile.hpp"

using namespace strata;

namespace {

struct BenchOptions {
  ProgramOptions program{};
  fast_cpu::KernelOption kernels{};
  BenchTiming timing{};
  std::string filter = ".";
  std::string memory{};
  std::string profile{};
  Index images = 0;  // each measurement has its own default
  bool list = false;
  bool cores = false;
  bool machine = false;
  std::filesystem::path out = "out/14_fast_cpu/bench.json";

  Index images_or(Index usual) const { return images > 0 ? images : usual; }
};

void expect_one_measurement(const BenchOptions& options) {
  std::vector<std::string> asked;
  if (options.list) asked.emplace_back("--list");
  if (options.cores) asked.emplace_back("--cores");
  if (options.machine) asked.emplace_back("--machine");
  if (!options.memory.empty()) asked.emplace_back("--memory");
  if (!options.profile.empty()) asked.emplace_back("--profile");
  if (asked.size() > 1) {
    throw UsageError({asked[1], "it beside " + asked[0], "one of the two", "measure one after the other"});
  }
  if (options.images > 0 && options.memory.empty() && options.profile.empty()) {
    throw UsageError({"--batch-size", std::to_string(options.images) + " without --memory or --profile",
                      "one of the two beside it",
                      "the rows have their own, the last part of their names: --filter chooses"});
  }
}

void bench(const BenchOptions& options) {
  expect_one_measurement(options);
  if (options.machine || !options.profile.empty()) create_folders(absolute(options.out).parent_path());
  set_thread_count(options.program.threads);
  options.kernels.apply();
  if (options.machine) return print_machine(options.program.threads, options.out.parent_path());
  if (!options.memory.empty()) return print_memory(options.memory, options.images_or(1024), options.kernels);
  if (!options.profile.empty()) {
    return fast_cpu::print_profile(
        {options.profile, options.images_or(64), options.program.threads,
         static_cast<double>(options.timing.rounds) * options.timing.seconds, options.out.parent_path()},
        options.kernels);
  }
  const std::vector<BenchRow> rows = bench_rows(options.filter);
  if (options.list) {
    for (const BenchRow& row : rows) std::cout << row.name() << '\n';
  } else if (options.cores) {
    compare_cores(rows, options.program.threads, options.timing.rounds, options.timing.seconds, options.kernels);
  } else {
    time_rows(rows, options.timing, options.kernels, options.out);
    std::cout << "\nEvery repetition: " << options.out.string() << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Time training steps and inference of the homework's networks on random images", "./strata bench");
  BenchOptions options;
  program.add_text("--filter", options.filter, "Only the rows whose name this regular expression finds", "REGEX");
  program.add_flag("--list", options.list, "Print the names of the rows and time nothing");
  options.kernels.add_to(program);
  options.program.add_threads(program);
  program.add_whole_number("--rounds", options.timing.rounds, 1, 1000, "How often each row is measured");
  program.add_positive_number("--seconds", options.timing.seconds, "How long a round of a row lasts at least");
  program.add_text("--out", options.out, "Where Google Benchmark's JSON goes; pictures and tables go beside it",
                   "FILE");
  program.add_flag("--cores", options.cores, "Time the rows on one thread and on --threads, in turns");
  program.add_flag("--machine", options.machine, "Measure what the machine reaches, with layers below it");
  program.add_text("--memory", options.memory, "Measure the memory of training steps of this network", "NETWORK");
  program.add_text("--profile", options.profile, "Print where a training step of this network spends its time",
                   "NETWORK");
  program.add_whole_number("--batch-size", options.images, 1, 1'000'000,
                           "Images of a batch, for --memory (1024) and --profile (64)");
  return program.run(argc, argv, [&] { bench(options); });
}
