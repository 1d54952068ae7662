// Trainings that are kept, stopped and gone on with.

#include <catch2/catch.hpp>

#include <csignal>
#include <nlohmann/json.hpp>

#include "02_modules/sequential.hpp"
#include "03_linear/linear.hpp"
#include "07_training/fc_net.hpp"
#include "07_training/flatten.hpp"
#include "common/atomic_file.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/network_times.hpp"
#include "experiments/training_plan.hpp"
#include "tests/captured_output.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

DataSplit few_pictures() { return generated_pictures(64, 32, 1); }

TrainingPlan plan(std::uint64_t seed) {
  return {.network = "FCNet",
          .make = [](Index classes) { return fc_net(classes); },
          .recipe = "homework",
          .settings = {.epochs = 2, .batch_size = 8, .seed = seed}};
}

Request in(const TemporaryFolder& folder, bool resume) {
  Request request{.resume = resume};
  request.program.out = folder.path();
  return request;
}

std::vector<TrainingRecord> run(std::vector<TrainingPlan>& plans, const Request& request,
                                const DataSplit& data = few_pictures()) {
  const CapturedOutput no_bar(stderr);
  return run_plans("test", plans, data, request);
}

// All that a training found, without its seconds.
std::string outcome(TrainingRecord record) {
  for (EpochRecord& epoch : record.history.epochs) epoch.seconds = 0;
  return json_of(record).dump();
}

}  // namespace

TEST_CASE("Stopped in its second training and resumed, an experiment has the results of one that was not stopped") {
  const TemporaryFolder folder, whole_folder;
  std::vector<TrainingPlan> plans{plan(1), plan(2), plan(3)};
  const std::vector<TrainingRecord> whole = run(plans, in(whole_folder, false));
  plans[1].settings.end_of_step = [](Sequential&, Index step, const TrainingState&) {
    if (step == 11) std::raise(SIGINT);
  };
  check_contains(error_message([&] { run(plans, in(folder, false)); }), {"a request to stop after step 11 of 16"});
  const auto first = std::filesystem::last_write_time(files_of(folder.path(), plans[0]).record);
  CHECK(std::filesystem::exists(files_of(folder.path(), plans[1]).checkpoint));
  plans[1].settings.end_of_step = nullptr;
  const std::vector<TrainingRecord> resumed = run(plans, in(folder, true));
  REQUIRE(resumed.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(outcome(resumed[i]) == outcome(whole[i]));
  CHECK(std::filesystem::last_write_time(files_of(folder.path(), plans[0]).record) == first);
  CHECK_FALSE(std::filesystem::exists(files_of(folder.path(), plans[1]).checkpoint));
}

TEST_CASE("A training with other images, settings or threads stands beside the first one and leaves it alone",
          "[repeats]") {
  const TemporaryFolder folder;
  std::vector<TrainingPlan> plans{plan(1)};
  const TrainingRecord first = run(plans, in(folder, false)).front();
  const TrainingFiles files = files_of(folder.path(), plans.front());
  const auto written = std::filesystem::last_write_time(files.record);
  const auto other = [&](const char* what, std::vector<TrainingPlan> changed, const DataSplit& data) {
    INFO(what);
    CHECK(run(changed, in(folder, true), data).front().facts != first.facts);
    CHECK(files_of(folder.path(), changed.front()).record != files.record);
    CHECK(files_of(folder.path(), changed.front()).checkpoint != files.checkpoint);
  };
  std::vector<TrainingPlan> changed{plan(1)};
  changed.front().settings.batch_size = 16;
  other("batch size", changed, few_pictures());
  changed = {plan(1)};
  changed.front().settings.epochs = 1;
  other("epochs", changed, few_pictures());
  changed = {plan(1)};
  changed.front().settings.recipe = Recipe::book;
  other("recipe", changed, few_pictures());
  changed = {plan(1)};
  changed.front().make = [](Index classes) { return sequential("FCNet", Flatten(), Linear(classes)); };
  other("layers", changed, few_pictures());
  other("images", {plan(1)}, generated_pictures(64, 32, 2));
  CHECK(std::filesystem::last_write_time(files.record) == written);
  CHECK(outcome(run(plans, in(folder, true)).front()) == outcome(first));
  CHECK(std::filesystem::last_write_time(files.record) == written);
}

TEST_CASE("Ctrl-C while times are measured says that the trainings are kept") {
  const TemporaryFolder folder;
  const CapturedOutput no_bar(stderr);
  ComparisonRun stopped{.data = generated_pictures(64, 64, 1), .plans = {plan(1)}, .records = {}};
  stopped.plans.front().make = [](Index classes) {
    std::raise(SIGINT);
    return fc_net(classes);
  };
  Request request = in(folder, false);
  request.quick = true;
  check_contains(error_message([&] { measure_times(stopped, request); }),
                 {"measuring times: got a request to stop", "go on with --resume"});
}

TEST_CASE("Without --resume a training is done again, and a damaged result is not taken for one", "[repeats]") {
  const TemporaryFolder folder;
  std::vector<TrainingPlan> plans{plan(1)};
  const TrainingRecord first = run(plans, in(folder, false)).front();
  const std::filesystem::path record = files_of(folder.path(), plans.front()).record;
  write_file_atomically(record, "{\"version\": 1, \"fac");
  CHECK(outcome(run(plans, in(folder, true)).front()) == outcome(first));
  const std::filesystem::path weights = files_of(folder.path(), plans.front()).weights;
  std::filesystem::resize_file(weights, std::filesystem::file_size(weights) / 2);
  CHECK(outcome(run(plans, in(folder, true)).front()) == outcome(first));
  CHECK(trained_network(plans.front(), few_pictures(), folder.path()).parameter_count() == first.parameters);
  const auto written = std::filesystem::last_write_time(record);
  run(plans, in(folder, false));
  CHECK(std::filesystem::last_write_time(record) > written);
}
