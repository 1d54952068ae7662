// The pictures in colour that quick runs learn from, and the networks of equal size.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "11_pooling/networks.hpp"
#include "experiments/equal_networks.hpp"
#include "experiments/experiment_data.hpp"
#include "tests/14_fast_cpu_scope.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

bool equal(const Dataset& one, const Dataset& other) {
  return std::ranges::equal(one.images.values<std::uint8_t>(), other.images.values<std::uint8_t>()) &&
         std::ranges::equal(one.labels.values<std::int32_t>(), other.labels.values<std::int32_t>());
}

}  // namespace

TEST_CASE("Generated pictures come from the seed alone, in ten classes", "[layering]") {
  const DataSplit data = generated_pictures(200, 100, 1), again = generated_pictures(200, 100, 1);
  CHECK(equal(data.train, again.train));
  CHECK(equal(data.test, again.test));
  CHECK_FALSE(equal(data.train, generated_pictures(200, 100, 2).train));
  CHECK_FALSE(equal(generated_pictures(100, 100, 1).train, data.test));
  CHECK(data.train.images.shape() == Shape({200, 32, 32, 3}, "NHWC"));
  CHECK(data.train.size() == 200);
  CHECK(data.test.size() == 100);
  const auto labels = data.train.labels.values<std::int32_t>();
  CHECK(std::set<std::int32_t>(labels.begin(), labels.end()) == std::set<std::int32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(std::set<std::string>(data.train.class_names.begin(), data.train.class_names.end()).size() == 10);
}

TEST_CASE("Generated pictures can be learnt: a small network does better on new ones than chance") {
  const FastKernels fast;
  std::ostringstream silent;
  const ExperimentResult result = run_experiment(two_convolutions("small", 3, 8, 16), generated_pictures(1000, 500, 1),
                                                 {.epochs = 3, .batch_size = 20, .progress = {.output = &silent}});
  CHECK(result.test.accuracy() > 0.3);
}

TEST_CASE("Networks of equal size have as many parameters as CNN3x3, within half a percent", "[layering]") {
  constexpr double wanted = 60362;
  const std::vector<ComparedNetwork> networks = equal_networks();
  REQUIRE(networks.size() == 3);
  for (const ComparedNetwork& compared : networks) {
    INFO(compared.name);
    Sequential network = compared.make(10);
    Rng rng(1);
    const Shape output = network.build({{32, 32, 3}, "HWC"}, rng);
    CHECK(output.count() == 10);
    CHECK(std::abs(static_cast<double>(network.parameter_count()) - wanted) < 0.005 * wanted);
  }
}
