// ./strata train, describe and weights as their user meets them: what they leave, and what they say.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "13_custom_layers/weights_comparison.hpp"
#include "common/safetensors.hpp"
#include "tests/13_custom_layers_weights_program.hpp"
#include "tests/dataset_files.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;

TEST_CASE("A network is trained by name, and its weights go to PyTorch and back as they were") {
  const Weights weights({120, 40, 8, 8});
  const std::string size = "8x8x1";
  const std::string trained = (weights.program.out() / "weights.safetensors").string();
  const ProcessResult training = weights.program.succeed({"train", "CNNWithResidual", "--epochs", "1"});
  check_contains(training.output, {"120 training images, 40 test images", "CNNWithResidual.block3.activation",
                                   "160,906", "Adam 1e-3, batch 64", "Weights: " + trained});
  CHECK(training.output.find("homework's") == std::string::npos);  // neither the images nor the number of epochs

  check_contains(
      weights.succeed({"weights", "export", "CNNWithResidual", trained, weights.path("exported"), "--image", size}),
      {"exported.safetensors: CNNWithResidual for images [H=8,W=8,C=1], for PyTorch's load_state_dict"});
  check_contains(weights.succeed({"weights", "import", "CNNWithResidual", weights.path("exported"),
                                  weights.path("back"), "--image", size}),
                 {"back.safetensors: CNNWithResidual for images [H=8,W=8,C=1], from PyTorch"});
  CHECK(weights.program.bytes("back.safetensors") == weights.program.bytes("weights.safetensors"));
  CHECK(weights.program.bytes("exported.safetensors") != weights.program.bytes("weights.safetensors"));
  check_contains(weights.succeed({"weights", "compare", "CNNWithResidual", trained, weights.path("exported"), "--data",
                                  weights.program.data().string()}),
                 {"block2.shortcut.conv_norm.running_variance", "51 of 51 tensors are equal, bit for bit.",
                  "40 test images, both files in Strata: 0 predictions differ", "by up to 0."});
}

