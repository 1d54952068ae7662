#include "experiments/experiment_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"

namespace strata::experiments {
namespace {

constexpr Index quick_train = 256, quick_test = 128;
constexpr std::uint64_t picture_seed = 1;

void keep_first_of(Dataset& part, Index count) {
  const Index kept = std::min(count, part.size());
  part.images = part.images.slice(0, kept);
  part.labels = part.labels.slice(0, kept);
}

DataSplit quick_data(const std::string& data) {
  if (data != "mnist") return generated_pictures(quick_train, quick_test, picture_seed);
  DataSplit split = load_dataset("fashion-mnist");
  keep_first(split, quick_train, quick_test);
  return split;
}

void expect_size(const std::string& data, const Dataset& found) {
  const Shape wanted = data == "mnist" ? Shape({28, 28, 1}, "HWC") : Shape({32, 32, 3}, "HWC");
  const Shape got = found.images.shape().without_front();
  if (got == wanted) return;
  throw UsageError({"--data", fmt::format("{} with images {}", found.name, got.to_string()),
                    "images " + wanted.to_string(), "this experiment's networks are made for " + data});
}

}  // namespace

void keep_first(DataSplit& split, Index train, Index test) {
  keep_first_of(split.train, train);
  keep_first_of(split.test, test);
}

DataSplit experiment_data(const std::string& data, const Request& request) {
  const std::string& named = request.program.data;
  const bool generated = request.quick && named.empty();
  DataSplit split = generated ? quick_data(data) : load_dataset(named.empty() ? data : named);
  if (!generated) expect_size(data, split.train);
  if (request.quick) keep_first(split, quick_train, quick_test);
  if (request.images > split.train.size()) {
    throw UsageError({"--images", fmt::format("{} of {} training images", request.images, split.train.size()),
                      "as many as there are, or fewer", request.quick ? "a quick run has no more" : ""});
  }
  if (request.images > 0) keep_first(split, request.images, request.images);
  return split;
}

}  // namespace strata::experiments
