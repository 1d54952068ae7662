// ./strata train, describe and weights as their user meets them: what they leave, and what they say where they cannot.

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "07_training/module_state.hpp"
#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/make_network_references.hpp"
#include "13_custom_layers/pytorch_weights.hpp"
#include "common/safetensors.hpp"
#include "tests/13_custom_layers_weights.hpp"
#include "tests/chapter_program.hpp"
#include "tests/dataset_files.hpp"
#include "tests/file_text.hpp"

using namespace strata;

namespace {

const RandomImages small_mnist_images{120, 40, 28, 28};

Sequential built_network(const std::string& name, std::uint64_t seed = 1) {
  Sequential network = make_network(name);
  Rng rng(seed);
  network.build(network_entry(name).sizes.front().image, rng);
  return network;
}

// The program in a folder with a few files of weights.
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

  // The file of PyTorch's after a change.
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

  // The message of a call that must fail.
  std::string fail(std::vector<std::string> arguments, int exit_status = 1) const {
    const ProcessResult result = program.call(std::move(arguments));
    CHECK(result.exit_status == exit_status);
    CHECK(result.output.empty());
    check_one_line(result.messages);
    return result.messages;
  }

  ChapterProgram program;
};

SafeTensor& tensor_of(SafetensorsFile& file, const std::string& name) {
  return *std::ranges::find(file.tensors, name, &SafeTensor::name);
}

}  // namespace

