#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>

#include "10_convolution/conv2d.hpp"
#include "common/plot_bars.hpp"
#include "common/table.hpp"
#include "ladder.hpp"
#include "ladder_layer.hpp"
#include "ladder_timing.hpp"

namespace strata::fast_cpu {
namespace {

// As shares of the root mean square of the right results.
struct ResultError {
  double largest, root_mean_square;
};

struct LadderMeasurement {
  LadderKernel kernel;
  Index images;
  LadderTime time;
  ResultError error;

  double speed() const { return LadderLayer::operations(images) / time.seconds; }
  double share() const { return LadderLayer::operations(images) / time.possible(); }
  double milliseconds_for_an_image() const { return 1e3 * time.seconds / static_cast<double>(images); }
};

// [region error]
// How far results are from the sums in float64, on a few images. Sums in float32 would not do: theirs are off as well.
class Reference {
 public:
  explicit Reference(Index images) : layer_(images), right_(layer_.x.shape()), y_(layer_.x.shape()) {
    right_ = right_.to(Dtype::f64);
    Conv2dKernels::table.find(Device::cpu, Dtype::f64, loops_kernels)
        .forward(layer_.window, layer_.x.to(Dtype::f64), layer_.weight.to(Dtype::f64), nullptr, right_);
  }

  ResultError error_of(const LadderKernel& kernel) {
    kernel.compute(layer_.window, layer_.x, layer_.weight, y_);
    const auto right = right_.values<double>();
    const auto y = y_.values<float>();
    double largest = 0, squared_errors = 0, squares = 0;
    for (std::size_t i = 0; i < right.size(); ++i) {
      const double error = std::abs(static_cast<double>(y[i]) - right[i]);
      largest = std::max(largest, error);
      squared_errors += error * error;
      squares += right[i] * right[i];
    }
    return {largest / std::sqrt(squares / static_cast<double>(right.size())), std::sqrt(squared_errors / squares)};
  }

 private:
  LadderLayer layer_;
  Tensor right_, y_;
};
// [endregion error]

std::vector<LadderMeasurement> measure_kernels(const std::vector<LadderKernel>& kernels, const LadderOptions& options) {
  constexpr Index few_images = 1, images_to_compare = 4;
  const LadderLayer layer(options.images);
  Tensor y(layer.x.shape());
  Reference reference(std::min(images_to_compare, options.images));
  std::vector<LadderWork> works;
  std::vector<LadderMeasurement> measured;
  for (const LadderKernel& kernel : kernels) {
    const Index images = kernel.slow ? few_images : options.images;
    measured.push_back({kernel, images, {}, reference.error_of(kernel)});
    works.push_back({[&layer, &kernel, x = layer.x.slice(0, images), result = y.slice(0, images)]() mutable {
      kernel.compute(layer.window, x, layer.weight, result);
    }});
  }
  const std::vector<LadderTime> times = time_in_turns(works, 2 * options.rounds);
  for (std::size_t i = 0; i < times.size(); ++i) measured[i].time = times[i];
  return measured;
}

Picture draw_shares(const std::vector<LadderMeasurement>& measured, const std::filesystem::path& out) {
  std::vector<std::string> names;
  std::vector<double> shares;
  for (const LadderMeasurement& one : measured) {
    names.push_back(fmt::format("{} {}", one.kernel.step, one.kernel.name));
    shares.push_back(100 * one.share());
  }
  BarChart chart("The ladder: one convolution, one thread, steps 1 to 6", {"operations of the plain sums", "% of peak"},
                 names);
  return chart.bars("share", shares).value_labels(1).write(out / "ladder");
}

}  // namespace

std::vector<LadderRung> climb_convolutions(Index first, Index last, const LadderOptions& options,
                                           std::vector<Picture>& pictures, const std::filesystem::path& out) {
  const std::vector<LadderKernel> all = ladder_kernels();
  const Index begin = std::max<Index>(first - 1, 1);  // with the step before the first
  const std::vector<LadderMeasurement> measured =
      measure_kernels({all.begin() + begin - 1, all.begin() + last}, options);
  Table table({{"step"},
               {"kernel"},
               {"images"},
               {"for an image", "ms"},
               {"speed", "GFLOP/s"},
               {"peak at the time", "GFLOP/s"},
               {"share of the peak"},
               {"times the step before"},
               {"largest error / rms"},
               {"rms error / rms"}});
  std::vector<LadderRung> rungs;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const LadderMeasurement& now = measured[i];
    const LadderMeasurement* const before = i > 0 ? &measured[i - 1] : nullptr;
    const double gain = before != nullptr ? now.share() / before->share() : 1;
    if (now.kernel.step >= first) {
      std::cout << fmt::format("Step {}, {}. {}\n", now.kernel.step, now.kernel.name, now.kernel.adds);
      rungs.push_back({now.kernel.step, now.kernel.name, "convolution, an image",
                       before != nullptr ? before->milliseconds_for_an_image() : 0, now.milliseconds_for_an_image(),
                       gain});
    }
    table.row({now.kernel.step, now.kernel.name, now.images, Real{now.milliseconds_for_an_image(), 3},
               Real{1e-9 * now.speed(), 1}, Real{1e-9 * now.time.peak, 1}, Percent{now.share()},
               before != nullptr ? Cell(Real{gain, 2}) : Cell("-"), fmt::format("{:.1e}", now.error.largest),
               fmt::format("{:.1e}", now.error.root_mean_square)});
  }
  std::cout << "\n3x3 convolution, 64 to 64 channels, images of 32x32, one thread; operations are those of the sums:\n"
            << table << '\n';
  if (begin == 1 && last == 6) {
    table.write(out / "convolutions.md");
    pictures.push_back(draw_shares(measured, out));
  }
  return rungs;
}

}  // namespace strata::fast_cpu