TEST_CASE("compare says how far two files are apart, tensor by tensor, and what they make of the test images") {
  const Weights weights;
  const std::string one = weights.strata("SimpleCNN");
  const std::string other = weights.changed("SimpleCNN", [](SafetensorsFile& file) {
    float bias[10] = {0, 0, 0, 1000};
    const auto bytes = std::as_bytes(std::span(bias));
    tensor_of(file, "fc2.bias").data.assign(bytes.begin(), bytes.end());
  });
  const std::string data = weights.program.data().string();
  const std::string output = weights.succeed({"weights", "compare", "SimpleCNN", one, other, "--data", data});
  check_contains(output, {"7 of 8 tensors are equal, bit for bit.", "1.00e+03"});
  CHECK_THAT(output, !Catch::Matchers::Contains(": 0 predictions differ"));

  const auto with_bias = [&](float value) {
    const std::string file = weights.changed("SimpleCNN", [&](SafetensorsFile& changed) {
      std::memcpy(tensor_of(changed, "fc2.bias").data.data(), &value, sizeof value);
    });
    std::string path = weights.path(fmt::format("with_{}", value));
    std::filesystem::copy_file(file, path);
    return path;
  };
  check_contains(weights.succeed({"weights", "compare", "SimpleCNN", with_bias(0.0F), with_bias(-0.0F)}),
                 {"7 of 8 tensors are equal, bit for bit."});

  const DataSplit images = load_dataset(data);
  const Tensor logits = Tensor::full({40, 10}, 1);
  save_tensors(weights.path("logits"), {{"logits", logits}});
  check_contains(
      weights.succeed({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", weights.path("logits")}),
      {"40 test images, Strata and PyTorch: "});
  SafetensorsFile file = read_safetensors(weights.path("logits"));
  const auto with_fingerprint = [&](const Dataset& of) {
    file.metadata["test_images"] = fingerprint_of_images(of);
    write_safetensors(weights.path("logits"), file);
    return std::vector<std::string>{"weights", "compare", "SimpleCNN", one,
                                    "--data",  data,      "--logits",  weights.path("logits")};
  };
  check_contains(weights.succeed(with_fingerprint(images.test)),
                 {"Most predictions differ: other weights, or another"});
  check_contains(
      weights.fail(with_fingerprint(images.train)),
      {"logits.safetensors: got logits of other images, expected those of the 40 test images of ", "--data"});
  save_tensors(weights.path("logits"), {{"logits", logits.slice(0, 39)}});
  check_contains(
      weights.fail({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", weights.path("logits")}),
      {"logits.safetensors", "[39,10]", "[40,10]", "Hint: another data set?"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", one}),
                 {"SimpleCNN.safetensors", "no tensor \"logits\"", "pytorch_predict.py"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one}, 2), {"got one file", "two files, or --logits"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one, "--logits", one}, 2),
                 {"--logits: got no --data"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one, other, "--data", data, "--image", "28x28x1"}, 2),
                 {"--image: got --data as well, expected one of the two"});
}

TEST_CASE("The fingerprint of images is the one that tests/parity/pytorch_data.py computes of the same files") {
  const TemporaryFolder folder;
  write_small_cifar10(folder.path());
  CHECK(fingerprint_of_images(load_dataset(folder.path().string()).test) ==
        "580b38071802ac7fd1729610ff4fb2e7b89b6c885d0c6116cf9a6e393bb1a9f1");
}

TEST_CASE("A misspelt verb of weights is named, whatever follows it") {
  const Weights weights;
  check_contains(weights.fail({"weights", "exporrt", "SimpleCNN", "a", "b"}, 2),
                 {"./strata weights: got \"exporrt\", expected import, export or compare. Hint: did you mean export?"});
  check_contains(weights.fail({"weights", "SimpleCNN"}, 2), {"got \"SimpleCNN\"", "`./strata weights --help`"});
}

TEST_CASE("Weights for images of other sizes need --image, which must be three numbers") {
  const Weights weights;
  Sequential network = make_network("SimpleCNN");
  Rng rng(1);
  network.build({12, 9, 2}, rng);
  save_tensors(weights.path("other"), module_state(network));
  const std::string to = weights.path("exported");
  check_contains(weights.fail({"weights", "export", "SimpleCNN", weights.path("other"), to}),
                 {"conv1.weight [32,3,3,2] instead of [32,3,3,1]"});
  check_contains(weights.succeed({"weights", "export", "SimpleCNN", weights.path("other"), to, "--image", "12x9x2"}),
                 {"SimpleCNN for images [H=12,W=9,C=2]"});
  for (const std::string wrong : {"12x9", "12x9x2x1", "12,9,2", "0x9x2", "x", ""}) {
    check_contains(weights.fail({"describe", "SimpleCNN", "--image=" + wrong}, 2), {"--image"});
  }
}

TEST_CASE("describe lists all networks, and the layers of one") {
  const Weights weights;
  const std::string all = weights.succeed({"describe"});
  for (const std::string& name : network_names()) check_contains(all, {"\n" + name + " "});
  check_contains(all, {"44,595,786", "161,482", "[H=28,W=28,C=1]"});
  check_contains(weights.succeed({"describe", "BottleneckBlock"}),
                 {"BottleneckBlock.block.branch.conv3_norm", "4,640", "[N=any,H=32,W=32,C=64]"});
  check_contains(weights.succeed({"describe", "CNNWithResidual", "--image", "32x32x3"}), {"161,482"});
  check_contains(weights.fail({"describe", "--image", "32x32x3"}, 2),
                 {"--image: got no network, expected the network"});
  check_contains(weights.succeed({"describe", "--help"}), {"./strata describe", "[NETWORK]", "--image"});
  check_contains(weights.succeed({"train", "--help"}), {"./strata train", "NETWORK"});
  check_contains(weights.fail({"describe", "SimpelCNN"}, 2), {"did you mean SimpleCNN?"});
  check_contains(weights.fail({"train", "WideResidualBlock"}, 2), {"a block alone", "./strata describe"});
}
