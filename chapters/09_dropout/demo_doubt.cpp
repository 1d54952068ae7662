#include "demo_doubt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"
#include "07_training/evaluation_mode.hpp"
#include "09_dropout/monte_carlo.hpp"
#include "common/error.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index times_asked = 50;
constexpr Index most_images = 500;

// Three ways to measure how little a network trusts its answer, for each image of a set.
struct Doubts {
  std::vector<double> alone;   // 1 - the largest probability, in evaluation mode
  std::vector<double> mean;    // 1 - the largest mean probability
  std::vector<double> spread;  // of the probability whose mean is largest
};

double largest_probability(Module& network, const Tensor& x) {
  const EvaluationMode mode(network);
  const Tensor y = network.forward(x);
  const auto scores = row<float>(y).array();
  return 1 / static_cast<double>((scores - scores.maxCoeff()).exp().sum());
}

Doubts doubts(Module& network, const Dataset& data, const Normalisation& normalisation) {
  Doubts found;
  for (Index n = 0; n < std::min(most_images, data.size()); ++n) {
    const Tensor x = normalisation.apply(data.images.slice(n, n + 1));
    const Opinions opinions = ask_with_masks(network, x, times_asked);
    const auto best = std::ranges::max_element(opinions.mean);
    found.alone.push_back(1 - largest_probability(network, x));
    found.mean.push_back(1 - *best);
    found.spread.push_back(opinions.spread[static_cast<std::size_t>(best - opinions.mean.begin())]);
  }
  return found;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The share of pairs, one of each kind, in which the stranger is doubted more.
double told_apart(const std::vector<double>& known, const std::vector<double>& strange) {
  double pairs = 0;
  for (const double a : known) {
    for (const double b : strange) pairs += b > a ? 1 : b == a ? 0.5 : 0;
  }
  return pairs / static_cast<double>(known.size() * strange.size());
}

Picture draw_opinions(Module& network, const Dataset& data, Index image_number, const std::vector<std::string>& classes,
                      const Normalisation& normalisation, const std::filesystem::path& base) {
  const Tensor x = normalisation.apply(data.images.slice(image_number, image_number + 1));
  const Opinions opinions = ask_with_masks(network, x, times_asked);
  const auto p = matrix<float>(opinions.probabilities);
  std::vector<double> at, probability, ends, mean;
  Rng rng(1, Stream::test);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    const auto middle = static_cast<double>(k), gap = std::numeric_limits<double>::quiet_NaN();
    ends.insert(ends.end(), {middle - 0.4, middle + 0.4, gap});
    mean.insert(mean.end(), {opinions.mean[k], opinions.mean[k], gap});
    for (Index pass = 0; pass < times_asked; ++pass) {
      at.push_back(middle + rng.uniform(-0.25, 0.25));  // side by side, to be told apart
      probability.push_back(static_cast<double>(p(pass, static_cast<Index>(k))));
    }
  }
  const auto best = static_cast<std::size_t>(std::ranges::max_element(opinions.mean) - opinions.mean.begin());
  std::cout << fmt::format("{}, image {}: {} with {:.1f} ± {:.1f} %, without masks {:.1f} %\n", data.name, image_number,
                           classes[best], 100 * opinions.mean[best], 100 * opinions.spread[best],
                           100 * largest_probability(network, x));
  Plot plot(fmt::format("{}, image {}, asked {} times", data.name, image_number, times_asked), {"class", ""},
            {"probability", ""});
  plot.points("one mask", at, probability).line("mean", ends, mean);
  return plot.x_categories(classes).y_range(0, 1).write(base);
}

}  // namespace

Dataset strangers_to(const Dataset& known, std::uint64_t seed) {
  try {
    DataSplit other = load_dataset(known.name == "mnist" ? "fashion-mnist" : "mnist");
    if (other.test.images.shape().without_front() == known.images.shape().without_front()) return other.test;
  } catch (const Error&) {  // not fetched: noise will do
  }
  Dataset noise{"noise", known.images.clone(), known.labels, known.class_names};
  Rng rng(seed, Stream::test);
  for (std::uint8_t& pixel : noise.images.values<std::uint8_t>()) pixel = static_cast<std::uint8_t>(rng.below(256));
  return noise;
}

std::vector<Picture> show_doubt(Sequential& network, const Dataset& known, const Dataset& strange,
                                const Normalisation& normalisation, const std::filesystem::path& out) {
  const Doubts ours = doubts(network, known, normalisation), theirs = doubts(network, strange, normalisation);
  Table table({{"doubt"}, {known.name}, {strange.name}, {"told apart"}});
  const auto add = [&](const std::string& what, const std::vector<double>& a, const std::vector<double>& b) {
    table.row({what, Real{mean_of(a), 3}, Real{mean_of(b), 3}, Percent{told_apart(a, b)}});
  };
  add("1 - probability, in evaluation mode", ours.alone, theirs.alone);
  add("1 - mean probability of 50 masks", ours.mean, theirs.mean);
  add("spread over 50 masks", ours.spread, theirs.spread);
  std::cout << table << '\n';
  table.write(out / "doubt.md");
  const Index trusted = std::ranges::min_element(theirs.alone) - theirs.alone.begin();
  return {draw_opinions(network, known, 0, known.class_names, normalisation, out / "doubt_known"),
          draw_opinions(network, strange, 0, known.class_names, normalisation, out / "doubt_stranger"),
          draw_opinions(network, strange, trusted, known.class_names, normalisation, out / "doubt_trusted")};
}
