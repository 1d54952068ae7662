// The two sides of the experiment `pytorch`, each by itself.

#include <sys/mman.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "experiments/deciles.hpp"
#include "experiments/process_memory.hpp"
#include "experiments/side_summary.hpp"
#include "experiments/strata_side.hpp"
#include "tests/error_matchers.hpp"
#include "tests/experiments_pytorch.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

SideRun run_of(const std::string& work, std::vector<double> losses) {
  return {.work = work, .losses = std::move(losses)};
}

std::filesystem::path checkpoint_in(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().string().ends_with(".checkpoint.safetensors")) return entry.path();
  }
  return {};
}

}  // namespace

TEST_CASE("A training of Strata's side that was stopped goes on, and ends as one that was not") {
  SmallComparison small;
  const ComparedTraining training = small.first_training();
  std::filesystem::create_directories(training.folder);
  std::vector<Index> counted;
  const SideRun whole = run_strata_side(training, small.request, [&](Index more) { counted.push_back(more); });
  CHECK(counted == std::vector<Index>{40, 20, 40, 20, 0});
  forget_strata_training(training, small.request);
  CHECK(checkpoint_in(training.folder).empty());

  counted.clear();
  const auto stop_at_third = [&](Index more) {
    counted.push_back(more);
    if (counted.size() == 3) std::raise(SIGINT);
  };
  check_contains(error_message([&] { run_strata_side(training, small.request, stop_at_third); }),
                 {"a request to stop after step 3 of 4", "--resume"});
  CHECK_FALSE(checkpoint_in(training.folder).empty());
  small.request.resume = true;
  counted.clear();
  const SideRun resumed = run_strata_side(training, small.request, [&](Index more) { counted.push_back(more); });
  CHECK(counted == std::vector<Index>{120, 0});  // what was seen before the stop, and one step more
  CHECK(resumed.losses == whole.losses);
  CHECK(resumed.seconds.size() == 2);
  CHECK(resumed.running_accuracy == whole.running_accuracy);
  CHECK(resumed.test_accuracy == whole.test_accuracy);
}

TEST_CASE("A checkpoint of other conditions is no beginning") {
  SmallComparison small;
  const ComparedTraining training = small.first_training();
  std::filesystem::create_directories(training.folder);
  CHECK_THROWS_AS(run_strata_side(training, small.request, [](Index) { std::raise(SIGINT); }), Error);
  REQUIRE_FALSE(checkpoint_in(training.folder).empty());
  small.request.resume = true;
  small.request.device = "another device";
  std::vector<Index> counted;
  run_strata_side(training, small.request, [&](Index more) { counted.push_back(more); });
  CHECK(counted == std::vector<Index>{40, 20, 40, 20, 0});
}

TEST_CASE("How far PyTorch's side has come is known while it trains") {
  SmallComparison small;
  small.answer(canned_answers);
  const ComparedTraining training = small.first_training();
  std::vector<Index> counted;
  const SideRun run = run_pytorch_side(training, "conditions", small.request, small.places,
                                       [&](Index more) { counted.push_back(more); });
  CHECK(run.conditions == "conditions");
  CHECK(run.work == training.work);
  const auto first = std::ranges::find(counted, 60);
  REQUIRE(first != counted.end());
  CHECK(counted.end() - first > 2);  // it was counted long before the end
  CHECK(counted.back() == 60);
  CHECK(std::ranges::count(counted, 60) == 2);
  CHECK_FALSE(std::filesystem::exists(training.folder / "exchange" / "epochs"));
}

TEST_CASE("A run as JSON comes back, also where something was not measured") {
  const Way way{.threads = 2, .layout = "NHWC"};
  SideRun run = run_of("work", {2, 1});
  run.seconds = {3};
  run.training = way;
  run.test_accuracy = 0.5;
  run.forward = {way, {2, 1, 3}};
  const SideRun back = side_run_of(json_of(run));
  CHECK(back.losses == run.losses);
  CHECK(back.training == way);
  CHECK(back.test_accuracy == 0.5);
  CHECK(back.forward.time.high == 3);
  CHECK(std::isnan(back.train_accuracy));
  CHECK(std::isnan(back.many.time.median));
  CHECK(json_of(run).at("train accuracy").is_null());
}

TEST_CASE("Losses are compared seed by seed, and only where the work is the same") {
  const Side one{.name = "one", .runs = {run_of("a", {2, 1}), run_of("b", {2, 1.5})}};
  const Side other{.name = "other", .runs = {run_of("b", {2.25, 1.5}), run_of("a", {2, 0.5}), run_of("c", {9, 9})}};
  CHECK(loss_differences(one, other) == std::vector<double>{0.25, 0.5});
  CHECK(loss_differences(one, {.name = "third", .runs = {run_of("c", {2, 1})}}).empty());
  CHECK(mean_losses(one) == std::vector<double>{2, 1.25});
  CHECK(loss_after(one, 1).mean == 1.25);
}

TEST_CASE("A side says how its runs differ") {
  Side side{.name = "PyTorch", .runs = {run_of("a", {2}), run_of("b", {2}), run_of("c", {2})}};
  side.runs[0].training = side.runs[2].training = {.threads = 1, .layout = "NCHW"};
  side.runs[1].training = {.threads = 2, .layout = "channels last"};
  CHECK(different_texts(side, [](const SideRun& run) { return run.training.text(); }) ==
        "1 thread, NCHW / 2 threads, channels last");
  for (SideRun& run : side.runs) run.seconds = {2, 3};
  side.runs[1].seconds = {4, 5};
  CHECK(slowest_by_fastest_epoch(side) == 2.5);
  const Side same{.name = "Strata", .runs = {run_of("b", {2})}}, another{.name = "Strata", .runs = {run_of("d", {2})}};
  CHECK(head_of(side, another) == "PyTorch");
  side.stored = "2026-11-22";
  CHECK(head_of(side, same) == "PyTorch, stored run");
  CHECK(head_of(side, another) == "PyTorch, stored run (not comparable)");
}

TEST_CASE("Of many measurements, the middle one and a tenth on both sides") {
  std::vector<double> numbers;
  for (int i = 0; i <= 20; ++i) numbers.push_back((i * 8) % 21);  // 0 to 20, mixed up
  const TimeRange found = middle_and_range(numbers);
  CHECK(found.median == 10);
  CHECK(found.low == 2);
  CHECK(found.high == 18);
  check_contains(error_message([] { middle_and_range({}); }), {"no measurements"});
}

TEST_CASE("The most memory begins anew, or it is said that it cannot") {
  // Straight from the system: a sanitizer's allocator keeps what is freed.
  constexpr std::size_t bytes = 64'000'000;
  void* const large = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(large != MAP_FAILED);
  std::memset(large, 1, bytes);
  ::munmap(large, bytes);
  const ProcessMemory before = process_memory();
  CHECK(before.most > before.now + 50);
  forget_most_memory();
  const ProcessMemory after = process_memory();
  CHECK(after.most < after.now + 10);
  check_contains(error_message([] { forget_most_memory("/no such folder/clear_refs"); }),
                 {"/no such folder/clear_refs"});
}
