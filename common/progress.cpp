#include "common/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "common/error.hpp"
#include "common/progress_line.hpp"
#include "common/text_width.hpp"

namespace strata {
namespace {

constexpr std::chrono::milliseconds redraw_interval{100};

int width_of_stderr() {
  const char* terminal = std::getenv("TERM");
  if (::isatty(STDERR_FILENO) == 0 || (terminal != nullptr && std::string_view(terminal) == "dumb")) return 0;
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

ProgressBar::ProgressBar(std::string title, Index total, ProgressOptions options)
    : title_(one_line(title)), total_(total), done_(options.begun), options_(std::move(options)) {
  if (total < 0) {
    throw Error({fmt::format("progress of \"{}\"", title_), fmt::format("{} pieces of work", total), "0 or more", ""});
  }
  // Another output than stderr is not asked for its width: it is taken for a file.
  if (!options_.terminal_width) {
    options_.terminal_width = options_.output == nullptr ? width_of_stderr : [] { return 0; };
  }
  if (options_.output == nullptr) options_.output = &std::cerr;
  start_ = next_draw_ = now();
  on_terminal_ = options_.terminal_width() > 0;
  next_line_ = next_tenth();
  if (on_terminal_) draw();
}

ProgressBar::~ProgressBar() {
  try {
    finish();
  } catch (...) {  // NOLINT(bugprone-empty-catch): the work itself is done; its progress is not worth an end
  }
}

void ProgressBar::step(Index count) {
  done_ += count;
  if (finished_) return;
  if (on_terminal_) {
    if (now() >= next_draw_) draw();
  } else if (done_ >= next_line_ && done_ < total_) {
    draw();
    next_line_ = next_tenth();
  }
}

void ProgressBar::title(const std::string& title) { title_ = one_line(title); }

Index ProgressBar::next_tenth() const {
  const Index tenths = total_ == 0 ? 0 : 10 * done_ / total_;
  return ((tenths + 1) * total_ + 9) / 10;
}

void ProgressBar::metric(std::string_view name, double value) {
  auto same = std::find_if(metrics_.begin(), metrics_.end(), [name](const Metric& m) { return m.name == name; });
  if (same == metrics_.end()) {
    metrics_.push_back({one_line(name), value});
  } else {
    same->value = value;
  }
}

void ProgressBar::finish() {
  if (finished_) return;
  finished_ = true;
  draw();
  if (on_terminal_) *options_.output << '\n' << std::flush;
}

void ProgressBar::draw() {
  const Clock::time_point time = now();
  next_draw_ = time + redraw_interval;
  ProgressState state{title_,        done_, total_,    std::chrono::duration<double>(time - start_).count(),
                      options_.unit, "",    finished_, options_.begun};
  for (const Metric& metric : metrics_) {
    state.metrics += fmt::format("{}{} {:#.4g}", state.metrics.empty() ? "" : "  ", metric.name, metric.value);
  }
  if (on_terminal_) {
    // A terminal that is filled up to its last column may wrap the line, and "\r" would not find its start again.
    const int width = std::max(1, options_.terminal_width() - 1);
    *options_.output << fmt::format("\r{}\x1b[K", progress_line(state, width)) << std::flush;
  } else {
    *options_.output << fmt::format("{}\n", progress_line_plain(state)) << std::flush;
  }
}

ProgressBar::Clock::time_point ProgressBar::now() const { return options_.clock ? options_.clock() : Clock::now(); }

}  // namespace strata
