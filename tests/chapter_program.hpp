#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/picture_process.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {

/// How large a generated data set is.
struct RandomImages {
  std::uint32_t train, test, height, width;
};

/// A chapter's program, run in a temporary folder on generated images, and the results it leaves there.
class ChapterProgram {
 public:
  explicit ChapterProgram(std::filesystem::path program, const RandomImages& sizes = {120, 40, 5, 7});

  std::filesystem::path data() const { return folder_ / "data"; }

  /// A folder with nothing in it.
  std::filesystem::path empty_folder() const { return folder_ / "nothing"; }

  /// The results of the calls that named this folder.
  std::filesystem::path out(const std::string& name = "out") const { return folder_ / name; }

  /// Runs the program with these arguments alone. Nothing it starts is found, gnuplot included.
  ProcessResult call(std::vector<std::string> arguments) const;

  /// The same on the generated images, with results in out(name).
  ProcessResult run(std::vector<std::string> arguments, const std::string& name = "out") const;

  /// The same; it must end well.
  ProcessResult succeed(const std::vector<std::string>& arguments = {}, const std::string& name = "out") const;

  /// The same with the PATH of the test: where this computer has gnuplot, pictures are drawn.
  ProcessResult succeed_with_gnuplot(const std::vector<std::string>& arguments = {}) const;

  /// The names of the files of a result folder, sorted.
  std::vector<std::string> results(const std::string& name = "out") const;

  /// Whether a result is the same in two folders, to the last byte.
  bool equal(const std::string& file, const std::string& one, const std::string& other) const {
    return bytes(file, one) == bytes(file, other);
  }

  /// The bytes of a result; none where there is no such file.
  std::string bytes(const std::string& file, const std::string& name = "out") const;

 private:
  ProcessResult start(std::vector<std::string> arguments) const;
  std::vector<std::string> with_places(std::vector<std::string> arguments, const std::string& name) const;

  TemporaryFolder folder_;
  std::filesystem::path program_;
};

/// Whether pictures were drawn: where there is no gnuplot, a note says how to get it.
bool has_drawn(const ProcessResult& result);

/// The sorted names of a program's results: data and script of every picture, its drawing where there was a gnuplot,
/// and other files.
std::vector<std::string> result_files(const std::vector<std::string>& pictures, const std::vector<std::string>& others,
                                      bool drawn);

/// Runs a program with the seed 5 on one thread, two and three, into the folders "one", "two" and "three", and with the
/// seed 6 into "other". Checks that one seed gives these files the same bits on any number of threads.
std::map<std::string, ProcessResult> check_equal_on_threads(const ChapterProgram& program,
                                                            const std::vector<std::string>& arguments,
                                                            const std::vector<std::string>& files);

/// Checks that a program ends with 2 where one option is wrong, names it with a hint on one line, and leaves nothing.
void check_wrong_options(const ChapterProgram& program, const std::vector<std::vector<std::string>>& wrong);

/// Checks what every program does with data that is not there: exit code 2 with a hint for a name that nobody knows, 1
/// for a folder without a data set; neither leaves a result.
void check_missing_data(const ChapterProgram& program);

/// Checks that an error's message is on one line and ends as sentences do.
void check_one_line(const std::string& message);

}  // namespace strata
