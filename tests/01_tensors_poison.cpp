#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/poison.hpp"
#include "01_tensors/tensor.hpp"
#include "common/function_ref.hpp"
#include "tests/run_apart.hpp"

namespace strata {
namespace {

void check_caught(FunctionRef<void()> action) {
  const Ending ending = run_apart(action);
  CHECK_FALSE(ending.good);
  CHECK_THAT(ending.errors, Catch::Matchers::Contains("ERROR: AddressSanitizer"));
}

/// One read that no compiler leaves out.
void read(const float* element) { [[maybe_unused]] const volatile float value = *element; }

TEST_CASE("a use of memory that is allowed ends well", "[layering]") {
  const Ending ending = run_apart([] {
    const Tensor tensor = Tensor::full({17}, 1);
    read(tensor.data<float>() + 16);
  });
  CHECK(ending.good);
  CHECK(ending.errors.empty());
}

TEST_CASE("AddressSanitizer catches an overflow by one element", "[layering]") {
  if (!memory_is_poisoned) return;  // nobody watches the memory in this build
  // 17 elements leave unused bytes in their block, 16 fill theirs.
  for (const Index count : {16, 17}) {
    CAPTURE(count);
    Tensor tensor = Tensor::full({count}, 1);
    check_caught([&] { read(tensor.data<float>() + count); });
    check_caught([&] { tensor.data<float>()[count] = 1; });
  }
  Tensor bytes = Tensor::full({67}, 1, {Device::cpu, Dtype::u8});
  check_caught([&] { bytes.data<std::uint8_t>()[67] = 1; });
}

TEST_CASE("AddressSanitizer catches a use after the release into the cache", "[layering]") {
  if (!memory_is_poisoned) return;  // nobody watches the memory in this build
  Tensor tensor = Tensor::full({17}, 1);
  Tensor handle = tensor.slice(2, 5);
  const float* const element = tensor.data<float>() + 3;
  tensor = Tensor();
  CHECK(*element == 1.0F);  // the slice still holds the block
  handle = Tensor();
  check_caught([&] { read(element); });
}

TEST_CASE("under AddressSanitizer a fresh tensor holds NaN", "[layering]") {
  if (!memory_is_poisoned) return;
  for (int round = 0; round < 2; ++round) {
    Tensor tensor({1001});
    CHECK(std::isnan(tensor.values<float>()[1000]));
    tensor.fill(1);
  }
}

}  // namespace
}  // namespace strata
