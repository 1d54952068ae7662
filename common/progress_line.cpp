#include "common/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "common/table.hpp"
#include "common/text_width.hpp"

namespace strata {
namespace {

constexpr int narrowest_bar = 10;
constexpr int widest_bar = 40;

double part_done(const ProgressState& state) {
  if (state.total == 0) return 1;
  return std::min(1.0, static_cast<double>(state.done) / static_cast<double>(state.total));
}

// Rounded down: 100 % is said only when all is done.
std::string percent_text(const ProgressState& state) {
  return fmt::format("{:3.0f} %", std::floor(100 * part_done(state)));
}

std::string rate_text(const ProgressState& state) {
  if (state.done <= state.begun || state.elapsed <= 0) return "";
  const double rate = static_cast<double>(state.done - state.begun) / state.elapsed;
  const std::string number = rate < 100 ? fmt::format("{:.1f}", rate) : Cell(std::llround(rate)).text();
  return fmt::format("{}{}/s", number, state.unit.empty() ? "" : " " + state.unit);
}

std::string times_text(const ProgressState& state) {
  std::string text = duration_text(state.elapsed);
  if (!state.ended && state.done > state.begun && state.done < state.total) {
    const double left =
        state.elapsed * static_cast<double>(state.total - state.done) / static_cast<double>(state.done - state.begun);
    text += ", " + duration_text(left) + " left";
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string line;
  for (const std::string& part : parts) {
    if (!part.empty()) line += (line.empty() ? "" : "  ") + part;
  }
  return line;
}

std::string bar(double part, int width) {
  const int inside = width - 2;
  const int full = static_cast<int>(part * inside);
  std::string text(static_cast<std::size_t>(full), '=');
  if (full < inside) text += '>';
  text.resize(static_cast<std::size_t>(inside), ' ');
  return '[' + text + ']';
}

}  // namespace

std::string duration_text(double seconds) {
  if (!(seconds >= 0 && seconds < 1e9)) return "?";
  const long long whole = std::llround(seconds);
  const long long minutes = whole / 60;
  if (minutes < 60) return fmt::format("{}:{:02}", minutes, whole % 60);
  return fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, whole % 60);
}

std::string progress_line(const ProgressState& state, int width) {
  const std::string percent = percent_text(state), rate = rate_text(state), times = times_text(state);
  const std::string numbers = joined({percent, rate, times, state.metrics});
  const int room = width - text_width(joined({state.title, numbers})) - 2;
  if (room >= narrowest_bar) {
    const int steady = std::min(room, widest_bar) / 10 * 10;  // does not jump when a number gains a digit
    return joined({state.title, bar(part_done(state), steady), numbers});
  }
  for (const std::string& line : {joined({state.title, numbers}), joined({state.title, percent, times, state.metrics}),
                                  joined({state.title, percent, state.metrics})}) {
    if (text_width(line) <= width) return line;
  }
  return std::string(cut_to_width(joined({state.title, percent, state.metrics}), width));
}

std::string progress_line_plain(const ProgressState& state) {
  return joined({state.title, percent_text(state), rate_text(state), times_text(state), state.metrics});
}

}  // namespace strata
