// Networks that move to the GPU and back, and what happens to one that is half there.

#include <catch2/catch.hpp>
#include <memory>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "05_losses/cross_entropy.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/module_state.hpp"
#include "08_normalization/batch_norm.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/error_matchers.hpp"
#include "tests/label_tensor.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;

namespace {

Sequential network_of_three() { return sequential("network", Linear(5), BatchNorm(), Tanh()); }

// Parameters, running averages and the count of batches.
std::vector<Tensor> state_of(Module& module) {
  std::vector<Tensor> all;
  for (const NamedTensor& entry : module_state(module)) all.push_back(entry.tensor);
  return all;
}

void check_same_state(Module& first, Module& second) {
  const std::vector<Tensor> a = state_of(first), b = state_of(second);
  REQUIRE(a.size() == b.size());
  CHECK(a.size() == 7);  // weight, bias, scale, shift, running mean and variance, count
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(differing(a[i], b[i]) == 0);
}

}  // namespace

TEST_CASE("a network moves to the GPU and back without losing a bit", "[layering]") {
  cuda_kernels::install();
  Rng rng(3);
  Sequential network = network_of_three();
  network.build({3}, rng);
  network.forward(normal_tensor({6, 3}, rng, Dtype::f32));  // so that the running averages are some numbers
  const std::unique_ptr<Module> before = network.clone();
  network.to(Device::cuda);
  CHECK(network.options() == TensorOptions{Device::cuda, Dtype::f32});
  for (const Tensor& tensor : state_of(network)) CHECK(tensor.device() == Device::cuda);
  check_same_state(network, *before);
  for (const Parameter* parameter : network.parameters()) CHECK_FALSE(parameter->has_grad());
  network.to(Dtype::f64);
  network.to(Dtype::f32);
  network.to(Device::cpu);
  for (const Tensor& tensor : state_of(network)) CHECK(tensor.device() == Device::cpu);
  check_same_state(network, *before);
  const Tensor x = normal_tensor({4, 3}, rng, Dtype::f32);
  CHECK(differing(network.forward(x), before->forward(x)) == 0);
}

TEST_CASE("a network that was on the GPU before it was built has its parameters there", "[layering]") {
  cuda_kernels::install();
  Rng rng(3), same(3);
  Sequential here = network_of_three(), there = network_of_three();
  there.to(Device::cuda);
  here.build({3}, rng);
  there.build({3}, same);
  for (const Tensor& tensor : state_of(there)) CHECK(tensor.device() == Device::cuda);
  check_same_state(here, there);
}

TEST_CASE("a clone on the GPU has numbers of its own", "[layering]") {
  cuda_kernels::install();
  Rng rng(4);
  Sequential network = network_of_three();
  network.to(Device::cuda);
  network.build({3}, rng);
  const std::unique_ptr<Module> clone = network.clone();
  CHECK(clone->options() == network.options());
  check_same_state(network, *clone);
  Tensor& weight = network.parameters().front()->value;
  CHECK_FALSE(weight.shares_storage_with(clone->parameters().front()->value));
  const Tensor before = clone->parameters().front()->value.clone();
  weight.fill(0);
  CHECK(differing(clone->parameters().front()->value, before) == 0);
}

TEST_CASE("the state of a network on the GPU is saved, and put back on either device", "[layering]") {
  cuda_kernels::install();
  const TemporaryFolder folder;
  Rng rng(5);
  Sequential network = network_of_three(), on_gpu = network_of_three(), on_cpu = network_of_three();
  network.build({3}, rng);
  network.to(Device::cuda);
  save_tensors(folder.path() / "state.safetensors", module_state(network));
  on_gpu.to(Device::cuda);
  for (Sequential* other : {&on_gpu, &on_cpu}) {
    other->build({3}, rng);  // with other numbers
    load_module_state(*other, load_tensors(folder.path() / "state.safetensors"));
    check_same_state(network, *other);
  }
  CHECK(on_gpu.parameters().front()->value.device() == Device::cuda);
  CHECK(on_cpu.parameters().front()->value.device() == Device::cpu);
}

