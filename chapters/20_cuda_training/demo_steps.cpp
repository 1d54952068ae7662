#include "demo_steps.hpp"

#include <iostream>
#include <string>
#include <vector>

#include "06_optimizers/adam.hpp"
#include "13_custom_layers/make_network.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "20_cuda_training/demo_counts.hpp"
#include "common/plot_bars.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// A step of Adam for a network whose gradients are all one number.
std::optional<LaunchTotal> count_step(Module& network) {
  for (Parameter* parameter : network.parameters()) parameter->write_grad().tensor.fill(0.5);
  Adam optimizer(network.parameters());
  optimizer.step();  // the first one also sends the table
  return count_launches([&] { optimizer.step(); });
}

Cell launches(const std::optional<LaunchTotal>& total) { return total ? Cell(total->launches) : Cell("-"); }

Cell blocks(const std::optional<LaunchTotal>& total) { return total ? Cell(total->blocks) : Cell("-"); }

}  // namespace

// [region steps]
std::optional<Picture> compare_steps(std::uint64_t seed, const std::filesystem::path& out) {
  const AdamKernels& both = AdamKernels::table.find(Device::cuda, Dtype::f32, cuda_set);
  const AdamKernels one_by_one{both.step, nullptr};
  Table table({{"network"},
               {"parameters"},
               {"numbers"},
               {"launches, each"},
               {"launches, all"},
               {"blocks, each"},
               {"blocks, all"}});
  const std::vector<std::string> names{"FCNet", "SimpleCNN", "CNNWithResidual", "ResNetLikeCNN"};
  std::vector<double> separate, together;
  for (const std::string& name : names) {
    const NetworkEntry& entry = network_entry(name);
    Rng rng(seed);
    Sequential network = entry.make(10);
    network.build(entry.sizes.front().image, rng);
    network.to(Device::cuda);
    std::optional<LaunchTotal> each;
    {
      const KernelScope<AdamKernels> alone({Device::cuda, Dtype::f32, "one by one", &one_by_one});
      each = count_step(network);
    }
    const std::optional<LaunchTotal> all = count_step(network);
    Index numbers = 0;
    for (const Parameter* parameter : network.parameters()) numbers += parameter->value.count();
    table.row({name, network.parameters().size(), numbers, launches(each), launches(all), blocks(each), blocks(all)});
    if (each && all) {
      separate.push_back(static_cast<double>(each->launches));
      together.push_back(static_cast<double>(all->launches));
    }
  }
  std::cout << "A step of Adam, one parameter after the other and all together, counted:\n" << table << '\n';
  table.write(out / "steps.md");
  table.write(out / "steps.json");
  if (separate.size() != names.size()) return std::nullopt;
  BarChart chart("Launches of a step of Adam, counted", {"launches", ""}, names);
  return chart.bars("one parameter after the other", separate)
      .bars("all together", together)
      .value_labels(0)
      .write(out / "launches");
}
// [endregion steps]
