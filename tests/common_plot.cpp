#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "common/heat_map.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/picture_files.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

using Numbers = std::vector<double>;

Plot small_plot(const std::string& title = "Loss") {
  Plot plot(title, {"step", ""}, {"cross-entropy", "nats"});
  plot.line("train", Numbers{0, 1, 2}, Numbers{2.5, 1.25, 0.5});
  return plot;
}

TEST_CASE("a plot's data and script say what was asked for", "[layering]") {
  const TemporaryFolder folder;
  Plot plot = small_plot();
  plot.band("train", Numbers{0, 1, 2}, Numbers{2, 1, 0}, Numbers{3, 2, 1});
  plot.points("test", std::vector<float>{1}, std::vector<float>{0.1F}).level("chance", 2.3);
  const Picture picture = plot.write(folder / "loss", "no-such-gnuplot");
  CHECK(text_of(picture.data) ==
        "# train\n0 2.5\n1 1.25\n2 0.5\n\n\n# train\n0 2 3\n1 1 2\n2 0 1\n\n\n# test\n1 0.1\n\n\n# chance\n2.3\n\n\n");
  const std::string script = text_of(picture.script);
  check_contains(script, {"set terminal pngcairo", "size 800,500", "set output 'loss.png'", "data = 'loss.dat'",
                          "set xlabel 'step'", "set ylabel 'cross-entropy (nats)'", "set title 'Loss'",
                          "data index 0 using 1:2 with lines", "data index 1 using 1:2:3 with filledcurves",
                          "data index 2 using 1:2 with points", "2.3 with lines dashtype 2"});
  CHECK(script.find("filledcurves") < script.find("with lines"));  // bands lie below lines
  CHECK(script.find("title 'train'") == script.rfind("title 'train'"));
}

TEST_CASE("a title that is longer than the picture is written smaller", "[layering]") {
  const TemporaryFolder folder;
  const auto script_of = [&](const std::string& title) {
    return text_of(small_plot(title).write(folder / "p").script);
  };
  check_contains(script_of("Loss"), {"noenhanced font ',14' offset"});
  check_contains(script_of(std::string(91, 'x')), {"noenhanced font ',10' offset"});
  check_contains(script_of(std::string(500, 'x')), {"noenhanced font ',9' offset"});
}

TEST_CASE("a legend stands from two names on, above the axes", "[layering]") {
  const TemporaryFolder folder;
  Plot plot = small_plot();
  CHECK_THAT(text_of(plot.write(folder / "one", "none").script), Catch::Matchers::Contains("unset key"));
  plot.line("test", Numbers{0, 1}, Numbers{1, 2}, {.markers = true, .dashed = true});
  const std::string script = text_of(plot.write(folder / "two", "none").script);
  check_contains(script, {"set key at graph 0.5,1.015 center bottom", "with linespoints", "dashtype 2", "'#D55E00'"});
}

TEST_CASE("the title stands above as many rows as gnuplot gives a legend", "[layering]") {
  const TemporaryFolder folder;
  const auto script_of = [&](std::size_t names, std::size_t letters) {
    Plot plot("Loss", {"step", ""}, {"loss", ""});
    for (std::size_t i = 0; i < names; ++i) {
      plot.line(std::string(letters - 1, 'x') + std::to_string(i), Numbers{0, 1}, Numbers{0, 1});
    }
    return text_of(plot.write(folder / "legend", "none").script);
  };
  check_contains(script_of(4, 13), {"maxcols 4", "set tmargin 4.1"});
  check_contains(script_of(7, 20), {"maxcols 2", "set tmargin 7.4"});
}

TEST_CASE("a legend leaves names of wide letters their room", "[layering]") {
  const TemporaryFolder folder;
  const auto script_of = [&](const std::string& name) {
    Plot plot = small_plot();
    plot.line(name, Numbers{0, 1}, Numbers{1, 2});
    return text_of(plot.write(folder / "legend", "none").script);
  };
  check_contains(script_of("SGD-momentum"), {"maxcols 2 width 2 "});
  check_contains(script_of("validation"), {"maxcols 2 width 0 "});
}

