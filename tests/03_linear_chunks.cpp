// Linear's kernels around the borders of their chunks, and parameters that two layers share.

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "tests/entries_to_check.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// Two layers with one weight: y = W (W x), as a fused module would share it.
class Tied : public Module {
 public:
  std::string kind() const override { return "Tied"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Tied>(); }
  void visit(StateVisitor& visitor) override {
    visitor.child("layer", layer_);
    visitor.parameter("same", *layer_.shared_weight());
  }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override { return layer_.build(sample, rng); }
  Tensor do_forward(const Tensor& x) override { return layer_.forward(x); }
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override { return layer_.backward(dy, wanted); }

 private:
  Linear layer_{3, {.bias = false}};
};

// A layer that returns dy, which has another shape than x.
class WrongInputGradient : public Module {
 public:
  std::string kind() const override { return "WrongInputGradient"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<WrongInputGradient>(); }
  void visit(StateVisitor& visitor) override { visitor.child("inner", inner_); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override { return inner_.build(sample, rng); }
  Tensor do_forward(const Tensor& x) override { return inner_.forward(x); }
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override {
    inner_.backward(dy, wanted);
    return dy;
  }

 private:
  Linear inner_{9};
};

}  // namespace

TEST_CASE("Chunks of every size compute the whole product", "[layering]") {
  Rng rng(1);
  const LinearKernels& kernels = LinearKernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
  const ThreadCount threads(2);
  // The products to compare with are the test's own, which sanitizers slow down most: they have several chunks of
  // weights and of samples to see without the largest sizes.
  for (const Index inputs : {Index{1}, Index{63}, Index{65}, entries_to_check(300)}) {
    for (const Index outputs : {Index{1}, Index{64}, entries_to_check(129), entries_to_check(400)}) {
      const Index samples = 600;
      const Tensor x = normal_tensor({samples, inputs}, rng), dy = normal_tensor({samples, outputs}, rng);
      const Tensor w = normal_tensor({outputs, inputs}, rng), b = normal_tensor({outputs}, rng);
      Tensor y(dy.shape(), dy.options()), dx(x.shape(), x.options()), dw(w.shape(), w.options());
      kernels.forward(x, w, &b, y);
      kernels.backward_input(dy, w, dx);
      kernels.backward_weight(x, dy, Write::assign, dw);
      kernels.backward_weight(x, dy, Write::add, dw);
      const Eigen::MatrixXd product = (matrix<double>(x) * matrix<double>(w).transpose()).rowwise() + row<double>(b);
      CAPTURE(inputs, outputs);
      CHECK(matrix<double>(y).isApprox(product, 1e-12));
      CHECK(matrix<double>(dx).isApprox(matrix<double>(dy) * matrix<double>(w), 1e-12));
      CHECK(matrix<double>(dw).isApprox(2 * matrix<double>(dy).transpose() * matrix<double>(x), 1e-12));
    }
  }
}

TEST_CASE("A shared parameter counts once, under its first name", "[layering]") {
  Rng rng(1);
  Tied tied;
  tied.build({{5}, "I"}, rng);
  // Its own parameters are visited before those of the layers inside.
  REQUIRE(tied.parameters().size() == 1);
  CHECK(tied.parameters()[0]->path == "Tied.same");
  CHECK(tied.parameter_count() == 15);
  tied.to(Dtype::f64);
  CHECK(tied.clone()->parameters()[0]->value.dtype() == Dtype::f64);
}

TEST_CASE("A layer that returns another shape than it promised is named, and its gradients are stale", "[layering]") {
  Rng rng(1);
  WrongInputGradient layer;
  layer.build({{5}, "I"}, rng);
  layer.forward(normal_tensor({4, 5}, rng, Dtype::f32));
  check_contains(error_message([&] {
                   layer.backward(normal_tensor({4, 9}, rng, Dtype::f32));
                 }),
                 {"WrongInputGradient, result of do_backward()", "9]", "5]"});
  CHECK_FALSE(layer.parameters()[0]->has_grad());
}

TEST_CASE("A change of mode between forward and backward is an error", "[layering]") {
  Rng rng(1);
  Linear layer(3);
  layer.build({{5}, "I"}, rng);
  layer.forward(normal_tensor({4, 5}, rng, Dtype::f32));
  layer.eval();
  check_contains(error_message([&] { layer.backward(normal_tensor({4, 3}, rng, Dtype::f32)); }), {"changed the mode"});
}
