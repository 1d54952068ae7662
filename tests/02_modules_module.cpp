// What the base class promises for every layer: shapes, dtype, order of calls, clones, modes.

#include "02_modules/module.hpp"

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/prototypes.hpp"
#include "02_modules/sequential.hpp"
#include "02_modules/state.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

Sequential small_network(Rng& rng) {
  Sequential network("network");
  network.add(Prototypes(4), "first").add(Prototypes(3), "second");
  network.build({{5}, "F"}, rng);
  return network;
}

Tensor batch(Rng& rng, Dtype dtype = Dtype::f32) { return normal_tensor({{7, 5}, "NF"}, rng, dtype); }

template <class Function>
Problem problem_of(Function&& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.problem();
  }
  FAIL("no error was thrown");
  return {};
}

}  // namespace

TEST_CASE("Calls in the wrong order say what came first and what should have", "[layering]") {
  Rng rng(1);
  Sequential network = small_network(rng);
  const Tensor x = batch(rng);
  const Tensor dy = Tensor::full({{7, 3}, "NK"}, 1.0);

  const Problem before = problem_of([&] { network.backward(dy); });
  CHECK(before.where == "network");
  CHECK(before.got == "backward() before forward()");
  CHECK(before.expected == "one forward() in training mode before each backward()");

  network.eval();
  network.forward(x);
  CHECK(problem_of([&] { network.backward(dy); }).got == "backward() after a forward() in evaluation mode");

  network.train();
  network.forward(x);
  network.backward(dy);
  CHECK(problem_of([&] { network.backward(dy); }).got == "a second backward() for one forward()");

  Prototypes unbuilt(2);
  CHECK(problem_of([&] { unbuilt.forward(x); }).got == "forward() on a module that is not built");
  CHECK(problem_of([&] { unbuilt.backward(dy); }).got == "backward() on a module that is not built");
  CHECK(problem_of([&] { unbuilt.describe(); }).got == "describe() on a module that is not built");
}

TEST_CASE("A shape that does not fit names the layer, both shapes and a hint", "[layering]") {
  Rng rng(1);
  Sequential network = small_network(rng);
  const Problem input = problem_of([&] { network.forward(Tensor::full({{7, 6}, "NF"}, 0.0)); });
  CHECK(input.where == "network, input");
  CHECK(input.got == "[N=7,F=6]");
  CHECK(input.expected == "[N=any,F=5]");
  CHECK(input.hint == "the module was built for samples of shape [F=5]");

  network.forward(batch(rng));
  const Problem gradient = problem_of([&] { network.backward(Tensor::full({{6, 3}, "NK"}, 0.0)); });
  CHECK(gradient.where == "network, gradient of the output");
  CHECK(gradient.got == "[N=6,K=3]");
  CHECK(gradient.expected == "[N=7,K=3]");

  const Problem inner = problem_of([&] { network[1].forward(Tensor::full({{7, 5}, "NF"}, 0.0)); });
  CHECK(inner.where == "network.second, input");
}

TEST_CASE("A tensor of another dtype than the parameters is refused", "[layering]") {
  Rng rng(1);
  Sequential network = small_network(rng);
  const Problem problem = problem_of([&] { network.forward(batch(rng, Dtype::f64)); });
  CHECK(problem.where == "network, input");
  CHECK(problem.got == "float64 on the CPU");
  CHECK(problem.expected == "float32 on the CPU");
  network.forward(batch(rng));
  CHECK(problem_of([&] {
          network.backward(normal_tensor({{7, 3}, "NK"}, rng, Dtype::f64));
        }).got == "float64 on the CPU");
  CHECK_THROWS_AS(network.to(Dtype::i32), Error);
  CHECK_THROWS_AS(network.to(Device::cuda), Error);
}

TEST_CASE("After a refused call the module still works", "[layering]") {
  Rng rng(1);
  Sequential network = small_network(rng);
  const Tensor x = batch(rng);
  const Tensor dy = Tensor::full({{7, 3}, "NK"}, 1.0);
  network.forward(x);
  CHECK_THROWS_AS(network.backward(Tensor::full({{6, 3}, "NK"}, 1.0)), Error);
  CHECK_NOTHROW(network.backward(dy));
  CHECK_THROWS_AS(network.to(Device::cuda), Error);
  CHECK_NOTHROW(network.forward(x));
}

