// Which difference between two implementations is more than chance.

#include <catch2/catch.hpp>

#include <string>

#include "common/atomic_file.hpp"
#include "experiments/accuracy_rule.hpp"
#include "experiments/homework_images.hpp"
#include "experiments/pytorch_accuracies.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

// Accuracies of the seeds from `first` on, around `middle`, with a deviation of 0.0016 for five of them.
SeedAccuracies around(double middle, std::uint64_t first, std::uint64_t count) {
  SeedAccuracies all;
  for (std::uint64_t i = 0; i < count; ++i) all[first + i] = middle + 0.001 * (static_cast<double>(i % 5) - 2);
  return all;
}

SeedAccuracies both(SeedAccuracies one, const SeedAccuracies& other) {
  one.insert(other.begin(), other.end());
  return one;
}

std::string settings_with(const std::string& changed) {
  return R"({"settings": {"network": "CNN3x3", "data": "cifar10", "epochs": 5, "batch_size": 64, )"
         R"("optimizer": "Adam, learning rate 0.001", "pytorch": "2.15.0")" +
         changed + R"(}, "runs": [{"seed": 2, "test_accuracy": 0.5}, {"seed": 1, "test_accuracy": 0.25}]})";
}

}  // namespace

TEST_CASE("The accuracy rule takes seeds 1 to 5 of both sides, and no others", "[layering]") {
  const SeedAccuracies five = around(0.9, 1, 5);
  CHECK(judge_accuracies(five, {}).verdict == AccuracyVerdict::not_measured);
  CHECK(judge_accuracies(five, around(0.9, 1, 4)).verdict == AccuracyVerdict::too_few_seeds);
  CHECK(judge_accuracies(around(0.9, 2, 5), five).verdict == AccuracyVerdict::too_few_seeds);
  const AccuracyJudgement equal = judge_accuracies(five, five);
  CHECK(equal.verdict == AccuracyVerdict::chance);
  CHECK(equal.first->difference() == 0);
  // Both variances are 2.5e-6 / 5 seeds; t is 3.355 for eight degrees of freedom.
  CHECK(equal.first->half_width == Approx(3.355 * 0.001).epsilon(1e-3));
  const SeedAccuracies constant{{1, 0.9}, {2, 0.9}, {3, 0.9}, {4, 0.9}, {5, 0.9}};
  CHECK(judge_accuracies(constant, constant).verdict == AccuracyVerdict::chance);
  // Seeds beyond the first five, however far off, change nothing while the first five agree.
  CHECK(judge_accuracies(both(five, around(0.1, 6, 10)), both(five, around(0.9, 6, 10))).verdict ==
        AccuracyVerdict::chance);
}

TEST_CASE("A row outside the interval is decided by seeds 6 to 15", "[layering]") {
  const SeedAccuracies ours = around(0.91, 1, 5), theirs = around(0.9, 1, 5);
  const AccuracyJudgement due = judge_accuracies(ours, theirs);
  CHECK(due.verdict == AccuracyVerdict::second_round_due);
  CHECK(due.deciding() == &*due.first);
  const AccuracyJudgement chance = judge_accuracies(both(ours, around(0.9, 6, 10)), both(theirs, around(0.9, 6, 10)));
  CHECK(chance.verdict == AccuracyVerdict::chance);
  CHECK(chance.deciding() == &*chance.second);
  CHECK(chance.first->difference() == Approx(0.01));
  CHECK(judge_accuracies(both(ours, around(0.91, 6, 10)), both(theirs, around(0.9, 6, 10))).verdict ==
        AccuracyVerdict::more_than_chance);
  CHECK(judge_accuracies(both(ours, around(0.91, 6, 9)), both(theirs, around(0.9, 6, 10))).verdict ==
        AccuracyVerdict::second_round_due);
}

TEST_CASE("Stored accuracies of PyTorch count for their own settings alone", "[layering]") {
  const TemporaryFolder folder;
  const auto stored = [&](const std::string& text) {
    write_file_atomically(folder / "CNN3x3_cifar10.json", text);
    return pytorch_accuracies("CNN3x3", "cifar10", 5, 64, folder.path().string());
  };
  CHECK_FALSE(pytorch_accuracies("CNN3x3", "cifar10", 5, 64, folder.path().string()));
  const auto found = stored(settings_with(""));
  REQUIRE(found);
  CHECK(found->version == "2.15.0");
  CHECK(found->test_accuracy == SeedAccuracies{{1, 0.25}, {2, 0.5}});
  CHECK_FALSE(pytorch_accuracies("CNN3x3", "cifar10", 3, 64, folder.path().string()));
  CHECK_FALSE(pytorch_accuracies("CNN3x3", "cifar10", 5, 32, folder.path().string()));
  CHECK_FALSE(stored(settings_with(R"(, "optimizer": "SGD")")));
  check_contains(error_message([&] { stored(R"({"runs": []})"); }), {"CNN3x3_cifar10.json", "pytorch_train.py"});
}

TEST_CASE("Images are the homework's by what they are, not by what a folder is called", "[layering]") {
  CHECK_FALSE(are_homework_images("mnist", {.train = "0123", .test = "4567"}));
  CHECK_FALSE(are_homework_images("fashion-mnist", {}));
  // Of each file: the digest of the images and labels as load_dataset() gives them, as Python finds it.
  CHECK(are_homework_images("cifar10", {.train = "465584eba490116601eb5574adbf5fafdfce4d70a969d1b4e6ff749bd5f0ed45",
                                        .test = "1a0f6c6f31c7d968c234d2b8d53df7d1cbd59138895d1c0f3c118bb6d136f592"}));
}
