#include "demo_company.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "01_tensors/gather.hpp"
#include "01_tensors/predictions.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// The test images as the networks see them, with their labels.
struct Seen {
  Tensor x, labels;
  std::vector<std::string> class_names;

  Index label(Index image) const { return labels.values<std::int32_t>()[static_cast<std::size_t>(image)]; }
};

// The score of the first image's own class, with others beside it.
double score_in_company(Module& network, const Seen& test, Index batch_size, Rng& rng) {
  std::vector<Index> chosen{0};
  while (std::ssize(chosen) < batch_size) chosen.push_back(rng.below(test.x.dim(0)));
  const Tensor y = network.forward(gather(test.x, chosen));
  return static_cast<double>(y.values<float>()[static_cast<std::size_t>(test.label(0))]);
}

// In batches of this size; a last one of one image is left out.
double accuracy_in(Module& network, const Seen& test, Index batch_size, std::span<const Index> order) {
  double right = 0;
  Index images = 0;
  for (std::size_t begin = 0; begin + 1 < order.size(); begin += static_cast<std::size_t>(batch_size)) {
    const auto rows = order.subspan(begin, std::min(static_cast<std::size_t>(batch_size), order.size() - begin));
    const Tensor y = network.forward(gather(test.x, rows));
    right += accuracy(argmax(y), gather(test.labels, rows)) * static_cast<double>(rows.size());
    images += std::ssize(rows);
  }
  return right / static_cast<double>(images);
}

// A forward pass in training mode moves the running statistics, so each use has a clone of its own.
Picture draw_company(const Sequential& trained, const Seen& test, const ProgramOptions& options) {
  constexpr int draws = 400;
  const auto training = trained.clone(), evaluation = trained.clone();
  evaluation->eval();
  Rng rng(options.seed, Stream::test);
  std::vector<double> sizes, low, middle, high;
  for (Index size = 2; size <= 512; size *= 2) {
    std::vector<double> scores;
    for (int i = 0; i < draws; ++i) scores.push_back(score_in_company(*training, test, size, rng));
    std::ranges::sort(scores);
    sizes.push_back(static_cast<double>(size));
    low.push_back(scores[draws / 10]);
    middle.push_back(scores[draws / 2]);
    high.push_back(scores[draws - draws / 10 - 1]);
  }
  Plot plot(fmt::format("One image ({}) in many batches", test.class_names[static_cast<std::size_t>(test.label(0))]),
            {"images in the batch", ""}, {"score of its class", ""});
  plot.band("training: eight of ten batches", sizes, low, high).line("training: median", sizes, middle);
  return plot.level("evaluation: always the same", score_in_company(*evaluation, test, 1, rng))
      .log_x()
      .write(options.out / "company");
}

void tabulate_modes(const Sequential& trained, const Seen& test, const ProgramOptions& options) {
  std::vector<Index> shuffled(static_cast<std::size_t>(test.x.dim(0)));
  std::iota(shuffled.begin(), shuffled.end(), Index{0});
  std::vector<Index> by_class = shuffled;
  std::ranges::stable_sort(by_class, {}, [&](Index n) { return test.label(n); });
  Rng(options.seed, Stream::test).shuffle(shuffled);
  Table table({{"mode"}, {"images in a batch"}, {"shuffled"}, {"sorted by class"}});
  const auto add = [&](const std::string& mode, Index size, Module& network) {
    table.row({mode, size, Percent{accuracy_in(network, test, size, shuffled), 2},
               Percent{accuracy_in(network, test, size, by_class), 2}});
  };
  for (const Index size : {Index{2}, Index{8}, Index{64}, Index{1000}}) add("training", size, *trained.clone());
  const auto evaluation = trained.clone();
  evaluation->eval();
  add("evaluation", 64, *evaluation);
  std::cout << "The same network with BatchNorm on the test images, in both modes:\n" << table << '\n';
  table.write(options.out / "modes.md");
}

}  // namespace

Picture compare_modes(const Images& images, const ProgramOptions& options) {
  Sequential network = images.chain({.normalisation = normalisation_named("BatchNorm")}, options.seed);
  train(network, images, {.seed = options.seed});
  const Dataset& data = images.data.test;
  const Seen test{images.seen(data.images), data.labels, data.class_names};
  tabulate_modes(network, test, options);
  return draw_company(network, test, options);
}
