// ./strata weights with files that it cannot take: what it says, and what it leaves alone.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>

#include "common/atomic_file.hpp"
#include "tests/13_custom_layers_weights_program.hpp"

using namespace strata;

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
                 {"unexpected fc1_dropout.random_state [2]",
                  "Hint: this is Strata's own file: `./strata weights export` takes it, or it is already what Strata "
                  "loads."});
  const auto hint_of_export = [&](const std::string& network) {
    return weights.fail({"weights", "export", network, weights.pytorch(network), import_to});
  };
  check_contains(hint_of_export("SimpleCNN"), {"Hint: this is PyTorch's file: `./strata weights import` takes it."});
  Sequential colour = make_network("CNNWithResidual");  // the second size of its list
  Rng rng(1);
  colour.build({32, 32, 3}, rng);
  save_tensors(weights.path("colour"), module_state(colour));
  check_contains(import_message("CNNWithResidual", weights.path("colour")),
                 {"for images [H=32,W=32,C=3]", "Hint: this is Strata's own file"});
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
  check_contains(import_message(halved), {"tensor fc4.bias: got numbers of type F16, expected F32",
                                          "Hint: in PyTorch, call model.float() before you save."});
  const std::string own = weights.pytorch("FCNet");
  check_contains(weights.fail({"weights", "import", "FCNet", own, own}, 2), {"to read and to write", "two files"});
  check_contains(weights.fail({"weights", "import", "FCNett", own, weights.path("imported")}, 2),
                 {"network: got \"FCNett\"", "Hint: did you mean FCNet?"});
  check_contains(weights.fail({"weights"}, 2), {"./strata weights: got no verb", "import, export or compare"});
}

TEST_CASE("A checkpoint is no file of weights: the message names the file that is, and --resume both networks") {
  const Weights weights({120, 40, 8, 8});
  weights.program.succeed({"train", "FCNet", "--epochs", "1"});
  const std::string checkpoint = weights.path("checkpoint");
  for (const std::string verb : {"import", "export", "compare"}) {
    check_contains(weights.fail({"weights", verb, "FCNet", checkpoint, weights.path("other")}),
                   {"checkpoint.safetensors: got a checkpoint, with the state of the optimiser",
                    "Hint: take " + weights.path("weights") + "."});
  }
  std::filesystem::remove(weights.path("weights"));
  check_contains(weights.fail({"weights", "import", "FCNet", checkpoint, weights.path("other")}),
                 {"a training that has ended leaves weights.safetensors beside it"});
  const ProcessResult other = weights.program.run({"train", "SimpleCNN", "--epochs", "1", "--resume"});
  CHECK(other.exit_status == 1);
  check_contains(other.messages, {"got a checkpoint of FCNet, expected one of SimpleCNN", "another folder"});
}

TEST_CASE("Weights that are no numbers are shown by compare, which then fails, and refused by import and export") {
  const Weights weights;
  const std::string good = weights.strata("SimpleCNN");
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    const std::string broken = weights.changed("SimpleCNN", [bad](SafetensorsFile& file) {
      std::memcpy(tensor_of(file, "fc1.bias").data.data() + sizeof bad, &bad, sizeof bad);
    });
    const std::string message = "changed.safetensors: got NaN or infinity in fc1.bias, expected finite numbers. Hint: ";
    for (const auto& [one, other] : {std::pair(good, broken), std::pair(broken, good), std::pair(broken, broken)}) {
      const ProcessResult result = weights.program.call({"weights", "compare", "SimpleCNN", one, other});
      CHECK(result.exit_status == 1);
      check_contains(result.output, {"fc1.bias", std::isnan(bad) ? "NaN" : "infinity",
                                     fmt::format("{} of 8 tensors are equal, bit for bit.", one == other ? 8 : 7)});
      check_contains(result.messages, {message});
    }
    check_contains(weights.fail({"weights", "import", "SimpleCNN", broken, weights.path("imported")}), {message});
    CHECK_FALSE(std::filesystem::exists(weights.path("imported")));

    Sequential network = built_network("SimpleCNN");
    network.parameters()[5]->value.data<float>()[1] = bad;
    save_tensors(weights.path("own"), module_state(network));
    check_contains(weights.fail({"weights", "export", "SimpleCNN", weights.path("own"), weights.path("exported")}),
                   {"own.safetensors: got NaN or infinity in fc1.bias"});
    CHECK_FALSE(std::filesystem::exists(weights.path("exported")));
  }
  const Tensor logits = Tensor::full({40, 10}, std::numeric_limits<double>::quiet_NaN());
  save_tensors(weights.path("logits"), {{"logits", logits}});
  const ProcessResult result =
      weights.program.call({"weights", "compare", "SimpleCNN", good, "--data", weights.program.data().string(),
                            "--logits", weights.path("logits")});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {"got NaN or infinity among the logits"});
}
