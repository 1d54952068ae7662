#include "tools/strata/process.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "common/error.hpp"

namespace strata {
namespace {

// argv as exec wants it. The pointers live as long as the texts do.
std::vector<char*> argument_pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

Error cannot_start(const std::string& program, int reason, const std::string& hint) {
  return Error({program, fmt::format("\"{}\" when starting it", std::generic_category().message(reason)),
                "a program that runs", hint});
}

}  // namespace

void become(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> texts = arguments;
  texts.insert(texts.begin(), program.string());
  std::fflush(stdout);  // what stands in the buffer would be lost
  ::execv(program.c_str(), argument_pointers(texts).data());
  throw cannot_start(program.string(), errno, "build it with ./strata setup");
}

int run_and_wait(const std::string& program, const std::vector<std::string>& arguments, const std::string& hint) {
  std::vector<std::string> texts = arguments;
  texts.insert(texts.begin(), program);
  std::fflush(stdout);  // so that both programs' lines come in order
  pid_t child = 0;
  const int reason =
      ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, argument_pointers(texts).data(), environ);
  if (reason != 0) throw cannot_start(program, reason, hint);
  int status = 0;
  while (::waitpid(child, &status, 0) == -1) {
    if (errno != EINTR) throw cannot_start(program, errno, hint);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace strata
