#include "tests/chapter_program.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>
#include <utility>

#include "tests/dataset_files.hpp"
#include "tests/environment_variable.hpp"

namespace strata {
namespace {

// MNIST's four files with random pixels, the same ones for the same sizes.
void write_random_images(const std::filesystem::path& folder, const RandomImages& sizes) {
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

void check_good_end(const ProcessResult& result) {
  INFO(result.output << result.messages);
  CHECK(result.exit_status == 0);
}

}  // namespace

ChapterProgram::ChapterProgram(std::filesystem::path program, const RandomImages& sizes)
    : program_(std::move(program)) {
  write_random_images(data(), sizes);
  std::filesystem::create_directories(empty_folder());
}

ProcessResult ChapterProgram::start(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), program_.string());
  ProcessResult result = run_process(arguments, "", folder_.path(), std::chrono::minutes(2));
  INFO(result.output << result.messages);
  CHECK(result.found);
  CHECK_FALSE(result.timed_out);
  return result;
}

std::vector<std::string> ChapterProgram::with_places(std::vector<std::string> arguments,
                                                     const std::string& name) const {
  arguments.insert(arguments.end(), {"--data", data().string(), "--out", out(name).string()});
  return arguments;
}

ProcessResult ChapterProgram::call(std::vector<std::string> arguments) const {
  const EnvironmentVariable path("PATH", empty_folder().string());
  return start(std::move(arguments));
}

ProcessResult ChapterProgram::run(std::vector<std::string> arguments, const std::string& name) const {
  return call(with_places(std::move(arguments), name));
}

ProcessResult ChapterProgram::succeed(const std::vector<std::string>& arguments, const std::string& name) const {
  ProcessResult result = run(arguments, name);
  check_good_end(result);
  return result;
}

ProcessResult ChapterProgram::succeed_with_gnuplot(const std::vector<std::string>& arguments) const {
  ProcessResult result = start(with_places(arguments, "out"));
  check_good_end(result);
  return result;
}

std::vector<std::string> ChapterProgram::results(const std::string& name) const {
  std::vector<std::string> names;
  if (!std::filesystem::exists(out(name))) return names;
  for (const auto& entry : std::filesystem::directory_iterator(out(name))) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ChapterProgram::bytes(const std::string& file, const std::string& name) const {
  std::ifstream stream(out(name) / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool has_drawn(const ProcessResult& result) { return result.messages.find("Install gnuplot") == std::string::npos; }

std::vector<std::string> result_files(const std::vector<std::string>& pictures, const std::vector<std::string>& others,
                                      bool drawn) {
  std::vector<std::string> files = others;
  for (const std::string& name : pictures) {
    files.insert(files.end(), {name + ".dat", name + ".gp"});
    if (drawn) files.push_back(name + ".png");
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::map<std::string, ProcessResult> check_equal_on_threads(const ChapterProgram& program,
                                                            const std::vector<std::string>& arguments,
                                                            const std::vector<std::string>& files) {
  std::map<std::string, ProcessResult> results;
  const auto run = [&](const std::string& name, const std::string& threads, const std::string& seed) {
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--threads", threads, "--seed", seed});
    results[name] = program.succeed(all, name);
  };
  run("one", "1", "5");
  run("two", "2", "5");
  run("three", "3", "5");
  run("other", "2", "6");
  for (const std::string& file : files) {
    INFO(file);
    CHECK_FALSE(program.bytes(file, "one").empty());
    CHECK(program.equal(file, "one", "two"));
    CHECK(program.equal(file, "one", "three"));
  }
  return results;
}

void check_wrong_options(const ChapterProgram& program, const std::vector<std::vector<std::string>>& wrong) {
  for (const std::vector<std::string>& arguments : wrong) {
    INFO(arguments.front() << ' ' << arguments.back());
    const ProcessResult result = program.run(arguments);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, {arguments.front(), "Hint: "});
    check_one_line(result.messages);
  }
  CHECK(program.results().empty());
}

void check_missing_data(const ChapterProgram& program) {
  const ProcessResult unknown = program.call({"--data", "nonsense", "--out", program.out().string()});
  CHECK(unknown.exit_status == 2);
  check_contains(unknown.messages, {"--data", "\"nonsense\"", "fashion-mnist", "Hint: "});
  const std::string folder = program.empty_folder().string();
  const ProcessResult empty = program.call({"--data", folder, "--out", program.out().string()});
  CHECK(empty.exit_status == 1);
  check_contains(empty.messages, {folder + ": got a folder without a data set", "Hint: "});
  CHECK(program.results().empty());
}

void check_one_line(const std::string& message) {
  INFO(message);
  CHECK((message.ends_with(".\n") || message.ends_with("?\n")));
  CHECK(std::count(message.begin(), message.end(), '\n') == 1);
}

}  // namespace strata
