#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "common/atomic_file.hpp"
#include "common/safetensors.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {
namespace {

Tensor stored(const std::vector<NamedTensor>& tensors, const std::string& name) {
  for (const NamedTensor& tensor : tensors) {
    if (tensor.name == name) return tensor.tensor;
  }
  FAIL("no tensor " << name);
  return {};
}

/// Writes one tensor that Strata may not have, and returns what load_tensors says.
std::string loading(const SafeTensor& tensor) {
  const TemporaryFolder folder;
  SafetensorsFile file;
  file.tensors.push_back(tensor);
  write_safetensors(folder / "strange.safetensors", file);
  return error_message([&] { load_tensors(folder / "strange.safetensors"); });
}

TEST_CASE("tensors of every dtype come back from a file as they were", "[layering]") {
  const TemporaryFolder folder;
  const auto path = folder / "tensors.safetensors";
  const float tiny = std::numeric_limits<float>::denorm_min();
  const std::int32_t lowest = std::numeric_limits<std::int32_t>::lowest();
  save_tensors(path, {{"weights", Tensor::from<float>({{2, 3}, "OI"}, {0.1F, -0.0F, tiny, 3e38F, -1, 7})},
                      {"precise", Tensor::from<double>({2}, {0.1, 1e300})},
                      {"labels", Tensor::from<std::int32_t>({3, 1}, {lowest, -1, 9})},
                      {"pixels", Tensor::from<std::uint8_t>({5}, {0, 127, 128, 254, 255})},
                      {"scalar", Tensor::full({}, 2.5)},
                      {"größe/漢字", Tensor::full({1, 1, 1, 1, 1, 2}, 4)}});
  const std::vector<NamedTensor> loaded = load_tensors(path);
  CHECK(loaded.size() == 6);
  const Tensor weights = stored(loaded, "weights");
  CHECK(weights.shape().to_string() == "[2,3]");
  CHECK(elements<float>(weights) == std::vector<float>{0.1F, -0.0F, tiny, 3e38F, -1, 7});
  CHECK(std::signbit(weights.values<float>()[1]));
  CHECK(elements<double>(stored(loaded, "precise")) == std::vector<double>{0.1, 1e300});
  CHECK(stored(loaded, "labels").shape() == Shape{3, 1});
  CHECK(elements<std::int32_t>(stored(loaded, "labels")) == std::vector<std::int32_t>{lowest, -1, 9});
  CHECK(elements<std::uint8_t>(stored(loaded, "pixels")) == std::vector<std::uint8_t>{0, 127, 128, 254, 255});
  CHECK(stored(loaded, "scalar").rank() == 0);
  CHECK(elements<float>(stored(loaded, "scalar")) == std::vector<float>{2.5});
  CHECK(stored(loaded, "größe/漢字").shape() == Shape{1, 1, 1, 1, 1, 2});
}

TEST_CASE("a slice is stored without what lies around it", "[layering]") {
  const TemporaryFolder folder;
  const Tensor tensor = Tensor::from<float>({4, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
  save_tensors(folder / "slice.safetensors", {{"slice", tensor.slice(1, 3)}});
  const Tensor loaded = load_tensors(folder / "slice.safetensors").at(0).tensor;
  CHECK(elements<float>(loaded) == std::vector<float>{2, 3, 4, 5});
}

TEST_CASE("a file may hold no tensor", "[layering]") {
  const TemporaryFolder folder;
  save_tensors(folder / "empty.safetensors", {});
  CHECK(load_tensors(folder / "empty.safetensors").empty());
}

TEST_CASE("equal names are refused, and the file that was there stays", "[layering]") {
  const TemporaryFolder folder;
  const auto path = folder / "tensors.safetensors";
  save_tensors(path, {{"first", Tensor::full({1}, 1)}});
  check_contains(error_message([&] {
                   save_tensors(path, {{"twin", Tensor::full({1}, 1)}, {"twin", Tensor::full({1}, 2)}});
                 }),
                 {"twin"});
  CHECK_THROWS_AS(save_tensors(path, {{"none", Tensor()}}), Error);
  CHECK(load_tensors(path).at(0).name == "first");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a missing, damaged or unwritable file is named", "[layering]") {
  const TemporaryFolder folder;
  const auto path = folder / "tensors.safetensors";
  check_contains(error_message([&] { load_tensors(path); }), {path.string()});
  write_file_atomically(path, "no tensors at all");
  check_contains(error_message([&] { load_tensors(path); }), {path.string()});
  const auto nowhere = folder / "nowhere" / "tensors.safetensors";
  check_contains(error_message([&] { save_tensors(nowhere, {{"one", Tensor::full({1}, 1)}}); }), {"nowhere"});
}

TEST_CASE("a dtype or a shape that Strata has not is named with file and tensor", "[layering]") {
  const std::vector<std::byte> bytes(8);
  check_contains(loading({"half", SafeDtype::f16, {4}, bytes}),
                 {"strange.safetensors, tensor half", "F16", "F32, F64, I32, I64 or U8"});
  check_contains(loading({"long", SafeDtype::u64, {1}, bytes}), {"strange.safetensors, tensor long", "U64"});
  check_contains(loading({"nothing", SafeDtype::f32, {3, 0}, {}}), {"strange.safetensors, tensor nothing", "size 0"});
  check_contains(loading({"deep", SafeDtype::f32, {1, 1, 1, 1, 1, 1, 2}, bytes}),
                 {"strange.safetensors, tensor deep", "7 axes", "at most 6"});
}

}  // namespace
}  // namespace strata
