#include "tools/strata/data_digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "common/checksum.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

void verify_part(const Dataset& part, const std::string& part_name, const std::string& expected,
                 const DataSource& source, const std::string& where) {
  const std::string found = record_digest(part);
  if (found == expected) return;
  throw Error({where, fmt::format("{} {} images whose digest is {}", part.size(), part_name, found),
               fmt::format("those of {}, whose digest is {}", source.name, expected),
               "the files are damaged or of another data set"});
}

}  // namespace

std::string record_digest(const Dataset& dataset) {
  const auto pixels = std::as_bytes(dataset.images.values<std::uint8_t>());
  const auto labels = dataset.labels.values<std::int32_t>();
  const std::size_t image_size = pixels.size() / labels.size();
  std::vector<Sha256Digest> digests(labels.size());
  constexpr Index grain = 1000;
  parallel_for(dataset.size(), grain, [&](Index begin, Index end) {
    Sha256 sum;
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const auto label = static_cast<std::byte>(labels[i]);
      sum.update(std::span(&label, 1));
      sum.update(pixels.subspan(i * image_size, image_size));
      digests[i] = sum.finish();
    }
  });
  std::ranges::sort(digests);
  return hexadecimal(sha256(std::as_bytes(std::span(digests))));
}

void verify_dataset(const DataSplit& split, const DataSource& source, const std::string& where) {
  verify_part(split.train, "training", source.train_digest, source, where);
  verify_part(split.test, "test", source.test_digest, source, where);
}

}  // namespace strata
