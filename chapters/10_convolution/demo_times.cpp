#include "demo_times.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "10_convolution/conv2d.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

constexpr Index batch = 4, image_size = 14, channels = 32;

// The shortest time of a forward and a backward pass, in milliseconds.
double milliseconds(std::string_view set, Index kernel, int repeats) {
  const PreferKernels prefer(set);
  Rng rng(1);
  Conv2d layer(channels, kernel, {.padding = Padding::same()});
  layer.build({{image_size, image_size, channels}, "HWC"}, rng);
  const Tensor x = normal_numbers({batch, image_size, image_size, channels}, rng), dy = normal_numbers(x.shape(), rng);
  double shortest = std::numeric_limits<double>::infinity();
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    layer.zero_grad();
    layer.forward(x);
    layer.backward(dy);
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    shortest = std::min(shortest, time.count());
  }
  return shortest;
}

}  // namespace

Picture compare_kernel_sets(const std::filesystem::path& out) {
  Table table({{"window"}, {"loops", "ms"}, {"im2col", "ms"}, {"loops / im2col"}, {"speed of im2col", "GFLOP/s"}});
  std::vector<double> sizes, loops, products;
  for (const Index kernel : {1, 3, 5, 7}) {
    sizes.push_back(static_cast<double>(kernel));
    loops.push_back(milliseconds(loops_kernels, kernel, 4));
    products.push_back(milliseconds(im2col_kernels, kernel, 40));
    // Two operations for each of the products of (10.4), (10.13) and (10.16).
    const auto operations =
        static_cast<double>(Index{3} * 2 * batch * image_size * image_size * channels * channels * kernel * kernel);
    table.row({std::to_string(kernel) + "x" + std::to_string(kernel), Real{loops.back(), 2}, Real{products.back(), 2},
               Real{loops.back() / products.back(), 0}, Real{1e-6 * operations / products.back(), 0}});
  }
  std::cout << "Forward and backward pass, 32 to 32 channels, four images of 14x14:\n" << table << '\n';
  table.write(out / "times.md");
  Plot plot("Two ways to compute one convolution", {"height and width of the window", ""},
            {"forward and backward", "ms"});
  plot.line("loops", sizes, loops, {.markers = true});
  return plot.line("im2col and matrix products", sizes, products, {.markers = true})
      .whole_x()
      .log_y()
      .write(out / "times");
}

}  // namespace strata
