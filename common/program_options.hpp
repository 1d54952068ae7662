#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/index.hpp"

namespace strata {

/// The options that the chapters' programs share. A program fills in its own defaults, adds the options that it needs
/// to its CLI::App, and reads the values once run_command has parsed the arguments:
///
///     ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/03_linear"};
///     options.add_threads(app);
///     options.add_seed(app);
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

  void add_threads(CLI::App& app);     ///< --threads, 1 to 1024; warns above the number of cores
  void add_seed(CLI::App& app);        ///< --seed, any 64-bit number
  void add_epochs(CLI::App& app);      ///< --epochs, 1 to 1,000,000
  void add_batch_size(CLI::App& app);  ///< --batch-size, 1 to 1,000,000
  void add_data(CLI::App& app);        ///< --data
  void add_out(CLI::App& app);         ///< --out

  /// All six.
  void add_to(CLI::App& app);

  /// How many cores this process may use.
  static Index all_cores();
};

/// Adds an option that takes a number above 0, checked as ProgramOptions' are. `value` holds the default at first; it
/// must outlive the parsing.
void add_positive_number(CLI::App& app, const std::string& option, double& value, const std::string& description);

/// The whole number that `text`, the value of `option`, stands for. Throws UsageError unless text is nothing but
/// digits and the number is between `lowest` and `highest`.
std::uint64_t parse_whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                                 std::uint64_t highest);

/// The number that `text`, the value of `option`, stands for, as "0.1" or "3e-4". Throws UsageError unless text is
/// nothing but a finite number above 0. `example` stands in the hint.
double parse_positive_number(const std::string& option, const std::string& text, double example);

}  // namespace strata