TEST_CASE("tensors on two devices are not added, and the message names both", "[layering]") {
  cuda_kernels::install();
  Tensor here = Tensor::full({3}, 1), there = Tensor::full({3}, 1, {Device::cuda, Dtype::f32});
  check_contains(error_message([&] { here.add(there); }),
                 {"Tensor::add", "got float32 on the CUDA", "expected float32 on the CPU", "to(Device)"});
  check_contains(error_message([&] { there.add(here); }),
                 {"Tensor::add", "got float32 on the CPU", "expected float32 on the CUDA", "to(Device)"});
  CHECK(differing(here, Tensor::full({3}, 1)) == 0);
}

TEST_CASE("a layer refuses inputs and gradients of the other device and names both", "[layering]") {
  cuda_kernels::install();
  Rng rng(6);
  Linear here(2);
  Tanh there;
  here.build({3}, rng);
  there.to(Device::cuda);
  there.build({3}, rng);
  const Tensor x = normal_tensor({4, 3}, rng, Dtype::f32);
  check_contains(error_message([&] { here.forward(x.to(Device::cuda)); }),
                 {"Linear, input", "got float32 on the CUDA", "expected float32 on the CPU"});
  check_contains(error_message([&] { there.forward(x); }),
                 {"Tanh, input", "got float32 on the CPU", "expected float32 on the CUDA"});
  there.forward(x.to(Device::cuda));
  check_contains(error_message([&] { there.backward(x); }),
                 {"Tanh, gradient of the output", "got float32 on the CPU", "expected float32 on the CUDA"});
}

TEST_CASE("a loss refuses outputs and targets on two devices and names both", "[layering]") {
  cuda_kernels::install();
  const Tensor y = Tensor::full({2, 3}, 0.5), classes = labels({0, 2});
  MeanSquaredError squares;
  check_contains(error_message([&] { squares.forward(y, y.to(Device::cuda)); }),
                 {"MeanSquaredError, target", "got float32 on the CUDA", "expected float32 on the CPU"});
  check_contains(error_message([&] { squares.forward(y.to(Device::cuda), y); }),
                 {"MeanSquaredError, target", "got float32 on the CPU", "expected float32 on the CUDA"});
  CrossEntropy entropy;
  check_contains(error_message([&] { entropy.forward(y, classes.to(Device::cuda)); }),
                 {"CrossEntropy, target", "got int32 on the CUDA", "expected int32 on the CPU"});
}

TEST_CASE("an optimiser refuses parameters on two devices and names both", "[layering]") {
  cuda_kernels::install();
  Parameter here(Tensor::full({3}, 1)), there(Tensor::full({3}, 1, {Device::cuda, Dtype::f32}));
  here.path = "first.weight";
  there.path = "second.weight";
  check_contains(error_message([&] {
                   Sgd sgd({&here, &there});
                 }),
                 {"second.weight on the CUDA", "the CPU, where first.weight is"});
}

TEST_CASE("an optimiser made before its network moved says so and names both devices", "[layering]") {
  cuda_kernels::install();
  Rng rng(7);
  Linear layer(2);
  layer.build({3}, rng);
  Adam adam(layer.parameters());
  Sgd plain(layer.parameters());  // keeps nothing for each parameter
  layer.to(Device::cuda);
  for (Parameter* parameter : layer.parameters()) parameter->write_grad().tensor.fill(1);
  for (Optimizer* optimizer : {static_cast<Optimizer*>(&adam), static_cast<Optimizer*>(&plain)}) {
    check_contains(error_message([&] { optimizer->step(); }),
                   {"Linear.weight", "on the CUDA", "on the CPU", "make the optimiser after build() and to()"});
  }
}