TEST_CASE("A clone has equal numbers of its own, the same modes and paths, and stale gradients", "[layering]") {
  Rng rng(1);
  Sequential network = small_network(rng);
  network[1].eval();
  const Tensor x = batch(rng);
  const std::unique_ptr<Module> clone = network.clone();
  CHECK(clone->parameters()[1]->path == "network.second.prototypes");
  CHECK(clone->training());
  CHECK_FALSE(static_cast<Sequential&>(*clone)[1].training());
  CHECK_FALSE(clone->parameters()[0]->has_grad());
  CHECK(matrix<float>(std::as_const(clone->parameters()[0]->value)) ==
        matrix<float>(std::as_const(network.parameters()[0]->value)));

  clone->parameters()[0]->value.fill(9.0);
  CHECK(network.parameters()[0]->value.values<float>()[0] != 9.0F);

  const std::unique_ptr<Module> wide = network.clone();
  wide->to(Dtype::f64);
  CHECK(wide->parameters()[0]->value.dtype() == Dtype::f64);
  CHECK(wide->clone()->options().dtype == Dtype::f64);
  CHECK(network.parameters()[0]->value.dtype() == Dtype::f32);
}

TEST_CASE("A gradient is stale until a backward pass writes it, then passes add up", "[layering]") {
  Rng rng(1);
  Prototypes layer(3);
  layer.build({{5}, "F"}, rng);
  const Tensor x = batch(rng);
  const Tensor dy = normal_tensor({{7, 3}, "NK"}, rng, Dtype::f32);
  Parameter& parameter = *layer.parameters()[0];
  CHECK_FALSE(parameter.has_grad());
  const Problem problem = problem_of([&] { static_cast<void>(parameter.grad()); });
  CHECK(problem.where == "Prototypes.prototypes");

  parameter.poison_grad(std::numeric_limits<double>::quiet_NaN());
  layer.forward(x);
  layer.backward(dy);
  const Tensor once = parameter.grad().clone();
  CHECK(row<float>(once).allFinite());
  layer.forward(x);
  layer.backward(dy);
  CHECK(row<float>(parameter.grad()).isApprox(2.0F * row<float>(once), 1e-6F));
  layer.zero_grad();
  CHECK_FALSE(parameter.has_grad());
  layer.forward(x);
  layer.backward(dy);
  CHECK(row<float>(parameter.grad()) == row<float>(once));
}

TEST_CASE("In evaluation mode a layer keeps nothing of its input", "[layering]") {
  Rng rng(1);
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Prototypes layer(3);
  layer.build({{5}, "F"}, rng);
  layer.eval();
  const std::size_t before = memory.statistics().bytes_in_use;
  layer.forward(batch(rng));
  CHECK(memory.statistics().bytes_in_use == before);
  layer.train();
  layer.forward(batch(rng));
  CHECK(memory.statistics().bytes_in_use > before);
  layer.backward(Tensor::full({{7, 3}, "NK"}, 1.0), InputGradient::skip);
  layer.zero_grad();
  const std::size_t with_gradient = memory.statistics().bytes_in_use;
  layer.forward(batch(rng));
  layer.backward(Tensor::full({{7, 3}, "NK"}, 1.0), InputGradient::skip);
  CHECK(memory.statistics().bytes_in_use == with_gradient);
}

TEST_CASE("describe() lists every layer with its output and its parameters", "[layering]") {
  Rng rng(1);
  const std::string text = small_network(rng).describe();
  CHECK_THAT(text, Catch::Contains("network.first") && Catch::Contains("Prototypes(4)") &&
                       Catch::Contains("[N=any,K=4]") && Catch::Contains("20"));
  CHECK_THAT(text, Catch::Contains("in all") && Catch::Contains("[N=any,K=3]") && Catch::Contains("32"));
}
