#include "common/program_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>
#include <thread>

#include "common/error.hpp"

namespace strata {
namespace {

constexpr std::uint64_t most_threads = 1024;
constexpr std::uint64_t most_epochs = 1'000'000;
constexpr std::uint64_t largest_batch = 1'000'000;
constexpr std::uint64_t largest_seed = std::numeric_limits<std::uint64_t>::max();

template <class Number>
void add_number(CLI::App& app, const std::string& name, Number& value, std::uint64_t lowest, std::uint64_t highest,
                const std::string& description, void (*and_then)(Number) = nullptr) {
  app.add_option_function<std::string>(
         name,
         [&value, name, lowest, highest, and_then](const std::string& text) {
           value = static_cast<Number>(parse_whole_number(name, text, lowest, highest));
           if (and_then != nullptr) and_then(value);
         },
         description)
      ->type_name("NUMBER")
      ->default_str(fmt::format("{}", value))
      ->take_last();
}

template <class Text>
void add_text(CLI::App& app, const std::string& name, Text& value, const std::string& type_name,
              const std::string& description, const std::string& hint) {
  CLI::Option* option = app.add_option_function<std::string>(
      name,
      [&value, name, hint](const std::string& text) {
        if (text.empty()) throw UsageError({name, "an empty name", "a name", hint});
        value = text;
      },
      description);
  option->type_name(type_name)->take_last();
  if (!value.empty()) option->default_str(std::filesystem::path(value).string());
}

void warn_of_many_threads(Index threads) {
  const Index cores = ProgramOptions::all_cores();
  if (threads <= cores) return;
  fmt::print(stderr, "--threads: got {}, expected at most {}, one per core. The results will be the same, but later.\n",
             threads, cores);
}

}  // namespace

void ProgramOptions::add_threads(CLI::App& app) {
  add_number(app, "--threads", threads, 1, most_threads, "How many threads compute; the results do not depend on it",
             &warn_of_many_threads);
}

void ProgramOptions::add_seed(CLI::App& app) {
  add_number(app, "--seed", seed, 0, largest_seed, "The seed of every random number: same seed, same results");
}

void ProgramOptions::add_epochs(CLI::App& app) {
  add_number(app, "--epochs", epochs, 1, most_epochs, "How often training sees the whole training set");
}

void ProgramOptions::add_batch_size(CLI::App& app) {
  add_number(app, "--batch-size", batch_size, 1, largest_batch, "Images per training step");
}

void ProgramOptions::add_data(CLI::App& app) {
  add_text(app, "--data", data, "NAME|FOLDER", "The data set, or a folder with its files",
           "leave the option out for the default data set");
}

void ProgramOptions::add_out(CLI::App& app) {
  add_text(app, "--out", out, "FOLDER", "The folder for pictures and other results",
           "leave the option out for the default folder");
}

void ProgramOptions::add_to(CLI::App& app) {
  add_threads(app);
  add_seed(app);
  add_epochs(app);
  add_batch_size(app);
  add_data(app);
  add_out(app);
}

void add_positive_number(CLI::App& app, const std::string& option, double& value, const std::string& description) {
  app.add_option_function<std::string>(
         option,
         [&value, option, example = value](const std::string& text) {
           value = parse_positive_number(option, text, example);
         },
         description)
      ->type_name("NUMBER")
      ->default_str(fmt::format("{}", value))
      ->take_last();
}

Index ProgramOptions::all_cores() {
  return std::clamp<Index>(std::thread::hardware_concurrency(), 1, static_cast<Index>(most_threads));
}

std::uint64_t parse_whole_number(const std::string& option, const std::string& text, std::uint64_t lowest,
                                 std::uint64_t highest) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stopped == end && number >= lowest && number <= highest) return number;
  throw UsageError(
      {option, fmt::format("\"{}\"", text), fmt::format("a whole number from {} to {}", lowest, highest),
       fmt::format("write for instance {} {}, or leave the option out", option, std::max(lowest, std::uint64_t{1}))});
}

double parse_positive_number(const std::string& option, const std::string& text, double example) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data(), end, number);
  if (problem == std::errc() && stopped == end && number > 0 && std::isfinite(number)) return number;
  throw UsageError({option, fmt::format("\"{}\"", text), "a number above 0",
                    fmt::format("write for instance {} {}, or leave the option out", option, example)});
}

}  // namespace strata
