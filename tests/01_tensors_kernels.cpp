#include <catch2/catch.hpp>

#include "01_tensors/kernels.hpp"
#include "01_tensors/tensor_kernels.hpp"
#include "tests/error_matchers.hpp"

namespace strata {
namespace {

/// A kind of layer that only this test has.
struct PlantedKernels {
  int number;
  static KernelTable<PlantedKernels> table;
};

constexpr PlantedKernels plain{1};
constexpr PlantedKernels fast{2};
constexpr PlantedKernels faster{3};

using PlantedEntry = KernelTable<PlantedKernels>::Entry;
constexpr PlantedEntry plain_entry{Device::cpu, Dtype::f32, plain_kernels, &plain};
constexpr PlantedEntry fast_entry{Device::cpu, Dtype::f32, "fast", &fast};
constexpr PlantedEntry faster_entry{Device::cpu, Dtype::f32, "faster", &faster};

constinit KernelTable<PlantedKernels> PlantedKernels::table{
    "Planted", "link strata::cuda_planted, chapter 99", {plain_entry}};

/// Asks for a set until the scope ends.
class PreferenceScope {
 public:
  explicit PreferenceScope(std::string_view set) { prefer_kernels(set); }
  PreferenceScope(const PreferenceScope&) = delete;
  PreferenceScope& operator=(const PreferenceScope&) = delete;
  ~PreferenceScope() { prefer_kernels(before_); }

 private:
  std::string before_{preferred_kernels()};
};

int found() { return kernels<PlantedKernels>(Tensor::full({1}, 0)).number; }

TEST_CASE("kernels that a table had from the start are found", "[layering]") {
  CHECK(found() == 1);
  CHECK(PlantedKernels::table.find(Device::cpu, Dtype::f32, plain_kernels).number == 1);
}

TEST_CASE("a missing dtype is named with what to do", "[layering]") {
  CHECK(error_message([] {
          kernels<PlantedKernels>(Tensor::full({1}, 0, {Device::cpu, Dtype::u8}));
        }) ==
        "Planted: got a CPU uint8 tensor, for which it has no kernel, expected a device and dtype that a chapter has "
        "taught it. Hint: convert with to(Dtype::f32) first.");
  check_contains(error_message([] { PlantedKernels::table.find(Device::cpu, Dtype::i32); }), {"CPU int32", "f32"});
  check_contains(error_message([] { PlantedKernels::table.find(Device::cpu, Dtype::f64); }),
                 {"CPU float64", "link the chapter that defines this table"});
}

TEST_CASE("a missing device is named with the chapter that teaches it", "[layering]") {
  check_contains(error_message([] { PlantedKernels::table.find(Device::cuda, Dtype::f32); }),
                 {"Planted", "CUDA float32", "link strata::cuda_planted, chapter 99"});
  check_contains(error_message([] { TensorKernels::table.find(Device::cuda, Dtype::f32); }),
                 {"Tensor", "strata::cuda_kernels, chapter 15"});
}

TEST_CASE("chapter 1 teaches the CPU every dtype", "[layering]") {
  for (const Dtype dtype : {Dtype::f32, Dtype::f64, Dtype::i32, Dtype::u8}) {
    CHECK_NOTHROW(TensorKernels::table.find(Device::cpu, dtype));
  }
}

TEST_CASE("the set installed last comes first, until its scope ends", "[layering]") {
  {
    const KernelScope<PlantedKernels> first(fast_entry);
    CHECK(found() == 2);
    {
      const KernelScope<PlantedKernels> second(faster_entry);
      CHECK(found() == 3);
    }
    CHECK(found() == 2);
  }
  CHECK(found() == 1);
}

TEST_CASE("an installed set leaves other devices and dtypes alone", "[layering]") {
  const KernelScope<PlantedKernels> scope({Device::cuda, Dtype::f64, "fast", &fast});
  CHECK(found() == 1);
  CHECK(PlantedKernels::table.find(Device::cuda, Dtype::f64).number == 2);
  CHECK_THROWS_AS(PlantedKernels::table.find(Device::cuda, Dtype::f32), Error);
}

TEST_CASE("the preferred set is taken where a table has it", "[layering]") {
  const KernelScope<PlantedKernels> first(fast_entry);
  const KernelScope<PlantedKernels> second(faster_entry);
  CHECK(preferred_kernels().empty());
  {
    const PreferenceScope preference("fast");
    CHECK(preferred_kernels() == "fast");
    CHECK(found() == 2);
  }
  {
    const PreferenceScope preference("nowhere");
    CHECK(found() == 3);
  }
  {
    const PreferenceScope preference(plain_kernels);
    CHECK(found() == 1);
  }
  CHECK(found() == 3);
}

TEST_CASE("one set can be asked for by name, whatever is preferred", "[layering]") {
  const KernelScope<PlantedKernels> scope(fast_entry);
  const PreferenceScope preference("fast");
  CHECK(PlantedKernels::table.find(Device::cpu, Dtype::f32, plain_kernels).number == 1);
  check_contains(error_message([] { PlantedKernels::table.find(Device::cpu, Dtype::f32, "faster"); }),
                 {"Planted", "\"faster\" for float32 on the CPU"});
}

TEST_CASE("a full table refuses one more set", "[layering]") {
  KernelTable<PlantedKernels> table("Small", "", {plain_entry});
  std::string message;
  int installed = 0;
  for (; installed < 100 && message.empty(); ++installed) {
    try {
      table.cover(fast_entry);
    } catch (const Error& error) {
      message = error.what();
    }
  }
  check_contains(message, {"Small", "one more set of kernels", "at most 32"});
  CHECK(installed == 32);  // thirty-one that fitted beside the first, and the one that was refused
  CHECK(table.find(Device::cpu, Dtype::f32).number == 2);
  table.install(fast_entry);  // replaces all of its name
  for (int i = 0; i < 2; ++i) table.uninstall(fast_entry);
  CHECK(table.find(Device::cpu, Dtype::f32).number == 1);
}

TEST_CASE("a tensor's own operations run on what is installed", "[layering]") {
  static int fills = 0;
  static constexpr TensorKernels counting{[](double, Tensor&) { ++fills; }, nullptr, nullptr, nullptr, nullptr};
  const KernelScope<TensorKernels> scope({Device::cpu, Dtype::f64, "counting", &counting});
  Tensor({3}, {Device::cpu, Dtype::f64}).fill(1);
  CHECK(fills == 1);
}

}  // namespace
}  // namespace strata
