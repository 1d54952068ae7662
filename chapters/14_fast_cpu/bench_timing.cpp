#include "bench_timing.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>

#include "bench_context.hpp"
#include "bench_work.hpp"
#include "common/atomic_file.hpp"
#include "common/folders.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// Google Benchmark's JSON in memory, and the times of every repetition. What Google Benchmark adds to a name to say how
// it was timed is left out: the context says it once.
class BenchReporter : public benchmark::BenchmarkReporter {
 public:
  explicit BenchReporter(std::size_t rows) : rows_(rows) { json_.SetOutputStream(&text_); }

  bool ReportContext(const Context& context) override { return json_.ReportContext(context); }

  void ReportRuns(const std::vector<Run>& reports) override {
    std::vector<Run> renamed = reports;
    for (Run& run : renamed) {
      run.run_name = {.function_name = run.run_name.function_name,
                      .args = "",
                      .min_time = "",
                      .min_warmup_time = "",
                      .iterations = "",
                      .repetitions = "",
                      .time_type = "",
                      .threads = ""};
      if (run.run_type == Run::RT_Iteration) times_[run.run_name.function_name].push_back(run.GetAdjustedRealTime());
    }
    if (renamed.front().run_type == Run::RT_Iteration) {  // the aggregates come in a call of their own
      std::cerr << fmt::format("{} of {}: {}\n", times_.size(), rows_, renamed.front().run_name.function_name);
    }
    json_.ReportRuns(renamed);
  }

  void Finalize() override { json_.Finalize(); }

  std::string json() const { return text_.str(); }

  // Milliseconds of each repetition.
  const std::vector<double>& times(const std::string& row) const { return times_.at(row); }

 private:
  std::size_t rows_;
  std::ostringstream text_;
  benchmark::JSONReporter json_;
  std::map<std::string, std::vector<double>> times_;
};

// Google Benchmark calls the function of a row several times, to find out how often it is to run and for each
// repetition. The network is built once and kept until the next row.
class CurrentWork {
 public:
  BenchWork& of(const BenchRow& row, const fast_cpu::KernelOption& kernels) {
    if (!work_ || name_ != row.name()) {
      work_.reset();
      work_ = std::make_unique<BenchWork>(row, kernels);
      name_ = row.name();
    }
    return *work_;
  }

 private:
  std::string name_;
  std::unique_ptr<BenchWork> work_;
};

void print_times(const std::vector<BenchRow>& rows, const BenchReporter& reporter) {
  Table table({{"row"}, {"median", "ms"}, {"lowest", "ms"}, {"highest", "ms"}, {"for an image", "µs"}});
  for (const BenchRow& row : rows) {
    const std::vector<double>& times = reporter.times(row.name());
    const double middle = median(times);
    table.row({row.name(), Real{middle, 3}, Real{std::ranges::min(times), 3}, Real{std::ranges::max(times), 3},
               Real{1000 * middle / static_cast<double>(row.images), 1}});
  }
  std::cout << table;
}

}  // namespace

void time_rows(const std::vector<BenchRow>& rows, const BenchTiming& timing, const fast_cpu::KernelOption& kernels,
               const std::filesystem::path& out) {
  create_folders(std::filesystem::absolute(out).parent_path());
  for (const auto& [key, value] : bench_context(kernels)) benchmark::AddCustomContext(key, value);
  CurrentWork current;
  for (const BenchRow& row : rows) {
    benchmark::RegisterBenchmark(row.name().c_str(),
                                 [&current, &kernels, row](benchmark::State& state) {
                                   BenchWork& work = current.of(row, kernels);
                                   for ([[maybe_unused]] auto step : state) work.run();
                                 })
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime()
        ->MinWarmUpTime(timing.seconds)
        ->MinTime(timing.seconds)
        ->Repetitions(static_cast<int>(timing.rounds));
  }
  BenchReporter reporter(rows.size());
  benchmark::RunSpecifiedBenchmarks(&reporter, ".");
  benchmark::ClearRegisteredBenchmarks();
  write_file_atomically(out, reporter.json());
  print_times(rows, reporter);
}
