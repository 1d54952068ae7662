// What ./strata reproduce custom-layers finds, in a quick run.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <string>

#include "13_custom_layers/compared_layers.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/layer_measurements.hpp"
#include "experiments/layer_references.hpp"
#include "tests/error_matchers.hpp"
#include "tests/experiments_rows.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

constexpr Index all_inputs = 12288;  // [N=4,H=32,W=32,C=3]

const std::map<std::string, Index>& layer_parameters() {
  static const std::map<std::string, Index> counts{
      {"ReLU", 0},
      {"Sigmoid", 0},
      {"Swish(1)", 0},
      {"LearnableSwish(1)", 1},
      {"MaxPool2d(2)", 0},
      {"AveragePool2d(2)", 0},
      {"L2Pool2d(2)", 0},
      {"LpPool2d(2, p 1.5)", 0},
      {"OwnLpPool(2x2, p 1.5)", 0},
      {"Conv2d(16, 3x3)", 16 * 27 + 16},
      {"mean_conv2d(16, 3x3)", 16 * 27 + 16},
      {"scaled_conv2d(16, 3x3)", 16 * 27 + 16 + 32},
      {"channel_attention(16)", 16 + 1 + 16 + 16},
      {"spatial_attention", 49 * 16 + 1},
      {"both", 49 + 785},
  };
  return counts;
}

bool is_compared(const std::string& layer) {
  const std::vector<ComparedLayer> all = compared_layers();
  return std::ranges::find(all, layer, &ComparedLayer::name) != all.end();
}

}  // namespace

TEST_CASE("custom-layers: a quick run measures every layer beside the homework's values and the analysis") {
  const TemporaryFolder folder;
  Request request{.seeds = 5, .quick = true};
  request.program.out = folder.path();
  auto rows = rows_of(run_custom_layers, request);
  REQUIRE(rows.size() == layer_parameters().size());
  for (const auto& [layer, parameters] : layer_parameters()) {
    INFO(layer);
    const auto& row = rows.at(layer);
    CHECK(row.at("parameters") == parameters);
    CHECK(row.at("gradient check") == "right");
    CHECK(row.at("seeds") == 5);
    CHECK(row.at("device") == "cpu");
    CHECK(row.at("seconds of 100 passes, lowest") <= row.at("seconds of 100 passes, median"));
    CHECK(row.at("seconds of 100 passes, median") > 0);
    for (const std::string batch : {"1", "64"}) {
      const std::string time = "inference of " + batch + " ms, ";
      CHECK(row.at(time + "low") > 0);
      CHECK(row.at(time + "low") <= row.at(time + "median"));
      CHECK(row.at(time + "median") <= row.at(time + "high"));
    }
    CHECK(row.at("inference of 1 ms, median") < row.at("inference of 64 ms, median"));
  }
  const auto number = [&](const std::string& layer, const std::string& column) {
    return rows.at(layer).at(column).get<double>();
  };
  // Slopes of ReLU and Swish have a standard deviation of about 1/2, so that their mean over 5 x 12,288 inputs is off
  // by 0.4 %: 2 % are five times as much. Those of the others scatter less.
  for (const char* const layer : {"ReLU", "Swish(1)", "LearnableSwish(1)"}) {
    CHECK(number(layer, "mean dx, mean") == Approx(0.5 / all_inputs).epsilon(0.02));
    CHECK(number(layer, "mean dx, by analysis") == Approx(4.07e-5).epsilon(1e-3));
  }
  CHECK(number("Swish(1)", "mean |dx|, mean") == Approx(4.16e-5).epsilon(0.02));
  CHECK(number("Sigmoid", "mean |dx|, mean") == Approx(number("Sigmoid", "mean |dx|, by analysis")).epsilon(0.02));
  CHECK(number("L2Pool2d(2)", "mean |dx|, mean") == Approx(8 / (3 * std::numbers::pi) / all_inputs).epsilon(0.02));
  // What pools hand on does not depend on the inputs, and float32 sums lose a few of seven digits.
  for (const char* const layer : {"MaxPool2d(2)", "AveragePool2d(2)"}) {
    CHECK(number(layer, "mean dx, mean") == Approx(1.0 / all_inputs).epsilon(1e-5));
  }
  // The same first weights and inputs, and a sum that is doubled, or kept: equal but for rounding.
  const double of_conv = number("Conv2d(16, 3x3)", "mean |dx|, mean");
  CHECK(number("mean_conv2d(16, 3x3)", "mean |dx|, mean") == Approx(2 * of_conv).epsilon(1e-4));
  CHECK(number("scaled_conv2d(16, 3x3)", "mean |dx|, mean") == Approx(of_conv).epsilon(1e-4));
  CHECK(number("mean_conv2d(16, 3x3)", "mean dx, homework") == 1.67e-5);
  CHECK(rows.at("mean_conv2d(16, 3x3)").at("output") == "[N=4,H=32,W=32,C=16]");
  CHECK(rows.at("L2Pool2d(2)").at("output") == "[N=4,H=16,W=16,C=3]");
  check_contains(text_of(folder / "results.md"),
                 {"ChannelAttention", "[4, 16, 32, 32]", "0.0033 (not comparable)", "| device", "cpu, ", "right, ",
                  "never set to zero", "times as long", "standard's 64 images (ms)"});
}

TEST_CASE("custom-layers: all layers that are referred to are compared, and what has no formula has none",
          "[layering]") {
  for (const HomeworkLayer& homework : homework_layers()) CHECK(is_compared(homework.layer));
  for (const StandardLayer& pair : standard_layers()) {
    CHECK(is_compared(pair.custom));
    CHECK(is_compared(pair.standard));
  }
  CHECK(homework_layer("Conv2d(16, 3x3)") == nullptr);
  CHECK(analytic_gradient("Swish(1)", all_inputs).mean_size == Approx(4.16e-5).epsilon(2e-3));
  CHECK(analytic_gradient("Conv2d(16, 3x3)", all_inputs).mean == 0);
  CHECK(std::isnan(analytic_gradient("both", all_inputs).mean));
  check_contains(error_message([] { measurement_of("ReLU6", {}); }), {"ReLU6", "no measurement"});
}
