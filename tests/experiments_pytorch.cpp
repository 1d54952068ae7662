// The experiment `pytorch`, without PyTorch: a stored run takes its place, or a script of the test answers as it would.

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "07_training/data_loader.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "tests/error_matchers.hpp"
#include "tests/experiments_pytorch.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;
using namespace strata::experiments;

TEST_CASE("Without PyTorch, the stored run stands beside Strata's, with its date, machine and settings") {
  SmallComparison small;
  small.store("other work");
  const std::string text = small.run();
  check_contains(text, {"`no-such-python` has no PyTorch", "stored run of 2026-11-22 on a machine",
                        "PyTorch, stored run (not comparable)  PyTorch / Strata", "cpu, 7 threads", "7 threads, NCHW",
                        "nothing of it can be compared with Strata's: `other work`", "not comparable: GPU",
                        "about 0.40 (not comparable)"});
  check_contains(text, {"3.21 GB", "include different work", "Dropout scales its outputs both in training and at",
                        "divided by batch · classes"});
  const auto rows = small.results().at("rows");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("side") == "Strata");
  CHECK(rows[0].at("parameters") == 103018);
  CHECK(rows[0].at("seeds") == 2);
  CHECK(rows[0].at("batch size") == 40);
  CHECK(rows[0].at("images") == 60);
  for (const char* const column :
       {"memory MB", "training seconds, mean", "inference of 1 ms, median", "inference of 64 ms, median",
        "running accuracy, mean", "train accuracy, mean", "test accuracy, mean"}) {
    CHECK(rows[0].at(column).get<double>() > 0);
  }
  CHECK(rows[1].at("side") == "PyTorch");
  CHECK(rows[1].at("source") == "stored run of 2026-11-22 on a machine");
  CHECK(rows[1].at("memory MB, one pass") == 500);
  CHECK(rows[1].at("training seconds, mean") == 30);
  CHECK(rows[1].at("same work") == "no");
  CHECK(rows[1].at("batch size") == 45);
  CHECK(rows[1].at("images") == 123);
  CHECK(rows[1].at("threads") == 7);
  CHECK(rows[1].at("running accuracy, mean") == "NaN");
  CHECK(std::filesystem::exists(small.folder() / "out" / "results.md"));
  CHECK(std::filesystem::exists(small.folder() / "out" / "results.csv"));
}

TEST_CASE("A Python without PyTorch is as good as none, and a stored run of the same work is compared") {
  SmallComparison small;
  small.answer("exit 3\n");
  small.store(small.first_training().work);
  const std::string text = small.run();
  check_contains(text, {"stored run had the same first weights, images and batches", "The largest difference"});
  CHECK(text.find("stored run (not comparable)") == std::string::npos);
  const auto rows = small.results().at("rows");
  CHECK(rows[1].at("same work") == "yes");
  CHECK(rows[1].at("largest difference of losses").get<double>() > 0);
}

TEST_CASE("What PyTorch's side prints is shown, kept for the next run, and written as a run to store") {
  SmallComparison small;
  small.answer(canned_answers);
  check_contains(small.run(), {"  PyTorch  ", "PyTorch 9", "1 thread, channels last", "1 thread, NCHW",
                               "more than rounding, so one side is wrong",
                               "PyTorch: the slowest epoch took 2.0 times as long as the fastest"});
  const auto rows = small.results().at("rows");
  CHECK(rows[1].at("source") == "measured");
  CHECK(rows[1].at("seeds") == 2);
  CHECK(rows[1].at("threads") == 1);
  CHECK(rows[1].at("idle MB") == 700);
  CHECK(rows[1].at("inference of 64 ms, median") == 5);
  CHECK(rows[1].at("running accuracy, mean") == 0.25);
  CHECK(rows[1].at("train accuracy, mean") == 0.375);
  CHECK(rows[1].at("test accuracy, mean") == 0.5);
  const Side kept = side_of(read_json(small.folder() / "out" / "pytorch_run.json"));
  REQUIRE(kept.runs.size() == 2);
  CHECK(kept.runs.front().training == Way{.threads = 1, .layout = "channels last"});
  CHECK(kept.stored == kept.runs.front().made);
  CHECK_FALSE(std::filesystem::exists(small.folder() / "out" / "trainings" / "exchange" / "data.safetensors"));
}

TEST_CASE("With --resume, runs of the same work under the same conditions are not repeated, and no others are taken",
          "[repeats]") {
  SmallComparison small;
  small.answer(canned_answers);
  small.run();
  const auto rows = small.results().at("rows");
  const std::string same_version = "if [ $1 = version ]; then echo '{\"version\": \"9\"}'; exit; fi\n";
  const std::string other_version = "if [ $1 = version ]; then echo '{\"version\": \"10\"}'; exit; fi\n";
  const std::string gone = "echo $1 has gone >&2\nexit 1\n";
  small.request.resume = true;
  small.answer(same_version + gone);
  small.run();
  CHECK(small.results().at("rows")[0].at("training seconds, mean") == rows[0].at("training seconds, mean"));
  CHECK(small.results().at("rows")[1] == rows[1]);

  small.answer(other_version + gone);
  check_contains(error_message([&] { small.run(); }), {"side.sh", "exit code 1: train has gone"});
  small.answer(other_version + "if [ $1 = memory ]; then\n" + gone + "fi\n" + canned_answers);
  check_contains(error_message([&] { small.run(); }), {"memory has gone"});
  small.answer(same_version + gone);
  {
    const ThreadCount threads(thread_count() + 1);
    check_contains(error_message([&] { small.run(); }), {"train has gone"});
  }
  small.request.resume = false;
  check_contains(error_message([&] { small.run(); }), {"train has gone"});

  small.request.resume = true;  // what was there is still there
  small.run();
  CHECK(small.results().at("rows")[1] == rows[1]);
}

TEST_CASE("The stored run of the book can be read") {
  const Side stored = stored_pytorch_side({});
  CHECK(stored.name == "PyTorch");
  REQUIRE(stored.runs.size() == 3);
  for (const SideRun& run : stored.runs) {
    CHECK(run.epochs() == 10);
    CHECK(run.images == 60000);
    CHECK(run.batch_size == 1000);
    CHECK(run.losses.size() == 11);
  }
}

TEST_CASE("PyTorch gets the first weights, the images and the order of every batch") {
  const SmallComparison small;
  const ComparedTraining training = small.first_training();
  const DataSplit& data = training.data;
  const ExperimentSettings& settings = training.settings;
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
