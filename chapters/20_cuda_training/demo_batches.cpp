#include "demo_batches.hpp"

#include <cmath>
#include <functional>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "20_cuda_training/device_dataset.hpp"
#include "20_cuda_training/prefetched_batches.hpp"
#include "common/plot_bars.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// [region roundings]
// a p + b with one rounding and with two, for every byte p: how many differ.
Index bytes_that_differ(double mean, double deviation) {
  const auto a = static_cast<float>(1 / (255 * deviation)), b = static_cast<float>(-mean / deviation);
  Index different = 0;
  for (int p = 0; p < 256; ++p) {
    volatile float product = a * static_cast<float>(p);  // goes to memory, and so is rounded
    different += std::fma(a, static_cast<float>(p), b) != product + b ? 1 : 0;
  }
  return different;
}
// [endregion roundings]

// How many numbers of an epoch's batches are not the CPU's.
Index wrong_numbers(BatchSource& source) {
  Index wrong = 0;
  Batch batch;
  source.begin(1);
  for (Index number = 0; number < source.loader().batches(); ++number) {
    source.next(batch);
    const Batch expected = source.loader().batch(1, number);
    const Tensor x = batch.x.to(Device::cpu), labels = batch.labels.to(Device::cpu);
    const auto count = [&]<class T>(const Tensor& got, const Tensor& right) {
      return std::inner_product(got.values<T>().begin(), got.values<T>().end(), right.values<T>().begin(), Index{0},
                                std::plus<>(), std::not_equal_to<>());
    };
    wrong += count.operator()<float>(x, expected.x) + count.operator()<std::int32_t>(labels, expected.labels);
  }
  return wrong;
}

}  // namespace

void compare_roundings(const std::filesystem::path& out) {
  Table table({{"data set and channel"}, {"mean"}, {"deviation"}, {"bytes of 256 that differ"}});
  const auto row = [&](const std::string& name, double mean, double deviation) {
    table.row({name, Real{mean, 4}, Real{deviation, 4}, bytes_that_differ(mean, deviation)});
  };
  row("MNIST", 0.1307, 0.3081);
  row("CIFAR-10, red", 0.4914, 0.2023);
  row("CIFAR-10, green", 0.4822, 0.1994);
  row("CIFAR-10, blue", 0.4465, 0.2010);
  row("pixels from 0 to 1", 0, 1);
  std::cout << "A pixel's number, with one rounding and with two:\n" << table << '\n';
  table.write(out / "roundings.md");
}

// [region batches]
Picture compare_batches(const Dataset& data, const std::filesystem::path& out) {
  const DataLoader loader(data, {.batch_size = 100, .normalisation = Normalisation::published(data)});
  DeviceDataset stays(loader);
  PrefetchedBatches travels(loader);
  const auto images = static_cast<double>(data.size()), numbers = static_cast<double>(data.images.count());
  Table table({{"batches"}, {"copied once"}, {"copied in each epoch"}, {"copied in each step"}, {"wrong numbers"}});
  const auto row = [&](const std::string& name, double once, double epoch, double step, Cell wrong) {
    table.row({name, Real{once / 1e6, 3}, Real{epoch / 1e6, 3}, Real{step / 1e6, 3}, std::move(wrong)});
    return epoch / 1e6;
  };
  const double of_floats = 4 * numbers + 4 * images, of_bytes = numbers + 4 * images, of_order = 8 * images;
  const auto steps = static_cast<double>(loader.batches());
  const std::vector<double> copied{row("made by the CPU", 0, of_floats, of_floats / steps, "-"),
                                   row("bytes, prefetched", 0, of_bytes, of_bytes / steps, wrong_numbers(travels)),
                                   row("bytes on the device", of_bytes, of_order, 0, wrong_numbers(stays))};
  std::cout << "Batches of 100 from " << data.size() << " images of " << data.name << ", in MB:\n" << table << '\n';
  table.write(out / "batches.md");
  table.write(out / "batches.json");
  BarChart chart("What an epoch copies to the GPU", {"copied", "MB"},
                 {"made by the CPU", "prefetched bytes", "bytes on the device"});
  return chart.bars("in each epoch", copied).value_labels(2).write(out / "copies");
}
// [endregion batches]
