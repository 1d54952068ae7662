#include "experiments/diff_blocks_inference.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "07_training/data_loader.hpp"
#include "13_custom_layers/comparison.hpp"
#include "common/median_time.hpp"

namespace strata::experiments {
namespace {

// How often the networks have their turn with one image, with 64, and with all test images, which take minutes.
struct InferenceRounds {
  Index one, batch, test_images;
};

constexpr InferenceRounds usual_inference{100, 20, 3}, quick_inference{5, 1, 1};

// The network of a plan as the request has it run.
class RunningNetwork {
 public:
  RunningNetwork(const TrainingPlan& plan, const DataSplit& data, const Request& request)
      : network_(built_network(plan, data)), execution_(request.kernels.execution_of(network_)) {
    module().eval();
  }

  void answer(const Tensor& x) { module().forward(x); }

 private:
  Module& module() { return execution_ ? *execution_ : network_; }

  Sequential network_;
  std::unique_ptr<Module> execution_;
};

using RunningNetworks = std::vector<std::unique_ptr<RunningNetwork>>;

std::vector<TimeRange> times_of(const RunningNetworks& networks, const Tensor& x, Index rounds) {
  std::vector<std::function<void()>> works;
  for (const auto& network : networks) works.emplace_back([&network, &x] { network->answer(x); });
  return take_turns(works, rounds);
}

std::vector<Tensor> batches_of(const Dataset& images, Index batch_size) {
  const DataLoader loader(images, {.batch_size = batch_size, .shuffle = false});
  std::vector<Tensor> batches;
  for (Index number = 0; number < loader.batches(); ++number) batches.push_back(loader.batch(1, number).x);
  return batches;
}

}  // namespace

std::vector<DiffBlocksInference> measure_inference(const ComparisonRun& run, const Request& request) {
  RunningNetworks networks;
  for (const std::string& name : run.networks()) {
    const TrainingPlan& plan = run.first_plan(name, run.recipes().front());
    networks.push_back(std::make_unique<RunningNetwork>(plan, run.data, request));
  }
  const InferenceRounds rounds = request.quick ? quick_inference : usual_inference;
  const Shape image = run.data.test.images.shape().without_front();
  const auto one = times_of(networks, normal_images(image.with_front(1), 1), rounds.one);
  const auto batch = times_of(networks, normal_images(image.with_front(64), 1), rounds.batch);
  std::vector<DiffBlocksInference> all;
  for (std::size_t i = 0; i < networks.size(); ++i) all.push_back({.one = one[i], .batch = batch[i]});

  const std::vector<Tensor> batches = batches_of(run.data.test, run.plans.front().settings.batch_size);
  for (const auto& network : networks) network->answer(batches.front());
  for (Index round = 0; round < rounds.test_images; ++round) {
    for (std::size_t i = 0; i < networks.size(); ++i) {
      all[i].test_images.push_back(median_seconds(1, 0, [&] {
        for (const Tensor& x : batches) networks[i]->answer(x);
      }));
    }
  }
  return all;
}

}  // namespace strata::experiments
