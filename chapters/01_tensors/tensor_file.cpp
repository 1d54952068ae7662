#include "01_tensors/tensor_file.hpp"

#include <fmt/format.h>

#include <cstring>

#include "common/error.hpp"
#include "common/safetensors.hpp"

namespace strata {
namespace {

SafeDtype stored(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return SafeDtype::f64;
    case Dtype::i32:
      return SafeDtype::i32;
    case Dtype::i64:
      return SafeDtype::i64;
    case Dtype::u8:
      return SafeDtype::u8;
    case Dtype::f32:
      break;
  }
  return SafeDtype::f32;
}

Dtype loaded(SafeDtype dtype, const std::string& where) {
  for (const Dtype known : {Dtype::f32, Dtype::f64, Dtype::i32, Dtype::i64, Dtype::u8}) {
    if (stored(known) == dtype) return known;
  }
  throw Error({where, fmt::format("a tensor of {}", safetensors_name(dtype)), "F32, F64, I32, I64 or U8",
               "convert it before it is written"});
}

// Not every shape of a file fits a tensor: an axis may have size 0 there, and there may be more axes.
Shape loaded(const std::vector<Index>& sizes, const std::string& where) {
  try {
    return Shape(std::span<const Index>(sizes));
  } catch (const Error& error) {
    Problem problem = error.problem();
    problem.where = where;
    throw Error(problem);
  }
}

}  // namespace

void save_tensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                  const std::map<std::string, std::string>& metadata) {
  SafetensorsFile file;
  file.metadata = metadata;
  for (const auto& [name, tensor] : tensors) {
    const Tensor on_cpu = tensor.to(Device::cpu);
    SafeTensor& entry = file.tensors.emplace_back();
    entry.name = name;
    entry.dtype = stored(tensor.dtype());
    for (Index axis = 0; axis < tensor.rank(); ++axis) entry.shape.push_back(tensor.dim(axis));
    with_type(tensor.dtype(), [&]<class T>() {
      const auto bytes = std::as_bytes(on_cpu.values<T>());
      entry.data.assign(bytes.begin(), bytes.end());
    });
  }
  write_safetensors(path, file);
}

std::vector<NamedTensor> load_tensors(const std::filesystem::path& path) {
  std::vector<NamedTensor> tensors;
  const SafetensorsFile file = read_safetensors(path);
  for (const SafeTensor& entry : file.tensors) {
    const std::string where = fmt::format("{}, tensor {}", path.string(), entry.name);
    const Dtype dtype = loaded(entry.dtype, where);
    Tensor tensor(loaded(entry.shape, where), {Device::cpu, dtype});
    with_type(dtype, [&]<class T>() { std::memcpy(tensor.data<T>(), entry.data.data(), entry.data.size()); });
    tensors.push_back({entry.name, tensor});
  }
  return tensors;
}

}  // namespace strata
