#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "common/index.hpp"

namespace strata {

/// Where a progress bar draws and how it tells the time. The defaults suit programs; tests pass their own.
struct ProgressOptions {
  std::string unit = "";                     ///< what is counted: "images" makes the rate "12,345 images/s"
  std::ostream* output = nullptr;            ///< null: stderr, so that results on stdout stay clean
  std::function<int()> terminal_width = {};  ///< columns, 0 if the output is no terminal; empty: ask the system
  std::function<std::chrono::steady_clock::time_point()> clock = {};  ///< empty: std::chrono::steady_clock
  Index begun = 0;  ///< pieces that were done before, by an earlier run: rate and time left do not count them
};

/// Shows how far a long piece of work is: part done, rate, elapsed time, time left and the latest metrics.
///
///     ProgressBar bar("epoch 1/3", 60000, {.unit = "images"});
///     for (...) {
///       bar.metric("loss", loss);
///       bar.step(batch_size);
///     }
///
/// On a terminal it redraws one line at most ten times a second; anywhere else it prints a line at every tenth of the
/// work. The last line is ended by finish() or, after an exception or an early return, by the destructor. For one
/// thread.
class ProgressBar {
 public:
  /// Throws Error where `total` is negative.
  ProgressBar(std::string title, Index total, ProgressOptions options = {});
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar();

  /// Counts `count` more pieces as done.
  void step(Index count = 1);

  /// Says what is being done now. It shows with the next redraw.
  void title(const std::string& title);

  /// Sets a metric's current value. It shows with the next redraw.
  void metric(std::string_view name, double value);

  /// Draws the final state and ends the line. Later calls do nothing.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  struct Metric {
    std::string name;
    double value;
  };

  Clock::time_point now() const;
  void draw();
  Index next_tenth() const;

  std::string title_;
  Index total_;
  Index done_ = 0;
  ProgressOptions options_;
  std::vector<Metric> metrics_;
  Clock::time_point start_;
  Clock::time_point next_draw_;
  Index next_line_ = 0;
  bool on_terminal_ = false;
  bool finished_ = false;
};

}  // namespace strata
