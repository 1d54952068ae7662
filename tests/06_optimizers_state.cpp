// Saving an optimiser in the middle and going on; same bits on any number of threads.

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/adasmooth.hpp"
#include "06_optimizers/sgd.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/06_optimizers_trace.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// Settings that change on the way, so that a state without them would show.
constexpr auto change_settings = [](Index step, Optimizer& optimizer, Trace&) {
  if (step == 10) optimizer.scale_rate("layer.bias", 0.5);
  if (step == 20) optimizer.freeze("layer.weight");
  if (step == 60) optimizer.unfreeze("layer.weight");
  if (step == 70) optimizer.set_learning_rate(0.003);
};

// Everything in a state, as numbers.
std::vector<double> numbers(const std::vector<NamedTensor>& state) {
  std::vector<double> all;
  for (const NamedTensor& entry : state) {
    const Tensor wide = entry.tensor.to(Dtype::f64);
    all.insert(all.end(), wide.values<double>().begin(), wide.values<double>().end());
  }
  return all;
}

}  // namespace

TEST_CASE("A run that is saved to a file and restored ends with the same bits", "[layering]") {
  const auto dtype = GENERATE(Dtype::f32, Dtype::f64);
  const Index at = GENERATE(0, 15, 37, 65, 80);
  const TemporaryFolder folder;
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name << ", saved after step " << at);
    Trace whole(dtype), begun(dtype), resumed(dtype);
    const auto straight = make(whole.parameters());
    whole.run(*straight, change_settings);

    const auto first = make(begun.parameters());
    begun.run(*first, change_settings, 0, at);
    save_tensors(folder / "state.safetensors", first->state());
    resumed.weight().value.copy_from(begun.weight().value);
    resumed.bias().value.copy_from(begun.bias().value);
    const auto second = make(resumed.parameters());
    second->load_state(load_tensors(folder / "state.safetensors"));
    CHECK(second->steps() == at);
    resumed.run(*second, change_settings, at);
    CHECK(resumed.values() == whole.values());
    CHECK(numbers(second->state()) == numbers(straight->state()));
  }
}

TEST_CASE("A state is a copy: later steps leave it as it is", "[layering]") {
  Trace trace(Dtype::f32);
  Adam optimizer(trace.parameters());
  trace.run(optimizer, change_settings, 0, 5);
  const std::vector<NamedTensor> state = optimizer.state();
  const std::vector<double> before = numbers(state);
  trace.run(optimizer, change_settings, 5, 10);
  CHECK(numbers(state) == before);
  CHECK(numbers(optimizer.state()) != before);
}

TEST_CASE("A state that does not fit is refused whole, and named", "[layering]") {
  Trace trace(Dtype::f32);
  Adam optimizer(trace.parameters());
  trace.run(optimizer, change_settings, 0, 3);
  const std::vector<NamedTensor> own = optimizer.state();
  const std::vector<double> before = numbers(own);
  const auto refused = [&](const std::vector<NamedTensor>& state, const std::vector<std::string>& parts) {
    check_contains(error_message([&] { optimizer.load_state(state); }), parts);
    CHECK(numbers(optimizer.state()) == before);
  };

  Parameter weight(Tensor::full({16, 18}, 0)), bias(Tensor::full({5}, 0));
  weight.path = "layer.weight";
  bias.path = "layer.bias";
  refused(Adam({&weight, &bias}).state(), {"first_moment.layer.weight", "[16,18]", "[16,17]", "another network"});
  refused(Adam({&bias}).state(), {"no tensor Adam.first_moment.layer.weight", "[16,17]"});
  refused(Sgd({&weight, &bias}).state(), {"the state of SGD", "the state of Adam"});
  refused({}, {"the state of no optimiser"});

  std::vector<NamedTensor> more = own;
  more.push_back({"Adam.first_moment.layer.scale", Tensor::full({7}, 0)});
  refused(more, {"Adam.first_moment.layer.scale [7]", "nothing of that name"});
  std::vector<NamedTensor> wide = own;
  wide.back().tensor = wide.back().tensor.to(Dtype::f64);
  refused(wide, {"second_moment.layer.bias", "float64", "float32"});
  std::vector<NamedTensor> cut = own;
  cut.pop_back();
  refused(cut, {"no tensor Adam.second_moment.layer.bias", "cut short"});
  std::vector<NamedTensor> negative = own;
  negative[0].tensor = Tensor::from<double>({2}, {-1, 3});
  refused(negative, {"learning rate", "-1"});
  std::vector<NamedTensor> impossible = own;
  impossible[1].tensor = Tensor::from<double>({2, 3}, {1, 0, 0, 1, 1, 9});
  refused(impossible, {"parameter 1", "9 steps missed of 3", "damaged"});
}

TEST_CASE("A state of a window of another length is refused", "[layering]") {
  Trace trace(Dtype::f32);
  AdaSmooth three(trace.parameters(), {.window = 3}), four(trace.parameters(), {.window = 4});
  check_contains(error_message([&] { four.load_state(three.state()); }), {"past_steps", "[M=3,16,17]", "[M=4,16,17]"});
}

TEST_CASE("Steps have the same bits on one thread, two and three", "[layering]") {
  const auto dtype = GENERATE(Dtype::f32, Dtype::f64);
  for (const auto& [name, make] : every_optimizer()) {
    const MakeOptimizer& make_one = make;
    const auto run = [&](Index threads) {
      const ThreadCount scope(threads);
      Rng rng(7);
      Parameter parameter(normal_tensor({7, 9001}, rng, dtype));  // several chunks, the last one short
      const auto optimizer = make_one({&parameter});
      const Tensor gradient = normal_tensor({7, 9001}, rng, dtype);
      parameter.write_grad().tensor.copy_from(gradient);
      for (int step = 0; step < 4; ++step) optimizer->step();
      return elements<double>(parameter.value.to(Dtype::f64).clone());
    };
    INFO(name);
    const std::vector<double> one = run(1);
    CHECK(one == run(2));
    CHECK(one == run(3));
  }
}
