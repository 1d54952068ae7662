#include "bench_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <regex>
#include <string_view>
#include <utility>

#include "13_custom_layers/make_network.hpp"
#include "common/error.hpp"

using namespace strata;

namespace {

constexpr Index usual_batch = 64;

// The networks whose training is compared with PyTorch's, with every image that the homework has for them.
const std::vector<std::pair<std::string, Index>> trained{{"FCNet", usual_batch},           {"SimpleCNN", usual_batch},
                                                         {"CNNWithResidual", usual_batch}, {"MediumCNN", usual_batch},
                                                         {"DeepFCNet", usual_batch},       {"CuPyCNN", 1000}};

std::string_view kind_name(BenchRow::Kind kind) {
  constexpr std::array<std::string_view, 3> names{"training", "inference", "sizes"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string BenchRow::name() const {
  return fmt::format("{}/{}/{}x{}x{}/{}", kind_name(kind), network, image[0], image[1], image[2], images);
}

std::vector<BenchRow> bench_rows() {
  std::vector<BenchRow> rows;
  for (const auto& [network, images] : trained) {
    for (const NetworkSize& size : network_entry(network).sizes) {
      rows.push_back({BenchRow::Kind::training, network, size.image, images});
    }
  }
  for (const Index images : {usual_batch, Index{1}}) {
    for (const NetworkEntry& entry : network_table()) {
      for (const NetworkSize& size : entry.sizes) {
        rows.push_back({BenchRow::Kind::inference, entry.name, size.image, images});
      }
    }
  }
  for (const std::string network : {"SimpleCNN", "CNNWithResidual"}) {
    for (const Index images : {16, 64, 256, 1024}) {
      rows.push_back({BenchRow::Kind::sizes, network, network_entry(network).sizes.front().image, images});
    }
  }
  return rows;
}

std::vector<BenchRow> bench_rows(const std::string& filter) {
  std::vector<BenchRow> rows;
  try {
    std::ranges::copy_if(bench_rows(), std::back_inserter(rows), [pattern = std::regex(filter)](const BenchRow& row) {
      return std::regex_search(row.name(), pattern);
    });
  } catch (const std::regex_error&) {
    throw UsageError(
        {"--filter", "\"" + filter + "\"", "a regular expression", "for instance --filter inference.*/64"});
  }
  if (rows.empty()) {
    throw UsageError({"--filter", "\"" + filter + "\"", "an expression that matches the name of a row",
                      "`./strata bench --list` prints the names"});
  }
  return rows;
}
