#include "common/safetensors.hpp"

#include <algorithm>
#include <array>

namespace strata {
namespace {

struct DtypeFacts {
  SafeDtype dtype;
  std::string_view name;
  Index bytes;
};

constexpr std::array dtype_facts = {
    DtypeFacts{SafeDtype::boolean, "BOOL", 1},    DtypeFacts{SafeDtype::u8, "U8", 1},
    DtypeFacts{SafeDtype::i8, "I8", 1},           DtypeFacts{SafeDtype::f8_e5m2, "F8_E5M2", 1},
    DtypeFacts{SafeDtype::f8_e4m3, "F8_E4M3", 1}, DtypeFacts{SafeDtype::i16, "I16", 2},
    DtypeFacts{SafeDtype::u16, "U16", 2},         DtypeFacts{SafeDtype::f16, "F16", 2},
    DtypeFacts{SafeDtype::bf16, "BF16", 2},       DtypeFacts{SafeDtype::i32, "I32", 4},
    DtypeFacts{SafeDtype::u32, "U32", 4},         DtypeFacts{SafeDtype::f32, "F32", 4},
    DtypeFacts{SafeDtype::f64, "F64", 8},         DtypeFacts{SafeDtype::i64, "I64", 8},
    DtypeFacts{SafeDtype::u64, "U64", 8},
};

const DtypeFacts& facts_of(SafeDtype dtype) { return *std::ranges::find(dtype_facts, dtype, &DtypeFacts::dtype); }

}  // namespace

std::string_view safetensors_name(SafeDtype dtype) { return facts_of(dtype).name; }

Index bytes_of(SafeDtype dtype) { return facts_of(dtype).bytes; }

std::optional<SafeDtype> safe_dtype_named(std::string_view name) {
  const auto* found = std::ranges::find(dtype_facts, name, &DtypeFacts::name);
  if (found == dtype_facts.end()) return std::nullopt;
  return found->dtype;
}

const SafeTensor* SafetensorsFile::find(std::string_view name) const {
  const auto found = std::ranges::find(tensors, name, &SafeTensor::name);
  return found == tensors.end() ? nullptr : &*found;
}

}  // namespace strata