TEST_CASE("pale lines lie below everything and marks on top, and neither takes a colour", "[layering]") {
  const TemporaryFolder folder;
  Plot plot("Path", {"x", ""}, {"y", ""});
  plot.circle("start", 0, 1).cross("lowest point", 2, 3).line("path", Numbers{0, 2}, Numbers{1, 3});
  plot.band("spread", Numbers{0, 2}, Numbers{0, 2}, Numbers{2, 4});
  plot.line("equal height", Numbers{0, 1}, Numbers{1, 1}, {.pale = true});
  const Picture picture = plot.write(folder / "path", "none");
  const std::string script = text_of(picture.script);
  const std::vector<std::string> in_order{
      "index 4 using 1:2 with lines linewidth 0.7 linecolor '#B0B0B0'", "index 3 using 1:2:3 with filledcurves",
      "index 2 using 1:2 with lines linewidth 2 linecolor '#0072B2'", "index 0 using 1:2 with points pointtype 6",
      "index 1 using 1:2 with points pointtype 2"};
  check_contains(script, in_order);
  for (std::size_t i = 1; i < in_order.size(); ++i) CHECK(script.find(in_order[i - 1]) < script.find(in_order[i]));
  CHECK_THAT(text_of(picture.data), Catch::Matchers::StartsWith("# start\n0 1\n\n\n# lowest point\n2 3\n"));
}

TEST_CASE("a point may have a word beside it", "[layering]") {
  const TemporaryFolder folder;
  Plot plot("Layers", {"x", ""}, {"y", ""});
  plot.named_points("forward", Numbers{1, 2}, Numbers{3, 4}, {"conv_1", "a \"b\""});
  const Picture picture = plot.write(folder / "layers", "none");
  CHECK(text_of(picture.data) == "# forward\n1 3 \"conv_1\"\n2 4 \"a 'b'\"\n\n\n");
  check_contains(text_of(picture.script), {"data index 0 using 1:2:3 with labels left", "noenhanced notitle",
                                           "data index 0 using 1:2 with points", "title 'forward'"});
  plot.named_points("forward", Numbers{1}, Numbers{2}, {"here"}, Plot::Side::left);
  CHECK_THAT(text_of(plot.write(folder / "left", "none").script),
             Catch::Matchers::Contains("index 1 using 1:2:3 with labels right offset -0.6,0"));
  plot.named_points("forward", Numbers{2}, Numbers{2}, {"up"}, Plot::Side::above);
  plot.named_points("forward", Numbers{3}, Numbers{2}, {"down"}, Plot::Side::below);
  check_contains(
      text_of(plot.write(folder / "beside", "none").script),
      {"index 2 using 1:2:3 with labels center offset 0,0.6", "index 3 using 1:2:3 with labels center offset 0,-0.6"});
  CHECK_THROWS_WITH(plot.named_points("backward", Numbers{1}, Numbers{3}, {}),
                    Catch::Matchers::Contains("got 1 points and 0 words"));
}

TEST_CASE("an axis that counts has whole numbers, ten at most", "[layering]") {
  const TemporaryFolder folder;
  const auto tics = [&](const Numbers& x) {
    Plot plot("Accuracy", {"epoch", ""}, {"accuracy", "%"});
    plot.line("test", x, x).level("chance", 0.1);
    return text_of(plot.whole_x().write(folder / "whole", "none").script);
  };
  CHECK_THAT(tics({1, 2}), Catch::Matchers::Contains("set xtics 1\n"));
  CHECK_THAT(tics({1, 2, 3, 4, 5}), Catch::Matchers::Contains("set xtics 1\n"));
  CHECK_THAT(tics({1, 15}), Catch::Matchers::Contains("set xtics 2\n"));
  CHECK_THAT(tics({1, 300}), Catch::Matchers::Contains("set xtics 50\n"));
  CHECK_THAT(tics({std::nan("")}), Catch::Matchers::Contains("set xtics 1\n"));
  CHECK_THAT(text_of(small_plot().write(folder / "other", "none").script), !Catch::Matchers::Contains("set xtics"));
}

TEST_CASE("an axis of categories has their names, each at its number, and room for all of them", "[layering]") {
  const TemporaryFolder folder;
  Plot plot("Opinions", {"class", ""}, {"probability", ""});
  plot.points("one mask", Numbers{0, 1, 1}, Numbers{0.1, 0.9, 0.7}).x_categories({"coat", "ankle boot", "bag"});
  const std::string script = text_of(plot.write(folder / "classes", "none").script);
  CHECK_THAT(script, Catch::Matchers::Contains("set xtics ('coat' 0, 'ankle boot' 1, 'bag' 2)"));
  CHECK_THAT(script, Catch::Matchers::Contains("set xrange [-0.6:2.6]\n"));
}

