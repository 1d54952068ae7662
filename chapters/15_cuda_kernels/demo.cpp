// Chapter 15's program: who adds what, who waits for whom, and what goes wrong on a GPU.

#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "02_modules/gradient_check.hpp"
#include "04_activations/activation.hpp"
#include "15_cuda_kernels/axpy_rungs.hpp"
#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/demo_orders.hpp"
#include "common/error.hpp"
#include "common/heat_map.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

constexpr Index counted_numbers = 8192;
constexpr double scale = 0.5;

Tensor numbers(Index count, std::uint64_t seed) {
  Rng rng(seed, Stream::test);
  return normal_numbers({{count}, "N"}, rng);
}

Index wrong_numbers(const Tensor& got, const Tensor& expected) {
  Index wrong = 0;
  for (std::size_t i = 0; i < got.values<float>().size(); ++i) {
    if (got.values<float>()[i] != expected.values<float>()[i]) ++wrong;
  }
  return wrong;
}

void climb_ladder(std::uint64_t seed, const std::filesystem::path& out) {
  const Tensor x = numbers(100'003, seed), y = numbers(x.count(), seed + 1);
  Tensor expected = y.clone();
  expected.add(x, scale);
  Table table({{"rung"}, {"kernel"}, {"wrong numbers"}, {"loads for 32 numbers"}, {"sectors for a number"}});
  for (std::size_t i = 0; i < axpy_rungs.size(); ++i) {
    const int rung = static_cast<int>(i) + 1;
    Tensor result = y.to(Device::cuda);
    run_axpy(rung, x.to(Device::cuda), scale, result);
    const auto counts = count_axpy(rung, counted_numbers);
    table.row({rung, axpy_rungs[i], wrong_numbers(result.to(Device::cpu), expected),
               counts ? Cell(Real{counts->load_requests, 2}) : Cell("-"),
               counts ? Cell(Real{counts->sectors_a_number, 3}) : Cell("-")});
  }
  std::cout << "y <- y + s x for " << x.count() << " numbers, by five kernels. Loads and sectors of x are counted, for "
            << counted_numbers << " numbers:\n"
            << table << '\n';
  table.write(out / "ladder.md");
  table.write(out / "ladder.json");
}

// Who takes which of 32 numbers, with eight threads.
Picture draw_owners(const std::filesystem::path& out) {
  constexpr Index threads = 8, count = 32, each = count / threads;
  std::vector<std::string> columns;
  std::vector<double> owners;
  for (Index i = 0; i < count; ++i) {
    columns.push_back(i % 4 == 0 ? fmt::format("{}", i) : "");
    owners.push_back(static_cast<double>(i / each));
  }
  for (Index i = 0; i < count; ++i) owners.push_back(static_cast<double>(i % threads));
  HeatMap map("Which of eight threads takes which number", {"number", ""}, {"kernel", ""});
  return map.cells({"stretches", "strides"}, columns, owners).write(out / "owners");
}

std::optional<Picture> draw_strides(const std::filesystem::path& out) {
  if (!sectors_of_stride(1, Dtype::f32)) return std::nullopt;
  std::vector<double> strides, single, wide;
  for (Index stride = 1; stride <= 16; ++stride) {
    strides.push_back(static_cast<double>(stride));
    single.push_back(*sectors_of_stride(stride, Dtype::f32));
    wide.push_back(*sectors_of_stride(stride, Dtype::f64));
  }
  Plot plot("What one load of a warp costs, counted", {"distance between the numbers of two lanes", "numbers"},
            {"sectors of 32 bytes", ""});
  plot.line("float32", strides, single, {.markers = true}).line("float64", strides, wide, {.markers = true});
  return plot.y_range(0, 34).whole_x().write(out / "strides");
}

Picture compare_orders(std::uint64_t seed, const std::filesystem::path& out) {
  const Tensor x = numbers(1024, seed);
  const std::vector<OrderRow> with = wrong_in_every_order(x, Barrier::present);
  const std::vector<OrderRow> without = wrong_in_every_order(x, Barrier::missing);
  Table table({{"order of the threads"}, {"wrong with the barrier"}, {"wrong without"}});
  std::vector<std::string> names;
  std::vector<double> wrong;
  for (std::size_t i = 0; i < with.size(); ++i) {
    table.row({with[i].order, with[i].wrong, without[i].wrong});
    names.push_back(with[i].order);
    wrong.push_back(static_cast<double>(without[i].wrong));
  }
  std::cout << "Differences of 1,024 neighbours through shared memory, with a barrier and without:\n" << table << '\n';
  table.write(out / "orders.md");
  BarChart chart("A missing barrier, by the order of the threads", {"wrong numbers of 1,024", ""}, names);
  return chart.bars("without the barrier", wrong).value_labels(0).write(out / "orders");
}

void print_gradient_check(std::uint64_t seed) {
  Rng rng(seed, Stream::test);
  Swish layer;
  layer.to(Device::cuda);
  const Tensor x = normal_numbers({{5, 7}, "NF"}, rng).to(Device::cuda);
  layer.build(x.shape().without_front(), rng);
  std::cout << "The gradient check of Swish, computed there:\n" << check_gradients(layer, x).text() << '\n';
}

void run(const ProgramOptions& options) {
  cuda_kernels::install();
  std::cout << "Device: " << cuda_device_name() << "\n\n";
  climb_ladder(options.seed, options.out);
  const Picture orders = compare_orders(options.seed, options.out);
  const std::string report = divergent_barrier_report();
  if (!report.empty()) std::cout << "A barrier that half of the threads never reach:\n" << report << "\n\n";
  print_gradient_check(options.seed);
  std::cout << "Pictures:\n" << draw_owners(options.out) << '\n';
  if (const auto strides = draw_strides(options.out)) std::cout << *strides << '\n';
  std::cout << orders << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 15: kernels, threads and barriers, on a GPU or emulated", "./strata run 15");
  ProgramOptions options{.out = "out/15_cuda_kernels"};
  options.add_seed(program);
  options.add_out(program);
  return program.run(argc, argv, [&] { run(options); });
}
