#include "demo_extremes.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <iostream>
#include <string>

#include "01_tensors/views.hpp"
#include "04_activations/functions.hpp"
#include "04_activations/softmax.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// [region textbook]
// The formulas as books print them.
namespace textbook {
float sigmoid(float x) { return std::exp(x) / (1 + std::exp(x)); }           // (4.9)
float sigmoid_derivative(float x) { return sigmoid(x) * (1 - sigmoid(x)); }  // (4.11)
float tanh(float x) { return (std::exp(x) - std::exp(-x)) / (std::exp(x) + std::exp(-x)); }
float tanh_derivative(float x) { return 1 - tanh(x) * tanh(x); }
float softplus(float x) { return std::log(1 + std::exp(x)); }  // (4.15)
float elu(float x) { return x > 0 ? x : std::exp(x) - 1; }     // (4.18)
float swish(float x) { return x * sigmoid(x); }                // (4.20)
}  // namespace textbook
// [endregion textbook]

// The first entry of the row that a layer makes of (x, 0).
template <class Layer>
float first_of_row(float x) {
  Layer layer;
  Rng rng(1);
  layer.build({{2}, "K"}, rng);
  const Tensor y = layer.forward(Tensor::from<float>({1, 2}, {x, 0}));
  return row<float>(y)[0];
}

float textbook_softmax(float x) { return std::exp(x) / (std::exp(x) + std::exp(0.0F)); }  // (4.22), of the row (x, 0)

std::string text(float value) { return std::isnan(value) ? "NaN" : fmt::format("{:.6g}", value); }

}  // namespace

void compare_with_textbook_forms(const std::filesystem::path& out) {
  Table table({{"function"}, {"x"}, {"textbook form"}, {"this chapter"}});
  const auto compare = [&](const std::string& function, float x, float theirs, float ours) {
    table.row({function, text(x), text(theirs), text(ours)});
  };
  for (const float x : {1e4F, -1e4F}) compare("Sigmoid", x, textbook::sigmoid(x), functions::Sigmoid().value(x));
  compare("Sigmoid'", 20, textbook::sigmoid_derivative(20), functions::Sigmoid().derivative(20.0F));
  for (const float x : {1e4F, -1e4F}) compare("Tanh", x, textbook::tanh(x), functions::Tanh().value(x));
  compare("Tanh'", 10, textbook::tanh_derivative(10), functions::Tanh().derivative(10.0F));
  for (const float x : {1e4F, -1e4F, -20.0F}) {
    compare("SoftPlus", x, textbook::softplus(x), functions::SoftPlus().value(x));
  }
  for (const float x : {-1e4F, -1e-8F}) compare("ELU", x, textbook::elu(x), functions::ELU().value(x));
  for (const float x : {1e4F, -1e4F}) compare("Swish", x, textbook::swish(x), functions::Swish().value(x));
  for (const float x : {1e4F, -1e4F}) {
    compare("SoftMax of (x, 0)", x, textbook_softmax(x), first_of_row<SoftMax>(x));
  }
  for (const float x : {1e4F, -1e4F}) {
    compare("LogSoftMax of (x, 0)", x, std::log(textbook_softmax(x)), first_of_row<LogSoftMax>(x));
  }
  std::cout << "Formulas in float32:\n" << table << '\n';
  table.write(out / "extremes.md");
}