TEST_CASE("a heat map with a white diagonal shares its shades among the other cells", "[layering]") {
  const TemporaryFolder folder;
  HeatMap map("Confusions", {"predicted class", ""}, {"true class", ""});
  map.cells({"cat", "dog"}, {"cat", "dog"}, Numbers{1000, 3, 20, 990});
  check_contains(text_of(map.write(folder / "all", "none").script), {"set cbrange [0:1000]", "1:2:($3) with image"});
  const Picture white = map.white_diagonal().write(folder / "white");
  check_contains(text_of(white.script), {"set cbrange [0:20]", "($1 == $2 ? NaN : $3) with image", "> 11.6 ?"});
  CHECK_THAT(text_of(white.data), Catch::Matchers::Contains("0 0 1000 \"1,000\"\n"));
  check_contains(drawn_texts(folder / "white.gp"), {"1,000\n", "20\n"});
}

TEST_CASE("values that are not finite are gaps, and a plot of nothing else does not end the program") {
  const TemporaryFolder folder;
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  Plot plot("Loss", {"step", ""}, {"loss", ""});
  plot.line("train", Numbers{0, 1, 2, 3}, Numbers{1, nan, infinity, -infinity});
  const Picture picture = plot.write(folder / "gap");
  CHECK(picture.png);
  CHECK_THAT(text_of(picture.data), Catch::Matchers::Contains("0 1\n1 NaN\n2 NaN\n3 NaN\n"));
  Plot partly("Loss", {"step", ""}, {"loss", ""});  // gnuplot would not count a block without rows
  partly.line("nothing", Numbers{}, Numbers{}).line("train", Numbers{0}, Numbers{1});
  CHECK(text_of(partly.write(folder / "partly").data) == "# nothing\nNaN NaN NaN\n\n\n# train\n0 1\n\n\n");
  Plot empty("Loss", {"step", ""}, {"loss", ""});
  empty.line("nothing", Numbers{}, Numbers{}).line("nan", Numbers{1}, Numbers{nan});
  const Picture not_drawn = empty.write(folder / "empty");
  CHECK_FALSE(not_drawn.png);
  CHECK_THAT(not_drawn.problem, Catch::Matchers::Contains("gnuplot ended with exit status 1"));
}

TEST_CASE("a histogram counts every finite value once", "[layering]") {
  const TemporaryFolder folder;
  Plot plot("Weights", {"weight", ""}, {"count", ""});
  plot.histogram("w", Numbers{0, 0.5, 1, 1.5, 4, std::nan("")}, 4).histogram("same", Numbers{3, 3}, 2);
  CHECK(text_of(plot.write(folder / "h", "none").data) ==
        "# w\n0.5 2 1\n1.5 2 1\n2.5 0 1\n3.5 1 1\n\n\n# same\n3.5 2 1\n4.5 0 1\n\n\n");
}

