// The experiment `pytorch`, without PyTorch: a stored run takes its place, or a script of the test answers as it would.

#include <catch2/catch.hpp>
#include <cstdint>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "07_training/data_loader.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "common/json_file.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/pytorch.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/side_summary.hpp"
#include "tests/captured_output.hpp"
#include "tests/dataset_files.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

// MNIST's four files with images of 28 x 28 pixels, none like another.
void write_part(const std::filesystem::path& folder, const std::string& part, std::uint32_t count) {
  std::string images = idx_number(0x803) + idx_number(count) + idx_number(28) + idx_number(28);
  for (std::uint32_t i = 0; i < count * 28 * 28; ++i) images += static_cast<char>((i * i / 7 + i) & 0xff);
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / (part + "-images-idx3-ubyte"), images);
  write_file_atomically(folder / (part + "-labels-idx1-ubyte"), idx_labels(count));
}

// An experiment with 60 images, two epochs and two seeds in a folder of its own.
class SmallComparison {
 public:
  SmallComparison() {
    fast_cpu::install();
    write_part(folder_ / "data", "train", 60);
    write_part(folder_ / "data", "t10k", 20);
    request.program.data = folder_ / "data";
    request.program.out = folder_ / "out";
    request.program.epochs = 2;
    request.program.batch_size = 40;
    request.quick = true;
    places.python = "no-such-python";
  }

  // The settings of the first seed's training.
  ExperimentSettings settings() const {
    ExperimentSettings settings = compared_settings(data(), 1);
    settings.epochs = request.program.epochs;
    settings.batch_size = request.program.batch_size;
    return settings;
  }

  DataSplit data() const { return experiment_data("mnist", request); }

  // A stored run of this work.
  void store(const std::string& work) {
    const SideRun run{.work = work,
                      .how = "PyTorch 9, 2 threads",
                      .layout = "NCHW",
                      .losses = {2.5, 2.25, 2},
                      .seconds = {10, 20},
                      .test_accuracy = 0.75,
                      .forward = {1, 0.5, 2},
                      .backward = {3, 2, 4}};
    const Side side{.name = "PyTorch",
                    .runs = {run},
                    .memory = {{.idle = 100, .above = 50}, {.idle = 100, .above = 500}},
                    .stored = "2026-11-22 on a machine"};
    places.stored = folder_ / "stored.json";
    write_file_atomically(places.stored, json_of(side).dump());
  }

  // In the place of Python: a shell script.
  void answer(const std::string& script) {
    places.python = "sh";
    places.script = folder_ / "side.sh";
    write_file_atomically(places.script, script);
  }

  // Runs the experiment and returns what it printed.
  std::string run() const {
    CapturedOutput output(stdout), progress(stderr);
    compare_with_pytorch(request, places);
    std::cout.flush();
    return output.text();
  }

  nlohmann::ordered_json results() const { return read_json(folder_ / "out" / "results.json"); }

  std::filesystem::path folder() const { return folder_.path(); }

  Request request;
  PyTorchPlaces places;

 private:
  TemporaryFolder folder_;
};

// What pytorch_side.py prints, with a test accuracy of 0.5.
const std::string canned_answers = R"(
case "$1" in
  train) echo '{"how": "PyTorch 9", "layout": "NCHW", "losses": [2.5, 2.25, 2.0], "epoch seconds": [1.0, 2.0],
                "test accuracy": 0.5, "forward ms": {"median": 1.0, "low": 0.5, "high": 2.0},
                "backward ms": {"median": 3.0, "low": 2.0, "high": 4.0}}' ;;
  memory) echo '{"idle": 700.0, "above": 150.0}' ;;
esac
)";

}  // namespace

TEST_CASE("Without PyTorch, the stored run stands beside Strata's, with its date and machine") {
  SmallComparison small;
  small.store("other work");
  const std::string text = small.run();
  check_contains(text, {"`no-such-python` has no PyTorch", "stored run of 2026-11-22 on a machine",
                        "nothing of it can be compared with Strata's: `other work`", "3.21 GB", "not comparable: GPU"});
  const auto rows = small.results().at("rows");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("side") == "Strata");
  CHECK(rows[0].at("parameters") == 103018);
  CHECK(rows[0].at("seeds") == 2);
  CHECK(rows[0].at("memory MB").get<double>() > 0);
  CHECK(rows[0].at("training seconds, mean").get<double>() > 0);
  CHECK(rows[1].at("side") == "PyTorch");
  CHECK(rows[1].at("source") == "stored run of 2026-11-22 on a machine");
  CHECK(rows[1].at("memory MB, one pass") == 500);
  CHECK(rows[1].at("training seconds, mean") == 30);
  CHECK(rows[1].at("same work") == "no");
  CHECK(std::filesystem::exists(small.folder() / "out" / "results.md"));
  CHECK(std::filesystem::exists(small.folder() / "out" / "results.csv"));
}

