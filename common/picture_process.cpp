#include "common/picture_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>

#include "common/error.hpp"
#include "common/file_descriptor.hpp"
#include "common/system_error.hpp"

namespace strata {
namespace {

[[noreturn]] void refuse(const std::string& program, int error_number) {
  throw Error({program, system_error_text(error_number), "a program that can be started", ""});
}

// Files in memory for the program's input and output: unlike pipes, they never fill up, and no thread has to empty
// them.
FileDescriptor memory_file(const std::string& program) {
  FileDescriptor file(::memfd_create("strata", MFD_CLOEXEC));
  if (!file) refuse(program, errno);
  return file;
}

void fill(const FileDescriptor& file, std::string_view text, const std::string& program) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) refuse(program, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(file.get(), 0, SEEK_SET);
}

std::string content(const FileDescriptor& file) {
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  std::string text(static_cast<std::size_t>(size < 0 ? 0 : size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t got = ::pread(file.get(), text.data() + filled, text.size() - filled, static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += static_cast<std::size_t>(got);
  }
  text.resize(filled);
  return text;
}

class SpawnActions {
 public:
  SpawnActions() { ::posix_spawn_file_actions_init(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  void redirect(const FileDescriptor& from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from.get(), to); }
  void change_folder(const std::filesystem::path& folder) {
    ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

int wait_for(pid_t process, std::chrono::milliseconds limit, bool& timed_out) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(process, &status, timed_out ? 0 : WNOHANG);
    if (ended == process) break;
    if (ended < 0 && errno != EINTR) return -1;
    if (!timed_out && std::chrono::steady_clock::now() >= deadline) {
      ::kill(process, SIGKILL);
      timed_out = true;
    }
    if (!timed_out) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& program_and_arguments, std::string_view input,
                          const std::filesystem::path& folder, std::chrono::milliseconds limit) {
  const std::string& program = program_and_arguments.at(0);
  std::vector<std::string> copies = program_and_arguments;  // posix_spawn takes arguments that could be written to
  std::vector<char*> arguments;
  for (std::string& copy : copies) arguments.push_back(copy.data());
  arguments.push_back(nullptr);

  const FileDescriptor in = memory_file(program), out = memory_file(program), messages = memory_file(program);
  fill(in, input, program);
  SpawnActions actions;
  actions.redirect(in, STDIN_FILENO);
  actions.redirect(out, STDOUT_FILENO);
  actions.redirect(messages, STDERR_FILENO);
  actions.change_folder(folder);

  ProcessResult result;
  pid_t process = 0;
  const int error_number =
      ::posix_spawnp(&process, program.c_str(), actions.get(), nullptr, arguments.data(), ::environ);
  if (error_number == ENOENT || error_number == EACCES || error_number == ENOTDIR) return {.found = false};
  if (error_number != 0) refuse(program, error_number);
  result.exit_status = wait_for(process, limit, result.timed_out);
  result.output = content(out);
  result.messages = content(messages);
  return result;
}

}  // namespace strata
