#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "01_tensors/tensor_file.hpp"
#include "common/safetensors.hpp"

namespace strata {

/// What PyTorch computed from the same numbers: a file that a script in tests/parity/ wrote.
class ParityFixture {
 public:
  explicit ParityFixture(const std::filesystem::path& path)
      : pytorch_version_(read_safetensors(path).metadata.at("pytorch")) {
    for (const NamedTensor& entry : load_tensors(path)) tensors_[entry.name] = entry.tensor;
  }

  /// The version without the build: "2.15.0".
  std::string pytorch_version() const { return pytorch_version_.substr(0, pytorch_version_.find('+')); }

  bool has(const std::string& name) const { return tensors_.contains(name); }

  const Tensor& operator[](const std::string& name) const {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) FAIL("the fixture has no tensor " << name << ": run its script in tests/parity/");
    return found->second;
  }

  /// The names "kind/shape" of all cases of one kind.
  std::set<std::string> cases(const std::string& kind) const {
    std::set<std::string> names;
    for (const auto& [name, tensor] : tensors_) {
      if (name.starts_with(kind + "/")) names.insert(name.substr(0, name.rfind('/')));
    }
    return names;
  }

  /// Checks every entry of a result against the case's tensor of this name. Differences are measured against the
  /// largest expected entry: where terms cancel, an entry has no accuracy relative to itself.
  void check(const std::string& case_name, const std::string& result, const std::string& kind, const Tensor& computed,
             Dtype dtype) const {
    const Tensor& expected = (*this)[case_name + "/" + result];
    REQUIRE(computed.shape() == expected.shape());
    const Tensor wide = computed.to(Dtype::f64);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < expected.values<double>().size(); ++i) {
      largest = std::max(largest, std::abs(expected.values<double>()[i]));
      const double difference = std::abs(wide.values<double>()[i] - expected.values<double>()[i]);
      if (!(difference <= worst) && !std::isnan(worst)) worst = difference;  // a NaN stays
    }
    INFO(fmt::format("{}/{} in {}: worst difference {:.2e} of {:.2e}", case_name, result, name(dtype), worst, largest));
    CHECK(worst <= tolerance(kind + "/" + result, dtype) * largest);
  }

 private:
  double tolerance(const std::string& deviation, Dtype dtype) const {
    // Sums of up to 77 terms, and 50 steps that each add to the error of the last, lose about a thousand times 1e-16:
    // 1e-9 leaves room for other orders of summation, and a wrong formula is off by far more.
    if (dtype == Dtype::f64) return 1e-9;
    // Another order of the same float32 sums is as far from float64 as PyTorch's order is, within a factor that ten
    // covers; results that are wrong in float32 alone (a sum kept in too few bits) are not.
    return 10 * (*this)["deviation/" + deviation].values<double>()[0];
  }

  std::string pytorch_version_;
  std::map<std::string, Tensor> tensors_;
};

/// The fixture of this test program's chapter, read once.
inline const ParityFixture& parity_fixture() {
  static const ParityFixture loaded(STRATA_PARITY_FIXTURE);
  return loaded;
}

}  // namespace strata
