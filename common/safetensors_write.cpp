#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/atomic_file.hpp"
#include "common/error.hpp"
#include "common/safetensors.hpp"
#include "common/safetensors_header.hpp"

namespace strata {
namespace {

using Json = nlohmann::json;

void expect_complete(const SafeTensor& tensor) {
  const std::string where = fmt::format("safetensors tensor \"{}\"", tensor.name);
  if (tensor.name == "__metadata__") throw Error({where, "a reserved name", "another name", ""});
  const auto size = safetensors_size(tensor.dtype, tensor.shape);
  if (!size || *size != tensor.data.size()) {
    throw Error({where, fmt::format("{} bytes of data", tensor.data.size()),
                 fmt::format("what {} [{}] takes", safetensors_name(tensor.dtype), fmt::join(tensor.shape, ", ")), ""});
  }
}

std::string header_text(const Json& header) {
  std::string text;
  try {
    text = header.dump();
  } catch (const Json::type_error&) {
    throw Error({"safetensors header", "a name or metadata that is not UTF-8", "UTF-8 text", ""});
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data then begins at a multiple of 8 bytes
  if (text.size() > longest_safetensors_header) {
    throw Error({"safetensors header", fmt::format("{} bytes", text.size()),
                 fmt::format("at most {}", longest_safetensors_header), "store fewer tensors or less metadata"});
  }
  return text;
}

}  // namespace

std::vector<std::byte> safetensors_bytes(const SafetensorsFile& file) {
  std::vector<const SafeTensor*> order;
  for (const SafeTensor& tensor : file.tensors) order.push_back(&tensor);
  std::ranges::sort(order, {}, [](const SafeTensor* tensor) {
    return std::pair(-bytes_of(tensor->dtype), std::string_view(tensor->name));
  });
  Json header = Json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::size_t position = 0;
  for (const SafeTensor* tensor : order) {
    expect_complete(*tensor);
    if (header.contains(tensor->name)) {
      throw Error({fmt::format("safetensors tensor \"{}\"", tensor->name), "the name twice", "every name once", ""});
    }
    const std::size_t end = position + tensor->data.size();
    header[tensor->name] = {
        {"dtype", safetensors_name(tensor->dtype)}, {"shape", tensor->shape}, {"data_offsets", {position, end}}};
    position = end;
  }
  const std::string text = header_text(header);
  const std::uint64_t header_size = text.size();
  std::vector<std::byte> bytes(sizeof header_size + text.size());
  std::memcpy(bytes.data(), &header_size, sizeof header_size);
  std::memcpy(bytes.data() + sizeof header_size, text.data(), text.size());
  bytes.reserve(bytes.size() + position);
  for (const SafeTensor* tensor : order) bytes.insert(bytes.end(), tensor->data.begin(), tensor->data.end());
  return bytes;
}

void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file) {
  write_file_atomically(path, safetensors_bytes(file));
}

}  // namespace strata
