#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <random>

#include "common/atomic_file.hpp"
#include "common/safetensors.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

std::vector<std::byte> counting_bytes(std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::byte>(i * 7 + 1);
  return bytes;
}

SafetensorsFile four_tensors() {
  SafetensorsFile file;
  file.tensors.push_back({"labels", SafeDtype::u8, {3}, counting_bytes(3)});
  file.tensors.push_back({"weight", SafeDtype::f32, {2, 3}, counting_bytes(24)});
  file.tensors.push_back({"step", SafeDtype::i64, {}, counting_bytes(8)});
  file.tensors.push_back({"nothing", SafeDtype::f64, {4, 0}, {}});
  file.metadata = {{"epoch", "3"}, {"note", "grüße \"und\" mehr"}};
  return file;
}

std::string as_text(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A file with this header, its length put in front, and so many bytes of data.
std::string with_header(const std::string& json, std::size_t data_size) {
  const std::uint64_t size = json.size();
  std::string text(sizeof size, '\0');
  std::memcpy(text.data(), &size, sizeof size);
  return text + json + std::string(data_size, 'd');
}

SafetensorsFile parse(const std::string& text) {
  return parse_safetensors(std::as_bytes(std::span(text)), "model.safetensors");
}

void check_refused(const std::string& text, const std::string& reason) {
  INFO(text.substr(0, 200));
  check_contains(error_message([&] { parse(text); }), {"model.safetensors: got ", reason});
}

TEST_CASE("safetensors come back as they were written", "[layering]") {
  const TemporaryFolder folder;
  write_safetensors(folder / "model.safetensors", four_tensors());
  const SafetensorsFile file = read_safetensors(folder / "model.safetensors");
  CHECK(file.metadata == four_tensors().metadata);
  REQUIRE(file.tensors.size() == 4);
  for (const SafeTensor& expected : four_tensors().tensors) {
    const SafeTensor* found = file.find(expected.name);
    REQUIRE(found != nullptr);
    CHECK(found->dtype == expected.dtype);
    CHECK(found->shape == expected.shape);
    CHECK(found->data == expected.data);
  }
  CHECK(file.find("bias") == nullptr);
}

TEST_CASE("a safetensors file has the bytes of the specification", "[layering]") {
  SafetensorsFile file;
  file.tensors.push_back({"b", SafeDtype::u8, {2}, {std::byte{'x'}, std::byte{'y'}}});
  file.tensors.push_back({"a", SafeDtype::i16, {1}, {std::byte{'1'}, std::byte{'2'}}});
  std::string header =
      R"({"a":{"data_offsets":[0,2],"dtype":"I16","shape":[1]},"b":{"data_offsets":[2,4],"dtype":"U8","shape":[2]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::string expected = with_header(header, 0) + "12xy";
  CHECK(as_text(safetensors_bytes(file)) == expected);
}

TEST_CASE("every type of safetensors has a name that finds it", "[layering]") {
  for (const std::string_view name : {"BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "I16", "U16", "F16", "BF16", "I32",
                                      "U32", "F32", "F64", "I64", "U64"}) {
    REQUIRE(safe_dtype_named(name).has_value());
    CHECK(safetensors_name(*safe_dtype_named(name)) == name);
  }
  CHECK_FALSE(safe_dtype_named("f32").has_value());
  CHECK(bytes_of(SafeDtype::bf16) == 2);
  CHECK(bytes_of(SafeDtype::i64) == 8);
}

TEST_CASE("each broken rule of the safetensors format is refused and named", "[layering]") {
  const std::string good = R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  CHECK(parse(with_header(good, 2)).tensors.size() == 1);
  CHECK(parse(with_header(good + "   ", 2)).tensors.size() == 1);
  CHECK(parse(with_header("{}", 0)).tensors.empty());
  check_refused(std::string(7, '\0'), "7 bytes");
  check_refused(with_header(good, 2).substr(0, 20), "12 bytes after the header's length");
  std::string long_header = with_header(good, 2);
  long_header[4] = 1;
  check_refused(long_header,
                "its first 8 bytes would be a header's length of 4294967349 bytes, expected at most 100000000");
  check_refused("# A text, and no tensors", "no safetensors file");
  check_refused(with_header(fmt::format(" {}", good), 2), "a header that does not begin with {");
  check_refused(with_header("{\"a\":", 0), "a header that is not JSON");
  check_refused(with_header("{\"\xff\":1}", 0), "a header that is not JSON");
  check_refused(with_header(good + good, 2), "a header that is not JSON");
  check_refused(with_header(good + '\0', 2), "a header with a zero byte");
  check_refused(with_header(good, 1), "1 bytes of data, expected 2 bytes");
  check_refused(with_header(good, 3), "3 bytes of data, expected 2 bytes");
}

TEST_CASE("each broken tensor description of the safetensors format is refused and named", "[layering]") {
  const auto tensor = [](const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return with_header(fmt::format(R"({{"a":{{"dtype":{},"shape":{},"data_offsets":{}}}}})", dtype, shape, offsets), 2);
  };
  CHECK(parse(tensor(R"("U8")", "[2]", "[0,2]")).tensors.size() == 1);
  check_refused(tensor(R"("U9")", "[2]", "[0,2]"), "tensor \"a\" of type \"U9\"");
  check_refused(tensor("8", "[2]", "[0,2]"), "without a valid \"dtype\"");
  check_refused(tensor(R"("U8")", "2", "[0,2]"), "without a valid \"shape\"");
  check_refused(tensor(R"("U8")", "[-2]", "[0,2]"), "without a valid \"shape\"");
  check_refused(tensor(R"("U8")", "[2.0]", "[0,2]"), "without a valid \"shape\"");
  check_refused(tensor(R"("U8")", "[18446744073709551615]", "[0,2]"), "without a valid \"shape\"");
  check_refused(tensor(R"("U8")", "[2]", "[0,1,2]"), "without a valid \"data_offsets\"");
  check_refused(tensor(R"("U8")", "[2]", "[0]"), "without a valid \"data_offsets\"");
  check_refused(tensor(R"("U8")", "[2]", "[2,0]"), "data_offsets [2, 0], expected 2 bytes, which U8 [2] takes");
  check_refused(tensor(R"("F32")", "[2]", "[0,2]"), "expected 8 bytes, which F32 [2] takes");
  check_refused(tensor(R"("U8")", "[4294967296,4294967296]", "[0,2]"), "size overflows");
  check_refused(tensor(R"("F64")", "[2305843009213693952]", "[0,2]"), "size overflows");
  check_refused(tensor(R"("U8")", "[[[2]]]", "[0,2]"), "nested more than 3 deep");
  check_refused(with_header(R"({"a":7})", 0), "without a valid \"dtype\"");
}

TEST_CASE("gaps, overlaps, repeated keys and wrong metadata of safetensors are refused", "[layering]") {
  const auto entry = [](const std::string& name, const std::string& offsets) {
    return fmt::format(R"("{}":{{"dtype":"U8","shape":[2],"data_offsets":{}}})", name, offsets);
  };
  const auto two = [&](const std::string& first, const std::string& second) {
    return with_header(fmt::format("{{{},{}}}", entry("a", first), entry("b", second)), 4);
  };
  CHECK(parse(two("[2,4]", "[0,2]")).tensors.front().name == "b");
  check_refused(two("[0,2]", "[1,3]"), "data of tensor \"b\" at byte 1, expected it at byte 2");
  check_refused(two("[0,2]", "[0,2]"), "data of tensor \"b\" at byte 0, expected it at byte 2");
  check_refused(two("[1,3]", "[3,5]"), "data of tensor \"a\" at byte 1, expected it at byte 0");
  check_refused(with_header(fmt::format("{{{},{}}}", entry("a", "[0,2]"), entry("a", "[2,4]")), 4),
                "the key \"a\" twice");
  check_refused(with_header(R"({"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}})", 0),
                "the key \"dtype\" twice");
  check_refused(with_header(R"({"__metadata__":{"epoch":3}})", 0), "a number under \"epoch\"");
  check_refused(with_header(R"({"__metadata__":"epoch"})", 0), "\"__metadata__\" that is not an object");
}

