#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/index.hpp"
#include "common/program.hpp"

namespace strata {

/// The options that the chapters' programs share. A program fills in its own defaults, adds the options that it needs
/// to its Program, and reads the values once the arguments are parsed:
///
///     ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/03_linear"};
///     options.add_threads(program);
///     options.add_seed(program);
///
/// Each value is checked as it is parsed. A wrong one throws UsageError, which ends the program with exit code 2. An
/// option given twice counts as given last. The object must outlive the parsing.
struct ProgramOptions {
  Index threads = all_cores();  ///< how many threads compute; for set_thread_count
  std::uint64_t seed = 1;       ///< the seed of every random number
  Index epochs = 1;             ///< how often training sees the whole training set
  Index batch_size = 1;         ///< images per step
  std::string data{};           ///< a data set's name or a folder that holds its files; empty: the program chooses
  std::filesystem::path out{};  ///< the folder for results

  void add_threads(Program& program);     ///< --threads, 1 to 1024; warns above the number of cores
  void add_seed(Program& program);        ///< --seed, any 64-bit number
  void add_epochs(Program& program);      ///< --epochs, 1 to 1,000,000
  void add_batch_size(Program& program);  ///< --batch-size, 1 to 1,000,000
  void add_data(Program& program);        ///< --data
  void add_out(Program& program);         ///< --out

  /// All six.
  void add_to(Program& program);

  /// How many cores this process may use.
  static Index all_cores();
};

}  // namespace strata
