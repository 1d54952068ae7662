#include "07_training/data_loader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "01_tensors/gather.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

// Each epoch and each batch draws from a stretch of 2^bits blocks of its own, longer than anything it can use.
constexpr int bits_of_an_epoch = 40, bits_of_a_batch = 32;

Rng rng_of(std::uint64_t seed, Stream stream, Index stretch, int bits) {
  Rng rng(seed, stream);
  rng.set_position(static_cast<std::uint64_t>(stretch) << bits);
  return rng;
}

}  // namespace

DataLoader::DataLoader(Dataset data, LoaderOptions options) : data_(std::move(data)), options_(std::move(options)) {
  if (!data_.images.defined() || data_.size() == 0) {
    throw Error({"DataLoader", "no images", "at least one", "is the data set empty?"});
  }
  if (options_.batch_size < 1) {
    throw Error({"DataLoader", fmt::format("batch size {}", options_.batch_size), "1 or more", ""});
  }
  expect_shape(data_.images, {{data_.size(), any, any, any}, "NHWC"}, "DataLoader, images", "one image per label");
  if (options_.normalisation.mean.empty()) options_.normalisation = Normalisation::none(data_.images.dim(3));
  options_.normalisation.apply(data_.images.slice(0, 1));  // a wrong number of channels is found now
  const auto labels = std::as_const(data_.labels).values<std::int32_t>();
  for (std::size_t n = 0; n < labels.size(); ++n) {
    if (labels[n] >= 0 && static_cast<std::size_t>(labels[n]) < data_.class_names.size()) continue;
    throw Error({fmt::format("DataLoader, {}", data_.name), fmt::format("label {} for image {}", labels[n], n),
                 fmt::format("0 to {}", data_.class_names.size() - 1), ""});
  }
}

const Sha256Digest& DataLoader::digest() const {
  if (!digest_) {
    Sha256 sha;
    const Normalisation& normalisation = options_.normalisation;
    sha.update(std::as_bytes(std::as_const(data_.images).values<std::uint8_t>()));
    sha.update(std::as_bytes(std::as_const(data_.labels).values<std::int32_t>()));
    sha.update(std::as_bytes(std::span(normalisation.mean)));
    sha.update(std::as_bytes(std::span(normalisation.deviation)));
    digest_ = sha.finish();
  }
  return *digest_;
}

Index DataLoader::batches() const { return (data_.size() + options_.batch_size - 1) / options_.batch_size; }

// [region order]
std::vector<Index> DataLoader::order(Index epoch) const {
  std::vector<Index> order(static_cast<std::size_t>(data_.size()));
  std::iota(order.begin(), order.end(), Index{0});
  if (options_.shuffle) rng_of(options_.seed, Stream::shuffle, epoch, bits_of_an_epoch).shuffle(order);  // (7.3)
  return order;
}
// [endregion order]

// [region batch]
BatchOfBytes DataLoader::bytes(Index epoch, Index number) const {
  if (epoch < 1 || number < 0 || number >= batches()) {
    throw Error({"DataLoader", fmt::format("batch {} of epoch {}", number, epoch),
                 fmt::format("batch 0 to {} of an epoch from 1", batches() - 1), ""});
  }
  if (ordered_epoch_ != epoch) {
    order_ = order(epoch);
    ordered_epoch_ = epoch;
  }
  const Index begin = number * options_.batch_size, end = std::min(begin + options_.batch_size, data_.size());
  const std::span<const Index> rows(order_.data() + begin, static_cast<std::size_t>(end - begin));
  Tensor images = gather(data_.images, rows);
  if (options_.augmentation) {
    Rng rng = rng_of(options_.seed, Stream::augmentation, (epoch - 1) * batches() + number, bits_of_a_batch);
    options_.augmentation(images, rng);
  }
  return {std::move(images), gather(data_.labels, rows)};
}

Batch DataLoader::batch(Index epoch, Index number) const {
  auto [images, labels] = bytes(epoch, number);
  return {options_.normalisation.apply(images), std::move(labels)};
}
// [endregion batch]

}  // namespace strata