TEST_CASE("safetensors that cannot be stored are refused", "[layering]") {
  const auto writing = [](SafetensorsFile file) { return error_message([&] { safetensors_bytes(file); }); };
  SafetensorsFile file = four_tensors();
  file.tensors[1].data.pop_back();
  check_contains(writing(file), {"\"weight\"", "23 bytes of data", "F32 [2, 3]"});
  file = four_tensors();
  file.tensors[1].name = "labels";
  check_contains(writing(file), {"\"labels\"", "the name twice"});
  file = four_tensors();
  file.tensors[1].name = "__metadata__";
  check_contains(writing(file), {"a reserved name"});
  file = four_tensors();
  file.tensors[1].name = "\xff";
  check_contains(writing(file), {"not UTF-8"});
}

TEST_CASE("a mutated safetensors file is read or refused and never does harm", "[layering]") {
  const std::string good = as_text(safetensors_bytes(four_tensors()));
  using namespace std::string_view_literals;
  constexpr std::string_view interesting = "{}[]\",:0129-.eE \\u\x01\x7f\xff\x00"sv;
  std::mt19937 random(20240229);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  int refused = 0;
  for (int attempt = 0; attempt < 20'000; ++attempt) {
    std::string text = good;
    for (std::size_t change = 0; change <= below(4); ++change) {
      const std::size_t position = below(text.size());
      switch (below(5)) {
        case 0:
          text[position] = static_cast<char>(text[position] ^ (1 << below(8)));
          break;
        case 1:
          text[position] = interesting[below(interesting.size())];
          break;
        case 2:
          text.erase(position, 1 + below(9));
          break;
        case 3:
          text.insert(position, text.substr(below(text.size()), 1 + below(30)));
          break;
        default:
          text.resize(1 + below(text.size()));
          break;
      }
      if (text.empty()) text.push_back('{');
    }
    try {
      const SafetensorsFile file = parse(text);
      std::size_t bytes = 0;
      for (const SafeTensor& tensor : file.tensors) bytes += tensor.data.size();
      REQUIRE(bytes < text.size());
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 10'000);
  CHECK(refused < 20'000);  // a change of data alone is none that the format can see
}

}  // namespace
}  // namespace strata
