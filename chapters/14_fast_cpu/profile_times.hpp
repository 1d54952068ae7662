#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"
#include "02_modules/sequential.hpp"
#include "14_fast_cpu/kernel_option.hpp"
#include "14_fast_cpu/step_observer.hpp"

namespace strata::fast_cpu {

/// The shortest times of the steps of a network, one row for each.
class StepTimes : public StepObserver {
 public:
  /// A step and its times.
  struct Row {
    std::string layers;   ///< "conv1 + conv1_relu"
    double forward = 0;   ///< seconds
    double backward = 0;  ///< seconds; 0: there was no such pass
  };

  void begin() override;
  void end(const std::string& layers, StepPass pass) override;

  /// In the order in which they ran first. A step that told of its parts has none of its own.
  const std::vector<Row>& rows() const { return rows_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Begun {
    Clock::time_point start;
    Index ended;  // how many had ended before
  };

  std::vector<Begun> begun_;
  std::vector<Row> rows_;
  Index ended_ = 0;
};

/// How long the steps of a network take.
struct ProfiledTimes {
  std::vector<StepTimes::Row> steps;  ///< each the shortest
  double forward, backward;           ///< seconds of the whole passes, the shortest
};

/// Times forward and backward passes in training mode, without the gradient of the images, layer by layer; or step by
/// step where `kernels` run a network as fused steps.
/// @param network  built
/// @param x        images
/// @param kernels  the kernels, and whether steps are fused
/// @param seconds  for so long, and three passes at least
ProfiledTimes time_steps(Sequential& network, const Tensor& x, const KernelOption& kernels, double seconds);

}  // namespace strata::fast_cpu
