#include "common/program.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "common/command_line.hpp"
#include "common/error.hpp"
#include "common/option_values.hpp"

namespace strata {
namespace {

CLI::Option* add_checked(CLI::App& parser, const std::string& option, const std::string& kind,
                         const std::string& description, const std::function<void(const std::string&)>& take) {
  return parser.add_option_function<std::string>(option, take, description)->type_name(kind)->take_last();
}

template <class Number>
void add_number(CLI::App& parser, const std::string& option, Number& value, Number lowest, Number highest,
                const std::string& description, const std::function<void(Number)>& taken = {}) {
  const auto take = [&value, option, lowest, highest, taken](const std::string& text) {
    value = static_cast<Number>(
        parse_whole_number(option, text, static_cast<std::uint64_t>(lowest), static_cast<std::uint64_t>(highest)));
    if (taken) taken(value);
  };
  CLI::Option* const added = add_checked(parser, option, "NUMBER", description, take);
  if (value >= lowest && value <= highest) added->default_str(fmt::format("{}", value));
}

template <class Text>
void add_words(CLI::App& parser, const std::string& option, Text& value, const std::string& description,
               const std::string& kind) {
  CLI::Option* const added = add_checked(parser, option, kind, description, [&value, option](const std::string& text) {
    if (text.empty()) throw UsageError({option, "an empty name", "a name", "leave the option out for its default"});
    value = text;
  });
  if (!value.empty()) added->default_str(std::filesystem::path(value).string());
}

}  // namespace

Program::Program(const std::string& description, const std::string& name)
    : parser_(std::make_unique<CLI::App>(description, name)) {}

Program::~Program() = default;

void Program::add_whole_number(const std::string& option, Index& value, Index lowest, Index highest,
                               const std::string& description, const std::function<void(Index)>& taken) {
  add_number(*parser_, option, value, lowest, highest, description, taken);
}

void Program::add_whole_number(const std::string& option, std::uint64_t& value, std::uint64_t lowest,
                               std::uint64_t highest, const std::string& description) {
  add_number(*parser_, option, value, lowest, highest, description);
}

void Program::add_positive_number(const std::string& option, double& value, const std::string& description) {
  add_checked(*parser_, option, "NUMBER", description, [&value, option, example = value](const std::string& text) {
    value = parse_positive_number(option, text, example);
  })->default_str(fmt::format("{}", value));
}

void Program::add_text(const std::string& option, std::string& value, const std::string& description,
                       const std::string& kind) {
  add_words(*parser_, option, value, description, kind);
}

void Program::add_text(const std::string& option, std::filesystem::path& value, const std::string& description,
                       const std::string& kind) {
  add_words(*parser_, option, value, description, kind);
}

void Program::add_parsed(const std::string& option, const std::string& shown, const std::string& description,
                         const std::string& kind, const std::function<void(const std::string&)>& take) {
  add_checked(*parser_, option, kind, description, take)->default_str(shown);
}

void Program::add_argument(const std::string& name, std::string& value, const std::string& description, Needed needed) {
  parser_->add_option(name, value, description)->type_name("")->required(needed == Needed::yes);
}

void Program::add_flag(const std::string& option, bool& value, const std::string& description) {
  parser_->add_flag(option, value, description);
}

int Program::run(int argc, const char* const* argv, FunctionRef<void()> body) {
  return run_command(*parser_, argc, argv, body);
}

}  // namespace strata
