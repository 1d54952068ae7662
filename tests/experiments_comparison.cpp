// What a comparison says of trainings that are done.

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "experiments/accuracy_report.hpp"
#include "experiments/comparison_tables.hpp"
#include "experiments/confusion_report.hpp"
#include "experiments/experiment_data.hpp"
#include "tests/experiments_rows.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

TrainingRecord record(const std::string& network, const std::string& recipe, std::uint64_t seed, double accuracy) {
  return {.facts = "",
          .network = network,
          .recipe = recipe,
          .seed = seed,
          .parameters = 242762,
          .batch_size = 64,
          .history = {std::vector<EpochRecord>(5, {.running_accuracy = 0.9, .seconds = 2})},
          .train_accuracy = 0.95,
          .test_accuracy = accuracy,
          .confusions = {},
          .trace = {}};
}

// FCNet, whose PyTorch results are in the checkout (97.54 ± 0.20 %), and a network of our own.
ComparisonRun five_seeds(double homework, double book) {
  ComparisonRun run{.data = generated_pictures(8, 8, 1), .plans = {}, .records = {}};
  for (const std::string network : {"FCNet", "own"}) {
    for (const auto& [recipe, accuracy] : {std::pair("homework", homework), std::pair("book", book)}) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        run.plans.push_back({.network = network, .make = {}, .recipe = recipe, .settings = {.seed = seed}});
        run.records.push_back(record(network, recipe, seed, accuracy + 0.001 * (static_cast<double>(seed) - 3)));
      }
    }
  }
  return run;
}

NetworkTimes some_times() {
  return {.one = {1, 0.5, 2}, .batch = {3, 2, 4}, .steps = {{"homework", {5, 4, 6}}, {"book", {7, 6, 8}}}};
}

// The rows of results.json, by network and recipe, and the page.
struct Reported {
  std::map<std::pair<std::string, std::string>, nlohmann::ordered_json> rows;
  std::string page;
};

Reported report_of(const ComparisonRun& run, bool homework_images) {
  const TemporaryFolder folder;
  Request request{.seeds = 5};
  request.program.out = folder.path();
  const NetworkComparison comparison{.name = "mnist", .heading = "1.1", .data = "mnist", .networks = {}, .faults = {}};
  const std::vector<NetworkSummary> all = summarise(comparison, run, homework_images);
  const std::map<std::string, NetworkTimes> times{{"FCNet", some_times()}, {"own", some_times()}};
  {
    const CapturedOutput silent(stdout);
    Report report("mnist", "1.1", request);
    add_comparison_table(report, all, times, request);
    add_recipe_table(report, all, times);
    add_accuracy_rule(report, all);
    add_comparison_numbers(report, all, times, request);
    report.write();
  }
  Reported found{.rows = {}, .page = text_of(folder / "results.md")};
  const nlohmann::ordered_json json = read_json(folder / "results.json");
  for (const auto& row : json.at("rows")) {
    found.rows[{row.at("network"), row.at("recipe")}] = row;
  }
  return found;
}

}  // namespace

TEST_CASE("On the homework's images the homework's values are judged, and PyTorch's too") {
  const Reported found = report_of(five_seeds(0.975, 0.983), true);
  const auto& homework = found.rows.at({"FCNet", "homework"});
  CHECK(homework.at("comparable") == "yes");
  CHECK(homework.at("homework's test accuracy") == 0.9792);
  CHECK(homework.at("homework's running accuracy") == 0.9855);
  CHECK(homework.at("homework's inference of 1 ms") == 0.13);
  CHECK(homework.at("step ms, median") == 5);
  // The deviation of -2, -1, 0, 1, 2 thousandths is √2.5 of them.
  CHECK(homework.at("homework's distance, deviations").get<double>() == Approx(4.2 / std::sqrt(2.5)));
  CHECK(homework.at("verdict") == "chance");
  const auto& book = found.rows.at({"FCNet", "book"});
  CHECK(book.at("above the homework's test accuracy, points").get<double>() == Approx(0.38));
  CHECK(book.at("step ms, median") == 7);
  CHECK(book.at("verdict") == "-");
  check_contains(found.page,
                 {"2.7 deviations above", "| +0.38 |", "98.55 %", "97.92 %", "within 3.0 deviations 95 times"});
  CHECK(report_of(five_seeds(0.96, 0.983), true).rows.at({"FCNet", "homework"}).at("verdict") ==
        "outside; seeds 6 to 15 decide");
}

TEST_CASE("A network that the homework does not have has none of its numbers") {
  const Reported found = report_of(five_seeds(0.975, 0.983), true);
  const auto& row = found.rows.at({"own", "homework"});
  CHECK(row.at("homework's test accuracy") == "NaN");
  CHECK(row.at("comparable") == "not comparable");
}

TEST_CASE("On other images nothing is judged") {
  const Reported found = report_of(five_seeds(0.975, 0.983), false);
  const auto& row = found.rows.at({"FCNet", "homework"});
  CHECK(row.at("comparable") == "not comparable");
  CHECK(row.at("homework's distance, deviations") == "NaN");
  CHECK(row.at("verdict") == "-");
  check_contains(found.page, {"97.92 % (not comparable)"});
}

TEST_CASE("Percentages of confusions are of the true class, over all seeds together", "[layering]") {
  TrainingRecord one = record("a", "homework", 1, 0.5), other = one;
  one.confusions = {{3, 1}, {0, 4}};
  other.confusions = {{1, 3}, {2, 2}};
  CHECK(confusion_percentages({&one, &other}) == std::vector<double>{50, 50, 25, 75});
}
