#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

/// Writes a bash script that can be started.
inline void write_script(const std::filesystem::path& path, const std::string& text) {
  write_text(path, "#!/bin/bash\n" + text);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

/// A checkout with chapters and a build folder of its own, made for one test.
class Checkout {
 public:
  Checkout() : places_{folder_ / "source", folder_ / "build"} {
    add_chapter("02_modules", "# 2. Modules: how do you know that a derivative is right?");
    add_chapter("01_tensors", "# 1. Tensors: how far do averages alone get?");
    add_chapter("03_linear", "# 3. Linear: what does one matrix learn?");
  }

  const Places& places() const { return places_; }

  void add_chapter(const std::string& chapter, const std::string& title) const {
    write_text(places_.source / "chapters" / chapter / "README.md", title + "\n\nThe text.\n");
  }

  /// Gives a chapter a program: a bash script.
  void add_program(const std::string& chapter, const std::string& script) const {
    write_script(places_.program(chapter), script);
  }

  struct Result {
    int exit_code = -1;
    std::string output;  ///< standard output
    std::string errors;  ///< standard error
  };

  /// Calls the command in a process of its own, because a verb may become another program. Programs that the command
  /// starts are looked for in `first_in_path` first.
  Result call(std::vector<std::string> arguments, const std::string& first_in_path = "") const {
    const std::string output = folder_ / "output";
    const std::string errors = folder_ / "errors";
    const pid_t child = ::fork();
    REQUIRE(child != -1);
    if (child == 0) {
      if (!first_in_path.empty()) ::setenv("PATH", (first_in_path + ":" + std::getenv("PATH")).c_str(), 1);
      // NOLINTBEGIN(cppcoreguidelines-owning-memory): stdout and stderr own themselves
      if (std::freopen(output.c_str(), "w", stdout) == nullptr) ::_exit(99);
      if (std::freopen(errors.c_str(), "w", stderr) == nullptr) ::_exit(99);
      // NOLINTEND(cppcoreguidelines-owning-memory)
      const int exit_code = run(arguments);
      std::fflush(nullptr);
      ::_exit(exit_code);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(output), text_of(errors)};
  }

 private:
  int run(std::vector<std::string>& arguments) const {
    CLI::App app("The command under test", "./strata");
    add_verbs(app, places_);
    std::vector<const char*> pointers = {"strata"};
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    return run_command(app, static_cast<int>(pointers.size()), pointers.data(), [] {});
  }

  TemporaryFolder folder_;
  Places places_;
};

}  // namespace strata
