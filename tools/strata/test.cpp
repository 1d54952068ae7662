#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "common/error.hpp"
#include "tools/strata/chapter_list.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

// The label that ctest knows a chapter's tests by. Two parts of the code that are no chapters have one, too.
std::string label_of(const Places& places, const std::string& part) {
  const std::vector<std::string> others = {"common", "command"};
  if (std::find(others.begin(), others.end(), part) != others.end()) return part;
  const std::vector<ChapterEntry> chapters = find_chapters(places);
  return chapter_named(chapters, part, others).folder;
}

void run_tests(const Places& places, const std::string& part) {
  std::vector<std::string> arguments = {
      "--test-dir",       places.build.string(), "--output-on-failure",
      "--no-tests=error", "--parallel",          fmt::format("{}", std::max(1U, std::thread::hardware_concurrency()))};
  if (!part.empty()) {
    arguments.push_back("--label-regex");
    arguments.push_back(fmt::format("^{}$", label_of(places, part)));
  }
  const int exit_code = run_and_wait("ctest", arguments, "ctest comes with the Debian package cmake");
  if (exit_code != 0) {
    throw Error({"./strata test", fmt::format("exit code {} from ctest", exit_code), "every test to pass",
                 "the report above names the tests that failed and shows what they printed"});
  }
}

}  // namespace

void add_test(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("test", "Run every test, or those of one chapter: test [NN]");
  const auto part = std::make_shared<std::string>();
  verb->add_option("NN", *part, "A chapter of `./strata list` (3, 03, linear or 03_linear), or common, or command");
  verb->callback([places, part] { run_tests(places, *part); });
}

}  // namespace strata
