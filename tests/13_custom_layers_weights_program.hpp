#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "07_training/module_state.hpp"
#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/pytorch_weights.hpp"
#include "common/safetensors.hpp"
#include "tests/chapter_program.hpp"
#include "tests/dataset_files.hpp"
#include "tests/file_text.hpp"

namespace strata {

inline const RandomImages small_mnist_images{120, 40, 28, 28};

inline Sequential built_network(const std::string& name, std::uint64_t seed = 1) {
  Sequential network = make_network(name);
  Rng rng(seed);
  network.build(network_entry(name).sizes.front().image, rng);
  return network;
}

/// The program behind ./strata train, describe and weights in a folder with a few files of weights.
class Weights {
 public:
  explicit Weights(const RandomImages& images = small_mnist_images) : program(STRATA_NETWORKS_PROGRAM, images) {
    std::filesystem::create_directories(program.out());
  }

  std::string path(const std::string& name) const { return (program.out() / (name + ".safetensors")).string(); }

  std::string strata(const std::string& name, std::uint64_t seed = 1) const {
    Sequential network = built_network(name, seed);
    save_tensors(path(name), module_state(network));
    return path(name);
  }

  std::string pytorch(const std::string& name) const {
    Sequential network = built_network(name);
    save_pytorch_weights(network, path(name + "_pytorch"));
    return path(name + "_pytorch");
  }

  /// The file of PyTorch's after a change.
  template <class Change>
  std::string changed(const std::string& name, Change change) const {
    SafetensorsFile file = read_safetensors(pytorch(name));
    change(file);
    write_safetensors(path("changed"), file);
    return path("changed");
  }

  std::string succeed(std::vector<std::string> arguments) const {
    const ProcessResult result = program.call(std::move(arguments));
    INFO(result.messages);
    CHECK(result.exit_status == 0);
    return result.output;
  }

  /// The message of a call that must fail.
  std::string fail(std::vector<std::string> arguments, int exit_status = 1) const {
    const ProcessResult result = program.call(std::move(arguments));
    CHECK(result.exit_status == exit_status);
    CHECK(result.output.empty());
    check_one_line(result.messages);
    return result.messages;
  }

  ChapterProgram program;
};

inline SafeTensor& tensor_of(SafetensorsFile& file, const std::string& name) {
  return *std::ranges::find(file.tensors, name, &SafeTensor::name);
}

}  // namespace strata
