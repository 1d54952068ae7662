#include "experiments/block_measurements.hpp"

#include <functional>
#include <memory>

#include "14_fast_cpu/measured_network.hpp"
#include "experiments/compared_blocks.hpp"

namespace strata::experiments {
namespace {

using fast_cpu::MeasuredNetwork;
using fast_cpu::StepMemory;

constexpr Index usual_turns = 100, quick_turns = 3;             // a pass of all blocks takes a fraction of a second
constexpr Index usual_batch_turns = 20, quick_batch_turns = 2;  // of 64 images, more than a second

std::vector<std::unique_ptr<MeasuredNetwork>> measured_blocks(Index images, const Request& request) {
  std::vector<std::unique_ptr<MeasuredNetwork>> networks;
  for (const ComparedBlock& block : compared_blocks()) {
    networks.push_back(std::make_unique<MeasuredNetwork>([&] { return alone(block); }, block_image(), images,
                                                         request.kernels.fusion()));
  }
  return networks;
}

std::vector<TimeRange> in_turns(const std::vector<std::unique_ptr<MeasuredNetwork>>& networks,
                                void (MeasuredNetwork::*pass)(), Index rounds) {
  std::vector<std::function<void()>> works;
  for (const auto& network : networks) works.emplace_back([&network, pass] { (network.get()->*pass)(); });
  return take_turns(works, rounds);
}

// A block of its own for every seed, so that no gradient is left from another.
std::vector<LayerGradients> block_gradients(const ComparedBlock& block, Index images, const Request& request) {
  std::vector<LayerGradients> gradients;
  for (const std::uint64_t seed : request.all_seeds()) {
    Sequential network = alone(block);
    gradients.push_back(gradients_of_mean(network, block_image().with_front(images), seed));
  }
  return gradients;
}

std::vector<BlockBatch> measure_batches(Index images, const Request& request) {
  const auto networks = measured_blocks(images, request);
  std::vector<StepMemory> memory;
  for (const auto& network : networks) memory.push_back(network->step_memory());
  const auto times = in_turns(networks, &MeasuredNetwork::train, request.quick ? quick_turns : usual_turns);
  std::vector<BlockBatch> batches;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    batches.push_back({.images = images,
                       .pass = times[i],
                       .kept = memory[i].kept,
                       .most = memory[i].peak,
                       .gradients = block_gradients(compared_blocks()[i], images, request)});
  }
  return batches;
}

}  // namespace

std::vector<BlockMeasurement> measure_blocks(const Request& request) {
  const auto four = measure_batches(4, request), sixteen = measure_batches(16, request);
  const auto one =
      in_turns(measured_blocks(1, request), &MeasuredNetwork::evaluate, request.quick ? quick_turns : usual_turns);
  const auto many = in_turns(measured_blocks(64, request), &MeasuredNetwork::evaluate,
                             request.quick ? quick_batch_turns : usual_batch_turns);
  std::vector<BlockMeasurement> all;
  for (std::size_t i = 0; i < compared_blocks().size(); ++i) {
    all.push_back({.name = compared_blocks()[i].name,
                   .four = four[i],
                   .sixteen = sixteen[i],
                   .one = one[i],
                   .inference = many[i]});
  }
  return all;
}

}  // namespace strata::experiments
