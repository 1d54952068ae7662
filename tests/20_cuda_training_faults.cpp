// Mistakes planted into the kernel that steps all parameters are seen by comparing with the CPU in every order. Without
// them, or in forward order alone, some are not.

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/20_cuda_training_planted.hpp"
#include "tests/cuda_orders.hpp"

using namespace strata;

#ifndef STRATA_CUDA
namespace {

// Values and gradients are parts of two tensors, with room at both ends, so that what a faulty kernel reads and writes
// beside a parameter is in their blocks, and is seen.
class Parts {
 public:
  explicit Parts(Device device) : clock_(Tensor::from<double>({2}, {0.25, 1}).to(device)) {
    constexpr Index room = 4096;
    Rng rng(2);
    values_ = normal_tensor({3 * room}, rng, Dtype::f32).to(device);
    gradients_ = normal_tensor({3 * room}, rng, Dtype::f32).to(device);
    Index begin = room;
    for (const Index length : {300, 1024, 2000, 31}) {
      parts_.push_back({values_.slice(begin, begin + length), gradients_.slice(begin, begin + length)});
      begin += length;
    }
    for (Part& part : parts_) {
      const double factor = steps_.size() == 1 ? 0.5 : 1;
      steps_.push_back({{clock_, factor, 0}, part.gradient, memory_, part.value});
    }
  }

  /// The CPU's step of one parameter after the other.
  std::vector<double> step_each() {
    for (Part& part : parts_) {
      const ParameterStep& own = steps_[static_cast<std::size_t>(&part - parts_.data())];
      kernels<SgdKernels>(part.value).step(own.pace, {}, part.gradient, nullptr, part.value);
    }
    return numbers(values_);
  }

  /// The GPU's of all.
  std::vector<double> step_together() {
    kernels<SgdKernels>(values_).step_all({}, {steps_, steps_.size(), notes_});
    return numbers(values_);
  }

 private:
  struct Part {
    Tensor value, gradient;
  };

  Tensor clock_, values_, gradients_;
  std::vector<Part> parts_;
  std::vector<Tensor> memory_;
  std::vector<ParameterStep> steps_;
  std::unique_ptr<StepNotes> notes_;
};

// In how many orders the result is wrong.
int wrong_orders(const std::vector<double>& expected) {
  int wrong = 0;
  in_every_order([&] { wrong += difference(Parts(Device::cuda).step_together(), expected) > 1e-6; });
  return wrong;
}

}  // namespace

TEST_CASE("Mistakes in the step of all parameters are seen", "[layering]") {
  cuda_kernels::install();
  cuda_training::install();
  const std::vector<double> expected = Parts(Device::cpu).step_each();
  CHECK(wrong_orders(expected) == 0);
  const auto with = [&](StepFault fault) {
    const KernelScope<SgdKernels> planted(faulty_sgd(fault));
    return wrong_orders(expected);
  };
  CHECK(with(StepFault::none) == 0);
  CHECK(with(StepFault::no_first_barrier) >= 3);  // not in forward order, where the first thread comes first
  CHECK(with(StepFault::no_second_barrier) > 0);
  CHECK(with(StepFault::strict_search) == 4);
  CHECK(with(StepFault::no_end) == 4);
  CHECK(with(StepFault::same_chunk_begin) == 4);
}
#endif
