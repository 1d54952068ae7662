#include "experiments/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/atomic_file.hpp"
#include "common/parallel.hpp"
#include "common/provenance.hpp"
#include "experiments/results_version.hpp"

namespace strata::experiments {

std::string made_by(const Request& request) {
  return fmt::format("commit {}, {}, {}, {} with {}, {} kernels, {}", checkout_commit(), compiler_name(),
                     processor_name(), request.device, threads_text(thread_count()), request.kernels.name(), today());
}

std::string file_name(const std::string& kind, const std::string& network) {
  std::string name = network.empty() ? kind : kind + "_" + network;
  std::ranges::replace(name, ' ', '_');
  return name;
}

Report::Report(std::string name, std::string heading, const Request& request)
    : name_(std::move(name)), heading_(std::move(heading)), request_(request), folder_(request.program.out) {
  std::cout << heading_ << "\n\n";
  if (request.quick) {
    paragraph("**A quick run**: little data, few steps. These numbers say that everything works, and nothing else.");
  }
}

void Report::images(const DataSplit& data) {
  if (request_.images == 0) return;
  paragraph(fmt::format("**Not all images**: trained on the first {} and tested on the first {}, as --images asks.",
                        data.train.size(), data.test.size()));
}

void Report::paragraph(const std::string& text) {
  body_ += text + "\n\n";
  std::cout << text << "\n\n";
}

void Report::faults(const std::vector<std::string>& sentences) {
  std::string text = "What of the sources is corrected here:\n";
  for (const std::string& sentence : sentences) text += "\n- " + sentence;
  paragraph(text);
}

void Report::table(const std::string& caption, const Table& table) {
  const std::string head = request_.quick ? "Quick run. " + caption : caption;
  body_ += fmt::format("{}\n\n{}\n", head, table.markdown());
  std::cout << head << '\n' << table << '\n';
}

void Report::numbers(const Table& table) { numbers_.push_back(table); }

void Report::picture(const std::string& caption, const Picture& picture) {
  std::cout << "Picture: " << picture << '\n';
  if (!picture.png) return;
  const std::string file = std::filesystem::relative(*picture.png, folder_).generic_string();
  body_ += fmt::format("![{}]({})\n\n", caption, file);
}

void Report::trainings(const std::vector<TrainingRecord>& records) {
  trainings_.insert(trainings_.end(), records.begin(), records.end());
}

// Trainings that an earlier call has left may have been made by another commit.
std::string Report::provenance() const {
  const std::string made = made_by(request_);
  std::string text = fmt::format("(`{}`; {}.)", request_.command, made);
  std::map<std::string, Index> elsewhere;
  for (const TrainingRecord& record : trainings_) {
    if (record.made != made) ++elsewhere[record.made];
  }
  for (const auto& [how, count] : elsewhere) {
    text += fmt::format("\n\n({} of the {} trainings: {}.)", count, trainings_.size(), how);
  }
  return text;
}

void Report::write() const {
  write_file_atomically(folder_ / "results.md", fmt::format("# {}\n\n{}\n\n{}", heading_, provenance(), body_));
  nlohmann::ordered_json json{{"version", results_version},
                              {"experiment", name_},
                              {"quick", request_.quick},
                              {"command", request_.command},
                              {"made", made_by(request_)},
                              {"rows", nlohmann::ordered_json::array()},
                              {"trainings", nlohmann::ordered_json::array()}};
  for (const Table& table : numbers_) {
    const auto rows = nlohmann::ordered_json::parse(table.json());
    for (const auto& row : rows.at("rows")) json["rows"].push_back(row);
  }
  for (const TrainingRecord& record : trainings_) json["trainings"].push_back(json_of(record));
  write_file_atomically(folder_ / "results.json", json.dump(1) + "\n");
  if (!numbers_.empty()) numbers_.front().write(folder_ / "results.csv");
  std::cout << fmt::format("Results: {}\n", (folder_ / "results.md").string());
}

}  // namespace strata::experiments
