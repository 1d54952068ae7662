// What the homework reports of its networks, and what a table calls our settings beside it.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/make_network_references.hpp"
#include "common/error.hpp"

using namespace strata;

TEST_CASE("A row says that settings are the homework's where they are, and what they are elsewhere", "[layering]") {
  const auto row = [](const std::string& network, const std::string& data, Index epochs, Index batch_size) {
    const ExperimentOptions options{.program = {.epochs = epochs, .batch_size = batch_size}};
    return settings_of(homework_network(network, data), options);
  };
  CHECK(row("SimpleCNN", "mnist", 5, 64) == "homework's settings");
  CHECK(row("SimpleCNN", "fashion-mnist", 5, 64) == "homework's settings");
  CHECK(row("DeepCNN", "cifar10", 3, 64) == "homework's settings");
  CHECK(row("DeepCNN", "cifar10", 5, 64) == "Adam 1e-3, batch 64");
  CHECK(row("SimpleCNN", "mnist", 5, 32) == "Adam 1e-3, batch 32");
  for (const std::string other : {"CuPyCNN", "DiffBlocksNN_basic", "DiffBlocksNN_bottleneck", "DiffBlocksNN_wide"}) {
    CHECK(row(other, homework_data(other), 5, 64) == "Adam 1e-3, batch 64");
  }
  const ExperimentOptions book{.program = {.epochs = 5, .batch_size = 64}, .recipe = Recipe::book};
  CHECK(settings_of(homework_network("SimpleCNN", "mnist"), book) == "the book's recipe");
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
  CHECK(homework_network("ShallowCNN", "mnist").epochs == 3);
  CHECK(homework_data("FCNet") == "mnist");
  CHECK(homework_data("DiffBlocksNN_wide") == "cifar10");
  CHECK_THROWS_AS(homework_data("none"), UsageError);
}

TEST_CASE("The book's recipe is the same for every network, but for the one that does not bear its rate",
          "[layering]") {
  for (const std::string& name : network_names()) {
    CHECK(homework_network(name, "").peak_rate == (name == "DeepFCNet" ? 5e-4 : 4e-3));
  }
}
