#include "experiments/pytorch_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "06_optimizers/adam.hpp"
#include "07_training/data_loader.hpp"
#include "07_training/module_state.hpp"
#include "11_pooling/networks.hpp"
#include "13_custom_layers/pytorch_weights.hpp"
#include "common/checksum.hpp"
#include "common/folders.hpp"

namespace strata::experiments {
namespace {

// The order of the images in every epoch, [epochs, N].
Tensor orders_of(const DataSplit& data, const ExperimentSettings& settings) {
  const DataLoader loader(data.train, {.batch_size = settings.batch_size, .seed = settings.seed});
  Tensor orders({settings.epochs, data.train.size()}, {Device::cpu, Dtype::i32});
  auto next = orders.values<std::int32_t>().begin();
  for (Index epoch = 1; epoch <= settings.epochs; ++epoch) {
    const std::vector<Index> order = loader.order(epoch);
    next = std::ranges::transform(order, next, [](Index image) { return static_cast<std::int32_t>(image); }).out;
  }
  return orders;
}

std::string short_digest(Sha256& sha) { return hexadecimal(sha.finish()).substr(0, 16); }

}  // namespace

const std::string compared_network = "CuPyCNN";

ExperimentSettings compared_settings(const DataSplit& data, std::uint64_t seed) {
  constexpr Index homework_epochs = 10, homework_batch = 1000;
  return {.own_recipe = TrainingRecipe{.name = "Adam 1e-3, pixels from 0 to 1",
                                       .optimizer =
                                           [](std::vector<Parameter*> parameters) {
                                             return std::make_unique<Adam>(std::move(parameters),
                                                                           AdamOptions{.learning_rate = 1e-3});
                                           }},
          .epochs = homework_epochs,
          .batch_size = homework_batch,
          .seed = seed,
          .normalisation = Normalisation::none(data.train.images.dim(3))};
}

Sequential compared_start(const DataSplit& data, const ExperimentSettings& settings) {
  Sequential network = comparison_cnn(static_cast<Index>(data.train.class_names.size()));
  Rng rng(settings.seed);
  network.build(data.train.images.shape().without_front(), rng);
  return network;
}

std::string compared_work(const DataSplit& data, const DataDigests& digests, const ExperimentSettings& settings) {
  Sequential network = compared_start(data, settings);
  Sha256 weights, orders;
  for (const NamedTensor& entry : module_state(network)) {
    weights.update(std::as_bytes(std::as_const(entry.tensor).values<float>()));
  }
  const Tensor order = orders_of(data, settings);
  orders.update(std::as_bytes(order.values<std::int32_t>()));
  return fmt::format("{}; first weights {}, orders {}", facts_of(compared_network, data, digests, settings),
                     short_digest(weights), short_digest(orders));
}

void write_exchange(const std::filesystem::path& folder, const DataSplit& data, const ExperimentSettings& settings) {
  create_folders(folder);
  Sequential network = compared_start(data, settings);
  save_pytorch_weights(network, folder / "weights.safetensors");
  save_tensors(folder / "data.safetensors", {{"train.images", data.train.images},
                                             {"train.labels", data.train.labels},
                                             {"test.images", data.test.images},
                                             {"test.labels", data.test.labels},
                                             {"orders", orders_of(data, settings)}});
}

}  // namespace strata::experiments
