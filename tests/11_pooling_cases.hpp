#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "11_pooling/average_pool.hpp"
#include "11_pooling/lp_pool.hpp"
#include "11_pooling/max_pool.hpp"

namespace strata {

/// Every pooling with its options: for the fixture of PyTorch's results, the gradient check and other devices. Each is
/// found by its summary().
inline std::vector<std::unique_ptr<Module>> all_pools() {
  std::vector<std::unique_ptr<Module>> all;
  const auto add = [&](auto pool) { all.push_back(std::make_unique<decltype(pool)>(std::move(pool))); };
  struct Windows {
    PerAxis kernel;
    PoolOptions options;
  };
  const std::vector<Windows> every{{2, {}},
                                   {3, {.stride = 2, .padding = 1}},
                                   {3, {.stride = 1}},
                                   {{2, 3}, {}},
                                   {2, {.stride = 3}},
                                   {{4, 3}, {.stride = PerAxis{2, 1}, .padding = {2, 1}}},
                                   {2, {.ceil_mode = true}},
                                   {3, {.stride = 2, .padding = 1, .ceil_mode = true}}};
  for (const auto& [kernel, windows] : every) {
    add(MaxPool2d(kernel, windows));
    add(AveragePool2d(kernel, {.stride = windows.stride, .padding = windows.padding, .ceil_mode = windows.ceil_mode}));
  }
  add(AveragePool2d(3, {.stride = 2, .padding = 1, .count_padding = false}));
  add(AveragePool2d(3, {.stride = 2, .padding = 1, .ceil_mode = true, .count_padding = false}));
  for (const PerAxis output : {PerAxis(1), PerAxis(2), PerAxis(4), PerAxis(3, 5), PerAxis(7, 2), PerAxis(11)}) {
    add(AdaptiveAveragePool2d(output));
  }
  for (const bool overlapping : {false, true}) {
    const PerAxis kernel = overlapping ? 3 : 2;
    const PoolOptions windows = every[overlapping ? 1 : 0].options;
    add(MinPool2d(kernel, windows));
    add(L2Pool2d(kernel, {.stride = windows.stride, .padding = windows.padding}));
    for (const double p : {1.0, 1.5, 2.0, 3.0}) {
      add(LpPool2d(kernel, {.p = p, .stride = windows.stride, .padding = windows.padding}));
    }
  }
  add(GlobalAveragePool2d());
  add(GlobalMaxPool2d());
  return all;
}

}  // namespace strata
