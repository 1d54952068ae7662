#include "common/command_line.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;
constexpr int exit_wrong_usage = 2;

// "strata data" for the verb `data` of the program `strata`.
std::string command_name(const CLI::App& app) {
  std::string name = app.get_name();
  for (const CLI::App* verb : app.get_subcommands()) name += " " + command_name(*verb);
  return name;
}

const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> verbs = app.get_subcommands();
  return verbs.empty() ? app : innermost(*verbs.back());
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

UsageError unknown_argument(const CLI::App& app, const std::string& argument) {
  const CLI::App& asked = innermost(app);
  const bool is_option = argument.starts_with("-");
  const std::string given = is_option ? argument.substr(0, argument.find('=')) : argument;
  const std::vector<std::string> known = is_option ? option_names(asked) : verb_names(asked);
  const std::string closest = closest_name(given, known);
  const std::string help = fmt::format("`{} --help` lists what there is", command_name(app));
  std::string expected;
  if (is_option) {
    expected = "a known option";
  } else {
    expected = known.empty() ? "nothing more" : fmt::format("one of {}", fmt::join(known, ", "));
  }
  return UsageError({command_name(app), fmt::format("\"{}\"", given), expected,
                     closest.empty() ? help : fmt::format("did you mean {}?", closest)});
}

UsageError wrong_arguments(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> remaining = app.remaining(true);
  if (!remaining.empty()) return unknown_argument(app, remaining.front());
  const std::string help = fmt::format("`{} --help` shows how to call it", command_name(app));
  const std::string message = error.what();
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return UsageError({message.substr(0, message.find(':')), "no value", "one", help});
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && app.get_subcommands().empty()) {
    const std::vector<std::string> verbs = verb_names(app);
    if (!verbs.empty()) {
      return UsageError({command_name(app), "no verb", fmt::format("one of {}", fmt::join(verbs, ", ")), help});
    }
  }
  return UsageError({command_name(app), fmt::format("arguments that do not fit ({})", message), "", help});
}

// Returns whether there is anything left to do: --help is all that its caller wants.
bool parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return true;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
  } catch (const CLI::CallForAllHelp&) {
    fmt::print("{}", app.help("", CLI::AppFormatMode::All));
  } catch (const CLI::ParseError& error) {
    throw wrong_arguments(app, error);
  }
  return false;
}

// A result that went to a full disk through a pipe or a redirection is not a result.
void flush_standard_output() {
  std::cout.flush();
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout) {
    throw Error({"standard output", "an error while writing to it", "everything to be written",
                 "is the disk full, or has the reader of the pipe gone?"});
  }
}

}  // namespace

int run_command(CLI::App& app, int argc, const char* const* argv, FunctionRef<void()> body) {
  if (app.get_name().empty() && argc > 0) app.name(std::filesystem::path(argv[0]).filename().string());
  try {
    if (parse(app, argc, argv)) body();
    flush_standard_output();
    return exit_done;
  } catch (const UsageError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return exit_wrong_usage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return exit_failed;
  }
}

}  // namespace strata
