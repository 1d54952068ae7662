#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/function_ref.hpp"
#include "common/index.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the name that CLI11 gave itself
class App;
}

namespace strata {

/// A program, or one verb of a program: its options, and the way from arguments to an exit code.
///
///     Program program("Chapter 3: fit a line, then train a softmax classifier on images", "./strata run 3");
///     program.add_positive_number("--learning-rate", learning_rate, "How far each step goes");
///     return program.run(argc, argv, [&] { train(learning_rate); });
///
/// A value holds its default when its option is added, and must outlive run(). A wrong value is wrong usage, and an
/// option given twice counts as given last. CLI11 does the work; that it stays behind this class saves each program
/// seconds of compilation.
class Program {
 public:
  /// @param description  one line for the help
  /// @param name         what the user typed to come here, for the help and for messages
  Program(const std::string& description, const std::string& name);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// An option with a whole number between two others, both included and neither below 0. `taken` hears of a number
  /// that was given. The help shows no default that is outside these bounds, by which a program can tell that none was
  /// given.
  /// @{
  void add_whole_number(const std::string& option, Index& value, Index lowest, Index highest,
                        const std::string& description, const std::function<void(Index)>& taken = {});
  void add_whole_number(const std::string& option, std::uint64_t& value, std::uint64_t lowest, std::uint64_t highest,
                        const std::string& description);
  /// @}

  /// An option with a finite number above 0, as "0.1" or "3e-4".
  void add_positive_number(const std::string& option, double& value, const std::string& description);

  /// An option with a text that is not empty. `kind` stands for the value in the help.
  /// @{
  void add_text(const std::string& option, std::string& value, const std::string& description,
                const std::string& kind = "NAME");
  void add_text(const std::string& option, std::filesystem::path& value, const std::string& description,
                const std::string& kind = "FOLDER");
  /// @}

  /// An option whose text the program reads itself: `take` may throw UsageError. The help shows `shown` as its default.
  void add_parsed(const std::string& option, const std::string& shown, const std::string& description,
                  const std::string& kind, const std::function<void(const std::string&)>& take);

  /// Whether leaving an argument out is wrong usage.
  enum class Needed { yes, no };

  /// An argument that stands for itself, as in `train SimpleCNN`. `name` is what the help calls it: "NETWORK".
  /// Arguments are taken in the order in which they were added. One that was left out keeps its value.
  void add_argument(const std::string& name, std::string& value, const std::string& description,
                    Needed needed = Needed::yes);

  /// An option without a value: given or not.
  void add_flag(const std::string& option, bool& value, const std::string& description);

  /// Parses the arguments, calls body and returns an exit code, as run_command does.
  int run(int argc, const char* const* argv, FunctionRef<void()> body);

 private:
  std::unique_ptr<CLI::App> parser_;
};

}  // namespace strata
