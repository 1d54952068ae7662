#include "common/program_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <thread>

namespace strata {
namespace {

constexpr Index most_threads = 1024;
constexpr Index most_epochs = 1'000'000;
constexpr Index largest_batch = 1'000'000;
constexpr std::uint64_t largest_seed = std::numeric_limits<std::uint64_t>::max();

void warn_of_many_threads(Index threads) {
  const Index cores = ProgramOptions::all_cores();
  if (threads <= cores) return;
  fmt::print(stderr, "--threads: got {}, expected at most {}, one per core. The results will be the same, but later.\n",
             threads, cores);
}

}  // namespace

void ProgramOptions::add_threads(Program& program) {
  program.add_whole_number("--threads", threads, 1, most_threads,
                           "How many threads compute; the results do not depend on it", &warn_of_many_threads);
}

void ProgramOptions::add_seed(Program& program) {
  program.add_whole_number("--seed", seed, 0, largest_seed, "The seed of every random number: same seed, same results");
}

void ProgramOptions::add_epochs(Program& program) {
  program.add_whole_number("--epochs", epochs, 1, most_epochs, "How often training sees the whole training set");
}

void ProgramOptions::add_batch_size(Program& program) {
  program.add_whole_number("--batch-size", batch_size, 1, largest_batch, "Images per training step");
}

void ProgramOptions::add_data(Program& program) {
  program.add_text("--data", data, "The data set, or a folder with its files", "NAME|FOLDER");
}

void ProgramOptions::add_out(Program& program) {
  program.add_text("--out", out, "The folder for pictures and other results");
}

void ProgramOptions::add_to(Program& program) {
  add_threads(program);
  add_seed(program);
  add_epochs(program);
  add_batch_size(program);
  add_data(program);
  add_out(program);
}

Index ProgramOptions::all_cores() { return std::clamp<Index>(std::thread::hardware_concurrency(), 1, most_threads); }

}  // namespace strata
