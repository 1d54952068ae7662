// Chapter 16's program: one number of many, by six kernels, and one number of each row.

#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "02_modules/gradient_check.hpp"
#include "04_activations/softmax.hpp"
#include "05_losses/criterion_check.hpp"
#include "05_losses/cross_entropy.hpp"
#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "16_cuda_reductions/cuda_reductions.hpp"
#include "16_cuda_reductions/demo_mistakes.hpp"
#include "16_cuda_reductions/sum_rungs.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "demo_pictures.hpp"

using namespace strata;

namespace {

constexpr Index counted_numbers = 65'536;
constexpr int all_rungs = static_cast<int>(sum_rungs.size());

void print_tenths(const std::filesystem::path& out) {
  constexpr Index count = 1'000'000;
  const Tensor x = Tensor::full({count}, 0.1, {Device::cuda, Dtype::f32});
  Table table({{"rung"}, {"kernel"}, {"sum"}});
  for (int rung = 1; rung <= all_rungs; ++rung) {
    const Tensor sum = run_sum(rung, x).to(Device::cpu);
    table.row({rung, sum_rungs[static_cast<std::size_t>(rung - 1)], Real{sum.values<float>()[0], 2}});
  }
  std::cout << "A million tenths in float32, added up by six kernels:\n" << table << '\n';
  table.write(out / "tenths.md");
}

std::vector<SumCounts> print_counts(const std::filesystem::path& out) {
  std::vector<SumCounts> all;
  Table table({{"rung"},
               {"kernel"},
               {"launches"},
               {"threads"},
               {"loads"},
               {"sectors"},
               {"atomics"},
               {"barriers"},
               {"shuffles"},
               {"shared memory"}});
  for (int rung = 1; rung <= all_rungs; ++rung) {
    const auto counts = count_sum(rung, counted_numbers);
    if (!counts) return {};
    table.row({rung, sum_rungs[static_cast<std::size_t>(rung - 1)], counts->launches, counts->threads, counts->loads,
               counts->sectors, counts->atomics, counts->barriers, counts->meetings, counts->shared_requests});
    all.push_back(*counts);
  }
  std::cout << "What they do for " << counted_numbers << " numbers. Loads, shuffles and accesses to shared memory are "
            << "those of warps:\n"
            << table << '\n';
  table.write(out / "counts.md");
  table.write(out / "counts.json");
  return all;
}

void print_rows(const std::filesystem::path& out) {
  Table table(
      {{"columns"}, {"loads, thread"}, {"loads, warp"}, {"shuffles, warp"}, {"sectors, thread"}, {"sectors, warp"}});
  for (const Index columns : {2, 10, 31, 32, 33, 100, 257}) {
    const auto thread = count_rows(columns, 1), warp = count_rows(columns, 32);
    if (!thread || !warp) return;
    table.row({columns, Real{thread->loads, 0}, Real{warp->loads, 0}, Real{warp->shuffles, 0}, Real{thread->sectors, 3},
               Real{warp->sectors, 3}});
  }
  std::cout << "The sums of 32 rows, by a thread and by a warp for each row; sectors for each number:\n"
            << table << '\n';
  table.write(out / "rows.md");
}

void print_mistakes(std::uint64_t seed, const std::filesystem::path& out) {
  Rng rng(seed, Stream::test);
  const std::vector<SpoiltSums> spoilt = spoilt_sums_in_every_order(normal_numbers({{200}, "N"}, rng));
  if (spoilt.empty()) return;
  Table table({{"mistake"}, {"forward"}, {"reversed"}, {"shuffled"}, {"shuffled otherwise"}});
  for (const SpoiltSums& row : spoilt) {
    table.row({row.mistake, row.results[0], row.results[1], row.results[2], row.results[3]});
  }
  std::cout << "The sum of 200 numbers with a mistake, by the order of threads:\n" << table << '\n';
  table.write(out / "mistakes.md");
  for (const SpoiltSums& row : spoilt) {
    if (!row.report.empty()) std::cout << "The report of " << row.mistake << ":\n" << row.report << "\n\n";
  }
}

void print_gradient_checks(std::uint64_t seed) {
  Rng rng(seed, Stream::test);
  SoftMax layer;
  layer.to(Device::cuda);
  const Tensor x = normal_numbers({{3, 40}, "NK"}, rng).to(Device::cuda);
  layer.build(x.shape().without_front(), rng);
  std::cout << "The gradient check of SoftMax, computed there:\n" << check_gradients(layer, x).text() << '\n';
  const Tensor y = normal_numbers({{4, 10}, "NK"}, rng).to(Device::cuda);
  const Tensor labels = Tensor::from<std::int32_t>({{4}, "N"}, {3, 1, 4, 1}).to(Device::cuda);
  std::cout << "And of CrossEntropy:\n" << check_gradients(CrossEntropy(), y, labels).text() << '\n';
}

void run(const ProgramOptions& options) {
  cuda_kernels::install();
  cuda_reductions::install();
  std::cout << "Device: " << cuda_device_name() << "\n\n";
  print_tenths(options.out);
  const std::vector<SumCounts> counts = print_counts(options.out);
  print_rows(options.out);
  print_mistakes(options.seed, options.out);
  print_gradient_checks(options.seed);
  std::cout << "Pictures:\n" << draw_trees(options.out) << '\n' << draw_errors(options.out) << '\n';
  if (!counts.empty()) std::cout << draw_counts(counts, counted_numbers, options.out) << '\n';
  if (const auto rows = draw_rows(options.out)) std::cout << *rows << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 16: sums, maxima, softmax and losses, on a GPU or emulated", "./strata run 16");
  ProgramOptions options{.out = "out/16_cuda_reductions"};
  options.add_seed(program);
  options.add_out(program);
  return program.run(argc, argv, [&] { run(options); });
}
