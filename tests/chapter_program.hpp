#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "common/picture_process.hpp"
#include "tests/dataset_files.hpp"
#include "tests/environment_variable.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {

/// How large a generated data set is.
struct RandomImages {
  std::uint32_t train, test, height, width;
};

/// MNIST's four files with random pixels, the same ones for the same sizes.
inline void write_random_images(const std::filesystem::path& folder, const RandomImages& sizes) {
  std::mt19937 numbers(1);
  const auto write = [&](const std::string& part, std::uint32_t count) {
    std::string images = idx_number(0x803) + idx_number(count) + idx_number(sizes.height) + idx_number(sizes.width);
    for (std::uint32_t i = 0; i < count * sizes.height * sizes.width; ++i)
      images += static_cast<char>(numbers() & 0xff);
    write_file_atomically(folder / (part + "-images-idx3-ubyte"), images);
    write_file_atomically(folder / (part + "-labels-idx1-ubyte"), idx_labels(count));
  };
  std::filesystem::create_directories(folder);
  write("train", sizes.train);
  write("t10k", sizes.test);
}

/// A chapter's program, run in a temporary folder on generated images, and the results it leaves there.
class ChapterProgram {
 public:
  explicit ChapterProgram(std::filesystem::path program, const RandomImages& sizes = {120, 40, 5, 7})
      : program_(std::move(program)) {
    write_random_images(data(), sizes);
    std::filesystem::create_directories(folder_ / "nothing");
  }

  std::filesystem::path data() const { return folder_ / "data"; }

  /// A folder with nothing in it.
  std::filesystem::path empty_folder() const { return folder_ / "nothing"; }

  /// The results of the calls that named this folder.
  std::filesystem::path out(const std::string& name = "out") const { return folder_ / name; }

  /// Runs the program with these arguments alone. Nothing it starts is found, gnuplot included.
  ProcessResult call(std::vector<std::string> arguments) const {
    const EnvironmentVariable path("PATH", empty_folder().string());
    return call_with_gnuplot(std::move(arguments));
  }

  /// The same, with the PATH of the test.
  ProcessResult call_with_gnuplot(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), program_.string());
    ProcessResult result = run_process(arguments, "", folder_.path(), std::chrono::minutes(2));
    INFO(result.output << result.messages);
    CHECK(result.found);
    CHECK_FALSE(result.timed_out);
    return result;
  }

  /// Runs it on the generated images, with results in out(name) and no gnuplot; it must end well.
  ProcessResult succeed(std::vector<std::string> arguments = {}, const std::string& name = "out") const {
    arguments.insert(arguments.end(), {"--data", data().string(), "--out", out(name).string()});
    ProcessResult result = call(std::move(arguments));
    INFO(result.output << result.messages);
    CHECK(result.exit_status == 0);
    return result;
  }

  /// The names of the files of a result folder, sorted.
  std::vector<std::string> results(const std::string& name = "out") const {
    std::vector<std::string> names;
    if (!std::filesystem::exists(out(name))) return names;
    for (const auto& entry : std::filesystem::directory_iterator(out(name))) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Whether a result is the same in two folders, to the last byte.
  bool equal(const std::string& file, const std::string& one, const std::string& other) const {
    return bytes(file, one) == bytes(file, other);
  }

  /// The bytes of a result.
  std::string bytes(const std::string& file, const std::string& name = "out") const {
    std::ifstream stream(out(name) / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path program_;
};

/// The files of pictures: data and script, and the drawings where there was a gnuplot.
inline std::vector<std::string> picture_files(const std::vector<std::string>& names, bool drawn) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    files.insert(files.end(), {name + ".dat", name + ".gp"});
    if (drawn) files.push_back(name + ".png");
  }
  return files;
}

/// Checks what every program does with data that is not there: exit code 2 with a hint for a name that nobody knows, 1
/// for a folder without a data set; neither leaves a result.
inline void check_missing_data(const ChapterProgram& program) {
  const ProcessResult unknown = program.call({"--data", "nonsense", "--out", program.out().string()});
  CHECK(unknown.exit_status == 2);
  check_contains(unknown.messages, {"--data", "\"nonsense\"", "fashion-mnist", "Hint: "});
  const std::string folder = program.empty_folder().string();
  const ProcessResult empty = program.call({"--data", folder, "--out", program.out().string()});
  CHECK(empty.exit_status == 1);
  check_contains(empty.messages, {folder + ": got a folder without a data set", "Hint: "});
  CHECK(program.results().empty());
}

/// Checks that an error's message is on one line and ends as sentences do.
inline void check_one_line(const std::string& message) {
  INFO(message);
  CHECK((message.ends_with(".\n") || message.ends_with("?\n")));
  CHECK(std::count(message.begin(), message.end(), '\n') == 1);
}

}  // namespace strata
