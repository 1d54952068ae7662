#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "common/progress.hpp"
#include "common/progress_line.hpp"
#include "common/text_width.hpp"
#include "tests/error_matchers.hpp"

namespace strata {
namespace {

/// A terminal of a given width, or a file (width 0), and a clock that the test moves.
struct Screen {
  explicit Screen(int columns) : width(columns) {}

  ProgressOptions options() {
    return {.unit = "images",
            .output = &output,
            .terminal_width = [this] { return width; },
            .clock = [this] { return time; }};
  }
  std::ptrdiff_t count(char c) const {
    const std::string text = output.str();
    return std::count(text.begin(), text.end(), c);
  }
  std::string last_line() const { return output.str().substr(output.str().rfind('\r') + 1); }

  int width;
  std::chrono::steady_clock::time_point time{};
  std::ostringstream output;
};

TEST_CASE("a terminal shows bar, part, rate, times and metrics", "[layering]") {
  Screen screen(100);
  ProgressBar bar("epoch 1/3", 60000, screen.options());
  bar.metric("loss", 2.5);
  bar.metric("loss", 0.41234);
  bar.metric("accuracy", 0.85);
  screen.time += std::chrono::seconds(10);
  bar.step(15000);
  CHECK(screen.last_line() ==
        "epoch 1/3  [==>     ]   25 %  1,500 images/s  0:10, 0:30 left  loss 0.4123  accuracy 0.8500\x1b[K");
}

TEST_CASE("a terminal is redrawn at most ten times a second", "[layering]") {
  Screen screen(80);
  ProgressBar bar("work", 1000, screen.options());
  for (int i = 0; i < 999; ++i) {
    screen.time += std::chrono::milliseconds(1);
    bar.step();
  }
  CHECK(screen.count('\r') == 10);  // the first at once, then at 100 ms, 200 ms, ... 900 ms
}

TEST_CASE("output that is no terminal gets a plain line at every tenth", "[layering]") {
  Screen screen(0);
  {
    ProgressBar bar("work", 1000, screen.options());
    for (int i = 0; i < 1000; ++i) {
      screen.time += std::chrono::milliseconds(2);
      bar.step();
    }
  }
  CHECK(screen.count('\n') == 10);
  CHECK(screen.count('\r') + screen.count('\x1b') == 0);
  check_contains(screen.output.str(),
                 {"work   10 %  500 images/s  0:00, 0:02 left\n", "work  100 %  500 images/s  0:02\n"});
}

TEST_CASE("what an earlier run did counts for the part, and not for the rate and the time left", "[layering]") {
  const auto begun = [](Screen& screen, Index pieces) {
    ProgressOptions options = screen.options();
    options.begun = pieces;
    return options;
  };
  Screen terminal(100);
  ProgressBar bar("training", 60000, begun(terminal, 40000));
  CHECK_THAT(terminal.last_line(), Catch::Matchers::Contains("]   66 %  0:00\x1b[K"));
  terminal.time += std::chrono::seconds(10);
  bar.step(3000);
  CHECK_THAT(terminal.last_line(), Catch::Matchers::Contains("]   71 %  300 images/s  0:10, 0:57 left"));
  Screen file(0);
  {
    ProgressBar lines("training", 60000, begun(file, 40000));
    file.time += std::chrono::seconds(10);
    for (int i = 0; i < 20; ++i) lines.step(1000);
  }
  CHECK(file.output.str() ==
        "training   70 %  200 images/s  0:10, 1:30 left\n"
        "training   80 %  800 images/s  0:10, 0:15 left\n"
        "training   90 %  1,400 images/s  0:10, 0:04 left\n"
        "training  100 %  2,000 images/s  0:10\n");
  Screen nothing_left(0);
  { ProgressBar done("training", 10, begun(nothing_left, 10)); }
  CHECK(nothing_left.output.str() == "training  100 %  0:00\n");
}

TEST_CASE("the line is ended once, also by an exception", "[layering]") {
  Screen screen(80);
  try {
    ProgressBar bar("work", 10, screen.options());
    bar.step(5);
    throw std::runtime_error("stopped");
  } catch (const std::runtime_error&) {
    CHECK(screen.last_line().starts_with("work  [==="));
  }
  CHECK(screen.count('\n') == 1);
  check_contains(screen.last_line(), {" 50 %", "\x1b[K\n"});
  Screen finished(80);
  {
    ProgressBar bar("work", 10, finished.options());
    bar.step(10);
    bar.finish();
    bar.step();
    bar.finish();
  }
  CHECK(finished.count('\n') == 1);
  CHECK(finished.output.str().ends_with('\n'));
}

TEST_CASE("a line fits any width", "[layering]") {
  const ProgressState state{"größe 漢字", 123, 1000, 7, "images", "loss 0.4120", false};
  for (int width = 1; width <= 200; ++width) CHECK(text_width(progress_line(state, width)) <= width);
  CHECK_THAT(progress_line(state, 200), Catch::Matchers::Contains("[====>                                 ]   12 %"));
  CHECK(progress_line(state, 48) == "größe 漢字   12 %  0:07, 0:50 left  loss 0.4120");
  CHECK(progress_line(state, 30) == "größe 漢字   12 %  loss 0.4120");
}

TEST_CASE("the width is asked for with every redraw", "[layering]") {
  Screen screen(80);
  ProgressBar bar("work", 100, screen.options());
  screen.width = 20;
  screen.time += std::chrono::seconds(1);
  bar.step();
  CHECK(text_width(screen.last_line()) <= 19 + 3);  // and the three characters that clear the rest of the line
}

TEST_CASE("a hundred percent means that all is done, and no work is done at once", "[layering]") {
  CHECK_THAT(progress_line_plain({"a", 9999, 10000, 1, "", "", false}), Catch::Matchers::Contains(" 99 %"));
  CHECK_THAT(progress_line_plain({"a", 12, 10, 1, "", "", false}), Catch::Matchers::Contains("100 %"));
  CHECK_THAT(progress_line_plain({"a", 5, 10, 1, "", "", false}), Catch::Matchers::Contains("left"));
  CHECK_THAT(progress_line_plain({"a", 5, 10, 1, "", "", true}), !Catch::Matchers::Contains("left"));
  Screen screen(0);
  { ProgressBar bar("nothing", 0, screen.options()); }
  CHECK(screen.output.str() == "nothing  100 %  0:00\n");
  check_contains(error_message([&] { ProgressBar bar("x", -1, screen.options()); }), {"\"x\"", "-1 pieces"});
}

TEST_CASE("durations read as clocks show them", "[layering]") {
  CHECK(duration_text(0) == "0:00");
  CHECK(duration_text(59.6) == "1:00");
  CHECK(duration_text(754) == "12:34");
  CHECK(duration_text(3723) == "1:02:03");
  CHECK(duration_text(-1) == "?");
  CHECK(duration_text(std::numeric_limits<double>::infinity()) == "?");
}

TEST_CASE("a step costs a fraction of what a mini-batch does") {
  Screen screen(80);
  ProgressOptions options = screen.options();
  options.clock = {};
  ProgressBar bar("work", 1000000, options);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100000; ++i) {
    bar.metric("loss", i);
    bar.step();
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  // The smallest mini-batch of chapter 3 takes about 100 us; measured: 0.1 us a step. The bound leaves room for
  // sanitizers and a busy machine.
  CHECK(passed.count() / 100000 < 5e-6);
}

}  // namespace
}  // namespace strata
