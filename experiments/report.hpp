#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "common/picture.hpp"
#include "common/table.hpp"
#include "experiments/request.hpp"
#include "experiments/training_record.hpp"

namespace strata::experiments {

/// What an experiment found, in the order in which it was added: printed, and kept in a folder as results.md (for
/// people, with the pictures), results.csv and results.json (for programs).
class Report {
 public:
  /// @param name     "kernel-size"
  /// @param heading  "2.1 Four sizes of kernels"
  /// @param request  what was asked for; program.out is the folder
  Report(std::string name, std::string heading, const Request& request);

  /// A paragraph. Markdown.
  void paragraph(const std::string& text);

  /// Says how many images there were, where --images named a number.
  void images(const DataSplit& data);

  /// What of the sources is corrected, a sentence each. Markdown.
  void faults(const std::vector<std::string>& sentences);

  /// A table for people, with a line above it, which says so if the run was quick.
  void table(const std::string& caption, const Table& table);

  /// The numbers behind the tables, a row for each network; they go to results.csv and results.json.
  void numbers(const Table& table);

  /// A picture below a line that says what is to be seen.
  void picture(const std::string& caption, const Picture& picture);

  /// Trainings whose epochs and gradients go to results.json.
  void trainings(const std::vector<TrainingRecord>& records);

  /// Writes the three files and prints where they are.
  void write() const;

  /// The folder.
  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::string provenance() const;

  std::string name_, heading_;
  const Request& request_;
  std::filesystem::path folder_;
  std::string body_;
  std::vector<Table> numbers_;
  std::vector<TrainingRecord> trainings_;
};

/// A name for a file, without its ending, that needs no quotes anywhere: "gradients_ELU_with_BatchNorm".
std::string file_name(const std::string& kind, const std::string& network);

/// "commit f1af657, g++ 12.2.0, Intel(R) Xeon(R) Processor, cpu with 2 threads, fast kernels, 2026-11-22".
std::string made_by(const Request& request);

}  // namespace strata::experiments
