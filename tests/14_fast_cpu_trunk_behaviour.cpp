// What a trunk of fused steps does with unusual numbers, and what it leaves alone.

#include <catch2/catch.hpp>
#include <cmath>
#include <span>

#include "01_tensors/allocator.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

// The first BatchNorm layer, wherever it stands.
BatchNorm& first_norm(Sequential& network) {
  BatchNorm* found = nullptr;
  for_each_module(network, [&](Module& module) {
    if (found == nullptr) found = dynamic_cast<BatchNorm*>(&module);
  });
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("A channel whose scale is 0 has the gradients of a plain BatchNorm", "[layering]") {
  Rng rng(2);
  for (const std::string name : {"conv + BatchNorm + ReLU", "conv + BatchNorm + ReLU, three times",
                                 "one channel, made again", "basic", "basic with a projection"}) {
    const TrunkCase one = trunk_case(name);
    PlainLayers plain(one, Dtype::f64, 6);
    TrunkLayers trunk(one, Dtype::f64, 6);
    INFO(one.name);
    const Tensor x = normal_tensor(one.batch, rng);
    std::vector<Tensor> y, dx;
    const Tensor dy = normal_tensor(plain.network().output_sample().with_front(one.batch[0]), rng);
    for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) {
      first_norm(layers->network()).scale().value.fill(0);
      y.push_back(layers->forward(x));
      dx.push_back(layers->backward(dy, InputGradient::wanted));
    }
    CHECK(furthest(y[0], y[1]) <= 1e-10);
    CHECK(furthest(dx[0], dx[1]) <= 1e-10);
    const Tensor &expected = first_norm(plain.network()).scale().grad(),
                 &got = first_norm(trunk.network()).scale().grad();
    CHECK(largest_size(expected) > 0);
    CHECK(furthest(got, expected) <= 1e-10 * (1 + largest_size(expected)));
  }
}

TEST_CASE("A trunk changes neither the images nor the gradients that it is given", "[layering]") {
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  Rng rng(3);
  for (const TrunkCase& one : all_trunks()) {
    TrunkLayers trunk(one, Dtype::f32, 7, options);
    INFO(one.name << ": " << trunk.summary());
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32), x_before = x.clone(), y = trunk.forward(x);
    const Tensor y_before = y.clone(), dy = normal_tensor(y.shape(), rng, Dtype::f32), dy_before = dy.clone();
    const Tensor dx = trunk.backward(dy, InputGradient::wanted), dx_before = dx.clone();
    trunk.forward(x);
    CHECK_FALSE(trunk.backward(dy, InputGradient::skip).defined());
    trunk.network().eval();
    trunk.forward(x);
    CHECK(same_bits(x, x_before));
    CHECK(same_bits(dy, dy_before));
    CHECK(same_bits(y, y_before));  // what was handed out belongs to the caller
    CHECK(same_bits(dx, dx_before));
  }
}

TEST_CASE("A trunk reads no number that nobody has written") {
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  CachingAllocator memory(cpu_memory(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cpu, memory);
  for (const TrunkCase& one : all_trunks()) {
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      TrunkLayers trunk(one, dtype, 8, options);
      for (const NamedResult& result : all_results(trunk, one.batch, dtype, 8)) {
        INFO(one.name << ", " << result.name);
        CHECK(furthest(result.value, result.value) == 0);
      }
    }
  }
}

TEST_CASE("After a pass in evaluation, and after a backward pass, a trunk keeps no images", "[layering]") {
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  CachingAllocator memory(cpu_memory());
  const AllocatorScope scope(Device::cpu, memory);
  Rng rng(4);
  for (const TrunkCase& one : all_trunks()) {
    INFO(one.name);
    TrunkLayers trunk(one, Dtype::f32, 9, options);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const Tensor dy = normal_tensor(trunk.network().output_sample().with_front(one.batch[0]), rng, Dtype::f32);
    const auto in_use = [&] { return memory.statistics().bytes_in_use; };
    trunk.forward(x);
    trunk.backward(dy, InputGradient::wanted);  // now there are gradients
    const std::size_t before = in_use();
    trunk.forward(x);
    trunk.backward(dy, InputGradient::wanted);
    CHECK(in_use() == before);
    trunk.network().eval();
    trunk.forward(x);
    const std::size_t with_packed_weights = in_use();  // which a trunk keeps until they change or training goes on
    trunk.forward(normal_tensor(one.batch.with_first(2 * one.batch[0]), rng, Dtype::f32));
    CHECK(in_use() == with_packed_weights);
    trunk.network().train();
    trunk.forward(x);
    trunk.backward(dy, InputGradient::wanted);
    CHECK(in_use() == before);
  }
}