TEST_CASE("every kind of plot becomes a PNG of 800 pixels' width") {
  const TemporaryFolder folder;
  auto is_drawn = [&](const Picture& picture, int height) {
    INFO(picture.problem);
    REQUIRE(picture.png);
    CHECK(png_size(*picture.png).width == 800);
    CHECK(png_size(*picture.png).height == height);
  };
  is_drawn(small_plot().level("chance", 2.3).write(folder / "line"), 500);
  Plot scatter("Scatter", {"x", "m"}, {"y", "m"});
  scatter.points("measured", Numbers{1, 2, 4}, Numbers{2, 4, 9}).fitted_line("fit", 2, 0).x_range(0, 5).y_range(0, 10);
  is_drawn(scatter.write(folder / "scatter"), 500);
  Plot logarithmic("Error", {"step size", ""}, {"error", ""});
  logarithmic.log_x().log_y().line("v", Numbers{1e-12, 1e-6, 1}, Numbers{1e-4, 0, 1});
  is_drawn(logarithmic.write(folder / "log"), 500);
  // Twelve powers of ten are too many for small ticks; four are not.
  CHECK_THAT(text_of(folder / "log.gp"), Catch::Matchers::Contains("set mxtics 1"));
  CHECK_THAT(text_of(folder / "log.gp"), !Catch::Matchers::Contains("set mytics 1"));
  is_drawn(small_plot().log_y().write(folder / "short_log"), 500);
  CHECK_THAT(text_of(folder / "short_log.gp"), Catch::Matchers::Contains("set ytics (1e-1, 2e-1, 5e-1, 1e0, 2e0"));
  CHECK_THAT(drawn_texts(folder / "short_log.gp"), Catch::Matchers::Contains("0.5\n"));
  // Between 2 and 2.5 there is neither 1, 2 nor 5 times a power of ten.
  Plot narrow("Loss", {"step", ""}, {"loss", ""});
  is_drawn(narrow.log_y().line("v", Numbers{1, 2}, Numbers{2.04, 2.31}).write(folder / "narrow_log"), 500);
  CHECK_THAT(text_of(folder / "narrow_log.gp"),
             Catch::Matchers::Contains("set ytics (2.05, 2.1, 2.15, 2.2, 2.25, 2.3)"));
  Plot histogram("Weights", {"weight", ""}, {"count", ""});
  is_drawn(histogram.histogram("w", std::vector<float>{1, 2, 2}).write(folder / "histogram"), 500);
  BarChart chart("Accuracy", {"accuracy", "%"}, {"a", "b"});
  is_drawn(chart.bars("x", Numbers{1, -2}).bars("y", Numbers{0, 50}).value_labels(1).write(folder / "bars"), 500);
  check_contains(drawn_texts(folder / "bars.gp"), {"-2.0\n", "50.0\n"});
  CHECK_THAT(text_of(folder / "bars.gp"), Catch::Matchers::Contains("($1 < 0 ? -2.08 : 2.08)"));  // beyond the bar
  HeatMap map("Confusions", {"predicted class", ""}, {"true class", ""});
  map.cells({"cat", "dog"}, {"cat", "dog"}, Numbers{1234, 0, std::nan(""), 7});
  is_drawn(map.write(folder / "map"), 260);
  CHECK_THAT(text_of(folder / "map.dat"), Catch::Matchers::Contains("0 1 NaN \"\"\n"));
  check_contains(drawn_texts(folder / "map.gp"), {"1,234\n", "7\n", "cat\n", "predicted class\n"});
}

TEST_CASE("many categories are thinned out along an axis, and none are lost in the data", "[layering]") {
  const TemporaryFolder folder;
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) names.push_back("category " + std::to_string(i));
  BarChart chart("Many", {"count", ""}, names);
  const Picture picture = chart.bars("x", Numbers(60, 1.0)).write(folder / "many", "none");
  check_contains(text_of(picture.script), {"'category 0' 0, 'category 2' 2", "rotate by 30"});
  CHECK_THAT(text_of(picture.data), Catch::Matchers::Contains("\"category 59\""));
}

TEST_CASE("plots refuse what cannot be drawn, and say so", "[layering]") {
  Plot plot("Loss", {"step", ""}, {"", "nats"});
  CHECK(error_message([&] {
          plot.line("a", Numbers{1, 2}, Numbers{1});
        }) == "plot \"Loss\", \"a\": got columns of 2 and 1 numbers, expected columns of the same length.");
  check_contains(error_message([&] { plot.fitted_line("fit", 1, 0); }), {"fit", "drawn before it"});
  check_contains(error_message([&] { plot.level("only", 1).write("never"); }), {"Loss", "nothing to draw"});
  check_contains(error_message([&] { plot.line("a", Numbers{1}, Numbers{1}).write("never"); }), {"axis", "quantity"});
  check_contains(error_message([&] { plot.histogram("h", Numbers{std::nan("")}); }), {"h", "no finite value"});
  check_contains(error_message([&] { plot.histogram("h", Numbers{1}, 0); }), {"0 bins"});
  BarChart chart("Bars", {"y", ""}, {"a", "b"});
  check_contains(error_message([&] { chart.bars("x", Numbers{1}); }), {"Bars", "1 values", "2, one per category"});
  check_contains(error_message([&] { chart.write("never"); }), {"Bars", "nothing to draw"});
  HeatMap map("Map", {"x", ""}, {"y", ""});
  check_contains(error_message([&] { map.cells({"a"}, {"b", "c"}, Numbers{1}); }), {"Map", "1 values", "1 rows"});
  check_contains(error_message([&] { map.write("never"); }), {"Map", "no cells"});
}

}  // namespace
}  // namespace strata
