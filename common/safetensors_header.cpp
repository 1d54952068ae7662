#include "common/safetensors_header.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "common/error.hpp"

namespace strata {
namespace {

using Json = nlohmann::json;

constexpr const char* damaged = "the file may be damaged or not a safetensors file; write or fetch it again";

/// Builds the entries of one header and knows how to complain about them.
class HeaderReader {
 public:
  explicit HeaderReader(const std::string& where) : where_(where) {}

  Json parse(std::string_view text) const {
    std::vector<std::set<std::string>> keys;  // of the objects that are open
    const auto check = [&](int depth, Json::parse_event_t event, Json& value) {
      // A header is an object of objects of arrays: deeper nesting is hostile.
      if (depth > 3) fail("a header nested more than 3 deep", "tensor descriptions");
      if (event == Json::parse_event_t::object_start) keys.emplace_back();
      if (event == Json::parse_event_t::object_end) keys.pop_back();
      if (event == Json::parse_event_t::key && !keys.back().insert(value.get<std::string>()).second) {
        fail(fmt::format("the key {} twice in one object", value.dump()), "every key once");
      }
      return true;
    };
    try {
      return Json::parse(text, check);
    } catch (const Json::parse_error& error) {
      fail(fmt::format("a header that is not JSON (at its byte {})", error.byte), "a JSON object");
    }
  }

  std::map<std::string, std::string> metadata(const Json& json) const {
    if (!json.is_object()) fail("\"__metadata__\" that is not an object", "text under keys");
    std::map<std::string, std::string> result;
    for (const auto& [key, value] : json.items()) {
      if (!value.is_string()) {
        fail(fmt::format("a {} under {} in \"__metadata__\"", value.type_name(), Json(key).dump()), "text only");
      }
      result[key] = value.get<std::string>();
    }
    return result;
  }

  SafetensorsEntry entry(const std::string& name, const Json& json) const {
    const std::string quoted = Json(name).dump();
    const auto field = [&](const char* key, bool fits) -> void {
      if (!fits) fail(fmt::format("tensor {} without a valid \"{}\"", quoted, key), "dtype, shape and data_offsets");
    };
    field("dtype", json.is_object() && json.contains("dtype") && json["dtype"].is_string());
    field("shape", json.contains("shape") && numbers_only(json["shape"]));
    field("data_offsets",
          json.contains("data_offsets") && numbers_only(json["data_offsets"]) && json["data_offsets"].size() == 2);
    const auto dtype = safe_dtype_named(json["dtype"].get_ref<const std::string&>());
    if (!dtype) fail(fmt::format("tensor {} of type {}", quoted, json["dtype"].dump()), "a type such as F32 or I64");
    const auto shape = json["shape"].get<std::vector<Index>>();
    const auto begin = json["data_offsets"][0].get<std::size_t>();
    const auto end = json["data_offsets"][1].get<std::size_t>();
    const auto size = safetensors_size(*dtype, shape);
    if (!size) fail(fmt::format("tensor {} with a shape whose size overflows", quoted), "a size below 2^63 bytes");
    if (begin > end || end - begin != *size) {
      fail(fmt::format("tensor {} with data_offsets [{}, {}]", quoted, begin, end),
           fmt::format("{} bytes, which {} [{}] takes", *size, safetensors_name(*dtype), fmt::join(shape, ", ")));
    }
    return {name, *dtype, shape, begin, end};
  }

  void expect_covered(const std::vector<SafetensorsEntry>& entries, std::size_t data_size) const {
    std::size_t position = 0;
    for (const SafetensorsEntry& entry : entries) {
      if (entry.begin != position) {
        fail(fmt::format("data of tensor {} at byte {}", Json(entry.name).dump(), entry.begin),
             fmt::format("it at byte {}, without gap or overlap", position));
      }
      position = entry.end;
    }
    if (position != data_size) {
      fail(fmt::format("{} bytes of data", data_size), fmt::format("{} bytes, as the header says", position));
    }
  }

  [[noreturn]] void fail(const std::string& got, const std::string& expected) const {
    throw Error({where_, got, expected, damaged});
  }

 private:
  // Whole numbers that fit Index.
  static bool numbers_only(const Json& json) {
    constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<Index>::max());
    return json.is_array() && std::ranges::all_of(json, [](const Json& number) {
             return number.is_number_unsigned() && number.get<std::uint64_t>() <= largest;
           });
  }

  const std::string& where_;
};

}  // namespace

std::optional<std::size_t> safetensors_size(SafeDtype dtype, std::span<const Index> shape) {
  // A dimension of 0 does not excuse an overflow of the others: the reference implementation refuses that, too.
  Index size = 1;
  for (const Index extent : shape) {
    if (extent < 0 || __builtin_mul_overflow(size, extent, &size)) return std::nullopt;
  }
  if (__builtin_mul_overflow(size, bytes_of(dtype), &size)) return std::nullopt;
  return static_cast<std::size_t>(size);
}

SafetensorsHeader parse_safetensors_header(std::string_view json, std::size_t data_size, const std::string& where) {
  const HeaderReader reader(where);
  if (!json.starts_with('{')) reader.fail("a header that does not begin with {", "a JSON object");
  SafetensorsHeader header;
  // The JSON library takes a zero byte for the end of the text and would not look at what follows.
  if (json.find('\0') != std::string_view::npos) reader.fail("a header with a zero byte", "a JSON object");
  const Json root = reader.parse(json);  // items() refers to it
  for (const auto& [name, value] : root.items()) {
    if (name == "__metadata__") {
      header.metadata = reader.metadata(value);
    } else {
      header.entries.push_back(reader.entry(name, value));
    }
  }
  std::ranges::sort(header.entries, {}, [](const SafetensorsEntry& entry) {
    return std::pair(entry.begin, entry.end);  // an empty tensor comes before the one that begins where it does
  });
  reader.expect_covered(header.entries, data_size);
  return header;
}

}  // namespace strata