TEST_CASE("A network is trained by name, and its weights go to PyTorch and back as they were") {
  const Weights weights({120, 40, 8, 8});
  const std::string size = "8x8x1";
  const std::string trained = (weights.program.out() / "weights.safetensors").string();
  const ProcessResult training = weights.program.succeed({"train", "CNNWithResidual", "--epochs", "1"});
  check_contains(training.output, {"120 training images, 40 test images", "CNNWithResidual.block3.activation",
                                   "160,906", "homework's settings", "Weights: " + trained});
  CHECK(training.output.find("homework's report") == std::string::npos);  // not of these images

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

  const DataSplit images = load_dataset(data);
  const Tensor logits = Tensor::full({40, 10}, 1);
  save_tensors(weights.path("logits"), {{"logits", logits}});
  check_contains(
      weights.succeed({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", weights.path("logits")}),
      {"40 test images, Strata and PyTorch: "});
  save_tensors(weights.path("logits"), {{"logits", logits.slice(0, 39)}});
  check_contains(
      weights.fail({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", weights.path("logits")}),
      {"logits.safetensors", "[39,10]", "[40,10]", "Hint: another data set?"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one, "--data", data, "--logits", one}),
                 {"SimpleCNN.safetensors", "no tensor \"logits\"", "pytorch_predict.py"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one}, 2), {"got one file", "two files, or --logits"});
  check_contains(weights.fail({"weights", "compare", "SimpleCNN", one, "--logits", one}, 2),
                 {"--logits: got no --data"});
}

TEST_CASE("Weights of another network are refused, with what differs and which network would fit") {
  const Weights weights;
  const std::string import_to = weights.path("imported");
  const auto import_message = [&](const std::string& network, const std::string& from) {
    return weights.fail({"weights", "import", network, from, import_to});
  };
  check_contains(import_message("SimpleCNN", weights.pytorch("CNN3x3")),
                 {"CNN3x3_pytorch.safetensors: got no fc1.weight [128,3136], fc1.bias [128],",
                  "unexpected fc.bias [10], fc.weight [10,4096];",
                  "conv1.weight [32,3,3,3] instead of [32,1,3,3], expected PyTorch's weights of SimpleCNN for images "
                  "[H=28,W=28,C=1]",
                  "Hint: it holds 60,362 parameters, as many as CNN3x3 for images [H=32,W=32,C=3]."});
  check_contains(import_message("CNNWithResidual", weights.pytorch("ResNetLikeCNN")),
                 {"bn1.running_mean [32] and 2 more", "151,818 parameters, as many as ResNetLikeCNN"});
  const std::string renamed =
      weights.changed("SimpleCNN", [](SafetensorsFile& file) { tensor_of(file, "fc1.weight").name = "hidden.w"; });
  check_contains(import_message("SimpleCNN", renamed),
                 {"got no fc1.weight [128,3136]; unexpected hidden.w [128,3136], expected",
                  "Hint: is hidden.w what SimpleCNN calls fc1.weight?"});
  check_contains(import_message("SimpleCNN", weights.strata("SimpleCNN")),
                 {"unexpected fc1_dropout.random_state [2]", "tutorials/pytorch_weights.md lists the names"});
  check_contains(weights.fail({"weights", "export", "FCNet", weights.strata("CuPyCNN"), import_to}),
                 {"Strata's weights of FCNet", "103,018 parameters, as many as CuPyCNN"});
  CHECK_FALSE(std::filesystem::exists(import_to));
}

TEST_CASE("Files that hold no weights, or numbers of another type, are refused in one sentence") {
  const Weights weights;
  const auto import_message = [&](const std::string& from, int exit_status = 1) {
    return weights.fail({"weights", "import", "FCNet", from, weights.path("imported")}, exit_status);
  };
  check_contains(import_message(weights.path("nowhere")), {"nowhere.safetensors"});
  write_file_atomically(weights.path("text"), "This is no file of weights.\n");
  check_contains(import_message(weights.path("text")), {"text.safetensors"});
  write_file_atomically(weights.path("torch"), "PK\003\004" + std::string(100, '\0'));
  check_contains(import_message(weights.path("torch")),
                 {"torch.safetensors: got a zip archive, as torch.save writes it", "safetensors.torch.save_file"});
  const std::string doubled = weights.changed("FCNet", [](SafetensorsFile& file) {
    SafeTensor& bias = tensor_of(file, "fc4.bias");
    bias.dtype = SafeDtype::f64;
    bias.data.resize(2 * bias.data.size());
  });
  check_contains(import_message(doubled),
                 {"fc4.bias in float64 instead of float32", "Hint: in PyTorch, call model.float() before you save."});
  const std::string halved = weights.changed("FCNet", [](SafetensorsFile& file) {
    SafeTensor& bias = tensor_of(file, "fc4.bias");
    bias.dtype = SafeDtype::f16;
    bias.data.resize(bias.data.size() / 2);
  });
  check_contains(import_message(halved), {"tensor fc4.bias: got a tensor of F16, expected F32"});
  const std::string own = weights.pytorch("FCNet");
  check_contains(weights.fail({"weights", "import", "FCNet", own, own}, 2), {"to read and to write", "two files"});
  check_contains(weights.fail({"weights", "import", "FCNett", own, weights.path("imported")}, 2),
                 {"network: got \"FCNett\"", "Hint: did you mean FCNet?"});
  check_contains(weights.fail({"weights"}, 2), {"./strata weights: got no verb", "import, export or compare"});
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
  check_contains(weights.fail({"describe", "SimpelCNN"}, 2), {"did you mean SimpleCNN?"});
  check_contains(weights.fail({"train", "WideResidualBlock"}, 2), {"a block alone", "./strata describe"});
}

TEST_CASE("The references are the homework's", "[layering]") {
  const auto report = [](const std::string& network, const std::string& data) {
    const HomeworkNetwork found = homework_network(network, data);
    return fmt::format("{} {} {} {} {} {} {}", found.data, found.images, found.parameters, found.epochs,
                       found.inference, found.running_accuracy.fraction, found.test_accuracy.fraction);
  };
  CHECK(report("FCNet", "mnist") == "mnist 60000 242762 5 0.13 0.9855 0.9792");
  CHECK(report("SimpleCNN", "mnist") == "mnist 60000 421642 5 0.43 0.9921 0.9917");
  CHECK(report("CNNWithResidual", "mnist") == "mnist 60000 160906 5 2.07 0.9929 0.9928");
  CHECK(report("DeepFCNet", "cifar10") == "cifar10 50000 3805450 5 0.65 0.359 0.392");
  CHECK(report("CNNWithResidual", "cifar10") == "cifar10 50000 161482 5 2.17 0.825 0.799");
  CHECK(report("CNNWithResidualReg", "cifar10") == "cifar10 50000 327882 5 2.86 0.678 0.718");
  CHECK(report("CNN3x3", "cifar10") == "cifar10 50000 60362 5 0.48 0.7721 0.7152");
  CHECK(report("CNN5x5", "cifar10") == "cifar10 50000 34538 5 0.67 0.7283 0.685");
  CHECK(report("CNN7x7", "cifar10") == "cifar10 50000 17722 5 0.67 0.6639 0.6511");
  CHECK(report("CNN1x1+3x3", "cifar10") == "cifar10 50000 65226 5 0.74 0.7229 0.6702");
  CHECK(report("ShallowCNN", "cifar10") == "cifar10 50000 60362 3 1.72 0.7181 0.6925");
  CHECK(report("MediumCNN", "cifar10") == "cifar10 50000 322762 3 3.78 0.7852 0.7547");
  CHECK(report("DeepCNN", "cifar10") == "cifar10 50000 368938 3 2.43 0.7373 0.7295");
  CHECK(report("ResNetLikeCNN", "cifar10") == "cifar10 50000 151818 3 3.79 0.7537 0.7326");
  CHECK(homework_network("FCNet", "cifar10").data.empty());
  CHECK(homework_data("FCNet") == "mnist");
  CHECK(homework_data("DiffBlocksNN_wide") == "cifar10");
  CHECK_THROWS_AS(homework_data("none"), UsageError);
}