TEST_CASE("A Python without PyTorch is as good as none, and a stored run of the same work is compared") {
  SmallComparison small;
  small.answer("exit 3\n");
  small.store(compared_work(small.data(), small.settings()));
  check_contains(small.run(), {"stored run had the same first weights, images and batches", "The largest difference"});
  const auto rows = small.results().at("rows");
  CHECK(rows[1].at("same work") == "yes");
  CHECK(rows[1].at("largest difference of losses").get<double>() > 0);
}

TEST_CASE("What PyTorch's side prints is shown, kept for the next run, and written as a run to store") {
  SmallComparison small;
  small.answer(canned_answers);
  CHECK_THAT(small.run(), Catch::Matchers::Contains("PyTorch, measured: PyTorch 9"));
  const auto rows = small.results().at("rows");
  CHECK(rows[1].at("source") == "measured");
  CHECK(rows[1].at("seeds") == 2);
  CHECK(rows[1].at("idle MB") == 700);
  CHECK(rows[1].at("test accuracy, mean") == 0.5);
  const Side kept = side_of(read_json(small.folder() / "out" / "pytorch_run.json"));
  CHECK(kept.runs.size() == 2);
  CHECK(kept.stored.find("thread") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(small.folder() / "out" / "trainings" / "exchange" / "data.safetensors"));

  // With --resume nothing is measured again but Strata's memory; without, everything is.
  small.answer("echo 'it has gone' >&2\nexit 1\n");
  small.request.resume = true;
  small.run();
  CHECK(small.results().at("rows")[0].at("training seconds, mean") == rows[0].at("training seconds, mean"));
  CHECK(small.results().at("rows")[1] == rows[1]);
  small.request.resume = false;
  check_contains(error_message([&] { small.run(); }), {"side.sh", "exit code 1: it has gone"});
}

TEST_CASE("PyTorch gets the first weights, the images and the order of every batch") {
  const SmallComparison small;
  const DataSplit data = small.data();
  const ExperimentSettings settings = small.settings();
  write_exchange(small.folder() / "exchange", data, settings);
  const std::vector<NamedTensor> weights = load_tensors(small.folder() / "exchange" / "weights.safetensors");
  Index numbers = 0;
  for (const NamedTensor& weight : weights) numbers += weight.tensor.count();
  CHECK(numbers == 103018);
  const DataLoader loader(data.train, {.batch_size = settings.batch_size, .seed = settings.seed});
  std::size_t found = 0;
  for (const NamedTensor& entry : load_tensors(small.folder() / "exchange" / "data.safetensors")) {
    if (entry.name == "train.images") CHECK(entry.tensor.shape() == Shape({60, 28, 28, 1}));
    if (entry.name != "orders") continue;
    const auto orders = std::as_const(entry.tensor).values<std::int32_t>();
    REQUIRE(orders.size() == 120);
    for (Index epoch = 1; epoch <= 2; ++epoch) {
      for (const Index image : loader.order(epoch)) CHECK(orders[found++] == image);
    }
  }
  CHECK(found == 120);
}

TEST_CASE("Losses are compared seed by seed, and only where the work is the same") {
  const auto run = [](const std::string& work, std::vector<double> losses) {
    return SideRun{.work = work, .how = "", .layout = "", .losses = std::move(losses)};
  };
  const Side one{.name = "one", .runs = {run("a", {2, 1}), run("b", {2, 1.5})}};
  const Side other{.name = "other", .runs = {run("b", {2.25, 1.5}), run("a", {2, 0.5}), run("c", {9, 9})}};
  CHECK(loss_differences(one, other) == std::vector<double>{0.25, 0.5});
  CHECK(loss_differences(one, {.name = "third", .runs = {run("c", {2, 1})}}).empty());
  CHECK(mean_losses(one) == std::vector<double>{2, 1.25});
}
