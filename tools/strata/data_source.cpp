#include "tools/strata/data_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "01_tensors/dataset.hpp"
#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

const std::vector<std::string>& idx_files() {
  static const std::vector<std::string> names = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                                 "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
  return names;
}

// The SHA-256 sums are those of the files whose MD5 sums the authors publish (f68b3c2d..., d53e105e..., 9fb629c4...,
// ec29112d...).
DataSource mnist() {
  return {
      .name = "mnist",
      .mirrors = {"https://ossci-datasets.s3.amazonaws.com/mnist/",
                  "https://storage.googleapis.com/cvdf-datasets/mnist/"},
      .published =
          {{"train-images-idx3-ubyte.gz", 9'912'422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
           {"train-labels-idx1-ubyte.gz", 28'881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
           {"t10k-images-idx3-ubyte.gz", 1'648'877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
           {"t10k-labels-idx1-ubyte.gz", 4'542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}},
      .files = idx_files(),
      .train_digest = "3655811c0e1223700a4714a92a51f55bd215ed7dc1fa2baa4326a2b58042d82d",
      .test_digest = "634538fb34c5277fce98470b8b285d1e8419eb87f328da42ef1faf690d2c3911",
  };
}

// MD5 sums published in the authors' repository: 8d4fb7e6..., 25c81989..., bef4ecab..., bb300cfd....
DataSource fashion_mnist() {
  return {
      .name = "fashion-mnist",
      .mirrors = {"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"},
      .published =
          {{"train-images-idx3-ubyte.gz", 26'421'880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
           {"train-labels-idx1-ubyte.gz", 29'515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
           {"t10k-images-idx3-ubyte.gz", 4'422'102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
           {"t10k-labels-idx1-ubyte.gz", 5'148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}},
      .files = idx_files(),
      .train_digest = "0c69d5cdeb902b69084012f812f066de080317bb3c64f43ca87f910d8ec86906",
      .test_digest = "90c92c0507755a7d443edde8297ce4d0f131e42884e2e87e7fc9b81ffe215258",
  };
}

// MD5 sum published by the author: c32a1d4ab5d03f1284b67883e8d87530.
DataSource cifar10() {
  return {
      .name = "cifar10",
      .mirrors = {"https://www.cs.toronto.edu/~kriz/"},
      .published = {{"cifar-10-binary.tar.gz", 170'052'171,
                     "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"}},
      .files = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
                "test_batch.bin"},
      .train_digest = "d59acf989e068e709ce686cda292672c7b212c08d29d3d3e6d8c3aa99eba6a85",
      .test_digest = "899683d46c3a8c66fd56e1af12202e69fe5a4517be10b0f68e04c78fe585c57c",
  };
}

}  // namespace

const DataSource& data_source(const std::string& name) {
  static const std::vector<DataSource> sources = {mnist(), fashion_mnist(), cifar10()};
  const auto found = std::ranges::find(sources, name, &DataSource::name);
  if (found != sources.end()) return *found;
  const std::string guess = closest_name(name, dataset_names());
  throw UsageError({"./strata data", name.empty() ? "no name of a data set" : fmt::format("\"{}\"", name),
                    fmt::format("one of {}", fmt::join(dataset_names(), ", ")),
                    guess.empty() ? "" : fmt::format("did you mean {}?", guess)});
}

}  // namespace strata
