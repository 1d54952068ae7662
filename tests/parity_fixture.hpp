#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <span>
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
  /// largest expected entry: where terms cancel, an entry has no accuracy relative to itself. In float64, sums of some
  /// hundred terms lose at most a thousand times 1e-16: 1e-10 leaves room for other orders of summation, and a wrong
  /// formula is off by far more. A trace, whose steps each add to the error of the last, has 1e-9.
  void check(const std::string& case_name, const std::string& result, const std::string& kind, const Tensor& computed,
             Dtype dtype, double in_float64 = 1e-10) const {
    const std::string full_name = case_name + "/" + result;
    REQUIRE(computed.shape() == (*this)[full_name].shape());
    INFO("in " << name(dtype));
    const Tensor wide = computed.to(Dtype::f64);
    check_entries(full_name, wide.values<double>(), tolerance(kind + "/" + result, dtype, in_float64));
  }

  /// Checks numbers against those of the tensor of this name. No difference may be larger than `tolerance` times the
  /// largest expected entry.
  void check_entries(const std::string& name, std::span<const double> computed, double tolerance) const {
    double largest = 0;
    for (const double entry : (*this)[name].values<double>()) largest = std::max(largest, std::abs(entry));
    INFO(fmt::format("allowed: {:.1e} of the largest entry, {:.2e}", tolerance, largest));
    check_within(name, computed, tolerance * largest);
  }

  /// The same with a limit that does not depend on the entries.
  void check_within(const std::string& name, std::span<const double> computed, double limit) const {
    const std::span<const double> expected = (*this)[name].values<double>();
    REQUIRE(computed.size() == expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const double difference = std::abs(computed[i] - expected[i]);
      if (!(difference <= worst) && !std::isnan(worst)) worst = difference;  // a NaN stays
    }
    INFO(fmt::format("{}: worst difference {:.2e}, allowed {:.1e}", name, worst, limit));
    CHECK(worst <= limit);
  }

  /// `in_float64`, or in float32 ten times the stored deviation of this name. Another order of the same float32 sums is
  /// as far from float64 as PyTorch's order is, within a factor that ten covers; results that are wrong in float32
  /// alone (a sum kept in too few bits) are not.
  double tolerance(const std::string& deviation, Dtype dtype, double in_float64) const {
    return dtype == Dtype::f64 ? in_float64 : 10 * (*this)["deviation/" + deviation].values<double>()[0];
  }

 private:
  std::string pytorch_version_;
  std::map<std::string, Tensor> tensors_;
};

/// The fixture of another chapter, whose cases this test program runs as well; read once.
inline const ParityFixture& parity_fixture_of(const std::string& chapter) {
  static std::map<std::string, ParityFixture> loaded;
  const auto folder = std::filesystem::path(STRATA_PARITY_FIXTURE).parent_path();
  return loaded.try_emplace(chapter, folder / (chapter + ".safetensors")).first->second;
}

/// The fixture of this test program's chapter, read once.
inline const ParityFixture& parity_fixture() {
  static const ParityFixture loaded(STRATA_PARITY_FIXTURE);
  return loaded;
}

}  // namespace strata