TEST_CASE("A trunk in evaluation sees a change of any single weight or statistic at once", "[layering]") {
  Rng rng(12);
  for (const std::string name : {"conv + ReLU + pool, odd", "conv + BatchNorm + ReLU", "basic, bias",
                                 "projection and dropout", "BatchNorm without scale and shift"}) {
    const TrunkCase one = trunk_case(name);
    PlainLayers plain(one, Dtype::f64, 13);
    TrunkLayers trunk(one, Dtype::f64, 13);
    const Tensor x = normal_tensor(one.batch, rng);
    plain.forward(x);  // running statistics that are not 0 and 1
    trunk.forward(x);
    plain.network().eval();
    trunk.network().eval();
    std::vector<Tensor*> expected_state, state;
    for_each_tensor(plain.network(), [&](Tensor& tensor) { expected_state.push_back(&tensor); });
    for_each_tensor(trunk.network(), [&](Tensor& tensor) { state.push_back(&tensor); });
    REQUIRE(state.size() == expected_state.size());
    const Tensor before = trunk.forward(x);
    for (std::size_t i = 0; i < state.size(); ++i) {
      if (state[i]->dtype() != Dtype::f64) continue;  // masks and counts
      INFO(one.name << ", tensor " << i << " of " << state[i]->shape().to_string());
      for (Tensor* tensor : {expected_state[i], state[i]}) tensor->values<double>().front() += 0.25;
      const Tensor y = trunk.forward(x);
      CHECK(furthest(y, plain.forward(x)) <= 1e-10 * (1 + largest_size(y)));
      state[i]->copy_from(state[i]->clone());  // whoever writes the same numbers changes nothing
      CHECK(same_bits(trunk.forward(x), y));
      // Another tensor in its place, as a change of dtype or a loaded checkpoint may put there.
      *expected_state[i] = Tensor::full(state[i]->shape(), 0.5, state[i]->options());
      *state[i] = expected_state[i]->clone();
      CHECK(furthest(trunk.forward(x), plain.forward(x)) <= 1e-10 * (1 + largest_size(y)));
    }
    CHECK(furthest(trunk.forward(x), before) > 0.1);
  }
}

TEST_CASE("A trunk refuses a batch of one row as BatchNorm does, and can go on", "[layering]") {
  const TrunkCase one{"one row",
                      [] {
                        Sequential layers("trunk");
                        layers.add(Conv2d(4, 3), "conv").add(BatchNorm(), "norm");
                        return layers;
                      },
                      {{1, 3, 3, 2}, "NHWC"}};
  TrunkLayers trunk(one, Dtype::f32, 10);
  Rng rng(5);
  const Tensor x = normal_tensor(one.batch, rng, Dtype::f32), two = normal_tensor({2, 3, 3, 2}, rng, Dtype::f32);
  check_contains(error_message([&] { trunk.forward(x); }),
                 {"trunk.norm, training", "two or more, since the variance of one is 0", "larger batch"});
  CHECK(largest_size(trunk.forward(two)) > 0);
  trunk.backward(trunk.forward(two), InputGradient::skip);
  trunk.network().eval();
  CHECK(largest_size(trunk.forward(x)) > 0);
}

TEST_CASE("A trunk says which layers it runs as one, and takes layers that make images, no more", "[layering]") {
  Rng rng(6);
  Sequential network("net");
  network.add(ReLU(), "relu0").add(Conv2d(5, 3), "conv1").add(ReLU(), "relu1").add(MaxPool2d(2), "pool1");
  network.add(Conv2d(4, 3, {.padding = 1}), "conv2").add(BatchNorm(), "norm2").add(ReLU(), "relu2");
  network.add(basic_block({.in_channels = 4, .out_channels = 4}), "block").add(GlobalAveragePool2d(), "mean");
  network.build({{9, 8, 3}, "HWC"}, rng);
  const std::vector<Module*> layers = layers_of(network);
  const Fusion fusion = fast_cpu::fuse_images(layers);
  REQUIRE(fusion.step);
  CHECK(fusion.layers == 8);
  CHECK_THAT(fusion.step->summary(), Catch::Matchers::StartsWith("relu0; conv1 + relu1 + pool1; conv2 + norm2 + relu2; "
                                                                 "block ["));
  // Behind it there is no convolution.
  CHECK_FALSE(fast_cpu::fuse_images(std::span(layers).subspan(8)).step);
}
