// Chains of modules: names, paths, and who computes which gradient.

#include "02_modules/sequential.hpp"

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "02_modules/prototypes.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// A layer without parameters, which counts how often its gradient was asked for.
class Negate : public Module {
 public:
  explicit Negate(int& backward_calls) : backward_calls_(&backward_calls) {}
  std::string kind() const override { return "Negate"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Negate>(*backward_calls_); }

 protected:
  Shape do_build(const Shape& sample, Rng&) override { return sample; }
  Tensor do_forward(const Tensor& x) override { return minus(x); }
  Tensor do_backward(const Tensor& dy, InputGradient) override {
    ++*backward_calls_;
    return minus(dy);
  }

 private:
  static Tensor minus(const Tensor& x) {
    Tensor result = Tensor::full(x.shape(), 0.0, x.options());
    result.add(x, -1.0);
    return result;
  }

  int* backward_calls_;
};

void refuse(const Tensor&, const Tensor&, const Tensor&, Tensor&) {
  throw Error({"backward_input", "a call", "none: nobody wants the gradient of the input", ""});
}

}  // namespace

TEST_CASE("Names make paths, and numbers stand in for missing names", "[layering]") {
  Rng rng(1);
  Sequential inner("anything");
  inner.add(Prototypes(3)).add(Prototypes(2), "last");
  Sequential outer("outer");
  outer.add(std::move(inner), "block").add(Prototypes(2));
  outer.build({{4}, "F"}, rng);
  const std::vector<Parameter*> parameters = outer.parameters();
  REQUIRE(parameters.size() == 3);
  CHECK(parameters[0]->path == "outer.block.0.prototypes");
  CHECK(parameters[1]->path == "outer.block.last.prototypes");
  CHECK(parameters[2]->path == "outer.1.prototypes");
  CHECK(outer.parameter_count() == 3 * 4 + 2 * 3 + 2 * 2);
}

TEST_CASE("A name that is taken, a dot, no module, and no layers are refused", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.add(Prototypes(3), "first");
  CHECK_THROWS_AS(network.add(Prototypes(3), "first"), Error);
  CHECK_THROWS_AS(network.add(Prototypes(3), "a.b"), Error);
  CHECK_THROWS_AS(network.add(nullptr), Error);
  CHECK(network.size() == 1);
  CHECK_THROWS_AS(network[1], Error);
  CHECK_THROWS_AS(Sequential("empty").build({4}, rng), Error);
}

TEST_CASE("Skipping the input gradient changes no parameter's gradient", "[layering]") {
  Rng rng(1);
  Sequential network = sequential("network", Prototypes(4), Prototypes(3));
  network.build({{5}, "F"}, rng);
  const Tensor x = normal_tensor({{7, 5}, "NF"}, rng, Dtype::f32);
  const Tensor dy = normal_tensor({{7, 3}, "NK"}, rng, Dtype::f32);
  network.forward(x);
  CHECK(network.backward(dy).shape() == x.shape());
  std::vector<Tensor> wanted;
  for (Parameter* parameter : network.parameters()) wanted.push_back(parameter->grad().clone());
  network.zero_grad();
  network.forward(x);
  CHECK_FALSE(network.backward(dy, InputGradient::skip).defined());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CHECK(row<float>(network.parameters()[i]->grad()) == row<float>(std::as_const(wanted[i])));
  }
}

TEST_CASE("The first layer that learns never computes the gradient of its input, and none before it is called",
          "[layering]") {
  int calls = 0;
  Rng rng(1);
  Sequential network("network");
  network.add(Negate(calls)).add(Prototypes(3));
  network.build({{5}, "F"}, rng);
  const PrototypesKernels& plain = PrototypesKernels::table.find(Device::cpu, Dtype::f32, plain_kernels);
  const PrototypesKernels refusing{plain.forward, &refuse, plain.backward_prototypes};
  const KernelScope<PrototypesKernels> scope({Device::cpu, Dtype::f32, "refusing", &refusing});
  const Tensor x = normal_tensor({{7, 5}, "NF"}, rng, Dtype::f32);
  const Tensor dy = Tensor::full({{7, 3}, "NK"}, 1.0);
  network.forward(x);
  CHECK_NOTHROW(network.backward(dy, InputGradient::skip));
  CHECK(calls == 0);
  network.forward(x);
  CHECK_THROWS_AS(network.backward(dy), Error);
}
