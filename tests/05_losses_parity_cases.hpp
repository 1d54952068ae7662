#pragma once

// PyTorch's losses and gradients, for every device.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/05_losses_criteria.hpp"
#include "tests/parity_fixture.hpp"

namespace strata::losses {

/// What tests/parity/05_losses.py computed.
inline const std::vector<std::string> parity_kinds{"MeanSquaredError",
                                                   "MeanAbsoluteError",
                                                   "ClassNLL",
                                                   "ClassNLL of shares",
                                                   "ClassNLLUnstable",
                                                   "ClassNLLUnstable clipped",
                                                   "CrossEntropy",
                                                   "CrossEntropy of shares",
                                                   "BinaryCrossEntropy",
                                                   "BinaryCrossEntropy with weights of entries",
                                                   "BinaryCrossEntropy with weights of outputs",
                                                   "BinaryCrossEntropy at the ends",
                                                   "BinaryCrossEntropyWithLogits",
                                                   "BinaryCrossEntropyWithLogits with weights of entries",
                                                   "BinaryCrossEntropyWithLogits with weights of outputs"};

/// Compares all cases of one of these, computed on a device, with the fixture.
inline void check_parity(const ParityFixture& fixture, const std::string& name, Dtype dtype, Device device) {
  const std::string kind = name.substr(0, name.find(' '));
  const auto cases = fixture.cases(name);
  CHECK_FALSE(cases.empty());
  for (const std::string& shape : cases) {
    const bool labels = fixture.has(shape + "/labels");
    const Tensor target = labels ? fixture[shape + "/labels"] : fixture[shape + "/target"].to(dtype);
    const Tensor weights = fixture.has(shape + "/weights") ? fixture[shape + "/weights"] : Tensor();
    const auto criterion = make(kind, weights);
    const double loss = criterion->forward(fixture[shape + "/y"].to(dtype).to(device), target.to(device));
    fixture.check(shape, "loss", name, Tensor::from<double>({1}, {loss}), dtype);
    fixture.check(shape, "dy", name, criterion->backward().to(Device::cpu), dtype);
  }
}

}  // namespace strata::losses
