// How long do the kernels of one convolution take? Prints the medians of forward, backward_input and backward_weight in
// microseconds. compare_step_time.py runs this beside PyTorch.

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "01_tensors/normal_numbers.hpp"
#include "10_convolution/conv2d.hpp"
#include "common/function_ref.hpp"
#include "common/median_time.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"

using namespace strata;

namespace {

struct TimeOptions {
  ProgramOptions program{.batch_size = 64};
  std::string set = "im2col";
  Index size = 14, in = 32, out = 64, kernel = 3, repeats = 100;
};

void run(const TimeOptions& options) {
  set_thread_count(options.program.threads);
  const Index size = options.size, in = options.in, out = options.out, kernel = options.kernel;
  const auto repeats = static_cast<std::size_t>(options.repeats);
  const Window window = make_window({kernel, 1, 1, Padding::same()}, size, "--kernel");
  const Conv2dKernels& kernels = Conv2dKernels::table.find(Device::cpu, Dtype::f32, options.set);
  Rng rng(1);
  const Tensor x = normal_numbers({options.program.batch_size, size, size, in}, rng);
  const Tensor weight = normal_numbers({out, kernel, kernel, in}, rng), bias = normal_numbers({out}, rng);
  const Tensor dy = normal_numbers({options.program.batch_size, size, size, out}, rng);
  Tensor y(dy.shape()), dx(x.shape()), dweight(weight.shape()), dbias(bias.shape());
  const auto microseconds = [&](FunctionRef<void()> action) {
    return 1e6 * median_seconds(repeats, repeats / 5, action);
  };
  const double forward = microseconds([&] { kernels.forward(window, x, weight, &bias, y); });
  const double input = microseconds([&] { kernels.backward_input(window, dy, weight, dx); });
  const double parameters = microseconds([&] {
    kernels.backward_weight(window, x, dy, Write::assign, dweight);
    kernels.backward_bias(dy, Write::assign, dbias);
  });
  std::cout << fmt::format("{:.1f} {:.1f} {:.1f}\n", forward, input, parameters);
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Times the kernels of one convolution with same padding", "10_convolution_step_time");
  TimeOptions options;
  options.program.add_threads(program);
  options.program.add_batch_size(program);
  program.add_text("--kernels", options.set, "Which set of kernels");
  program.add_whole_number("--size", options.size, 1, 100000, "Height and width of the images");
  program.add_whole_number("--in", options.in, 1, 100000, "Input channels");
  program.add_whole_number("--out", options.out, 1, 100000, "Output channels");
  program.add_whole_number("--kernel", options.kernel, 1, 100000, "Height and width of the window");
  program.add_whole_number("--repeats", options.repeats, 1, 100000, "How often each kernel runs");
  return program.run(argc, argv, [&] { run(options); });
}
