#include "experiments/confusion_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "common/heat_map.hpp"
#include "common/table.hpp"

namespace strata::experiments {
namespace {

// The pair of classes that a network mixes up most often.
std::string most_confused(const std::vector<double>& percentages, const std::vector<std::string>& names) {
  const std::size_t classes = names.size();
  std::size_t worst = classes > 1 ? 1 : 0;
  for (std::size_t k = 0; k < percentages.size(); ++k) {
    if (k / classes != k % classes && percentages[k] > percentages[worst]) worst = k;
  }
  return fmt::format("{} taken for {}: {:.1f} %", names[worst / classes], names[worst % classes], percentages[worst]);
}

void write_percentages(const std::filesystem::path& base, const std::vector<double>& percentages,
                       const std::vector<std::string>& names) {
  std::vector<Column> columns{{"true class", "", Align::left}};
  for (const std::string& name : names) columns.push_back({name, "%"});
  Table table(std::move(columns));
  for (std::size_t truth = 0; truth < names.size(); ++truth) {
    std::vector<Cell> cells{names[truth]};
    for (std::size_t predicted = 0; predicted < names.size(); ++predicted) {
      cells.push_back(Real{percentages[truth * names.size() + predicted], 1});
    }
    table.row(std::move(cells));
  }
  table.write(base.string() + ".csv");
}

}  // namespace

std::vector<double> confusion_percentages(const std::vector<const TrainingRecord*>& records) {
  std::vector<double> percentages;
  const std::size_t classes = records.front()->confusions.size();
  for (std::size_t truth = 0; truth < classes; ++truth) {
    std::vector<double> row(classes, 0);
    for (const TrainingRecord* record : records) {
      for (std::size_t k = 0; k < classes; ++k) row[k] += static_cast<double>(record->confusions[truth][k]);
    }
    const double all = std::accumulate(row.begin(), row.end(), 0.0);
    for (const double count : row) percentages.push_back(all > 0 ? 100 * count / all : 0);
  }
  return percentages;
}

void add_confusions(Report& report, const std::vector<std::string>& networks, const ComparisonRun& run,
                    const std::string& recipe) {
  const std::vector<std::string>& names = run.data.test.class_names;
  Table table({{"network", "", Align::left}, {"most frequent mistake", "", Align::left}});
  for (const std::string& network : networks) {
    const auto records = run.of(network, recipe);
    const std::vector<double> percentages = confusion_percentages(records);
    const std::filesystem::path base = report.folder() / file_name("confusions", network);
    HeatMap map(with_recipe(fmt::format("{}: percent of each class on the test images", network), recipe),
                {"predicted class", ""}, {"true class", ""});
    map.cells(names, names, percentages).digits(1).white_diagonal();
    report.picture(with_recipe(fmt::format("What {} takes for what, in percent of the true class", network), recipe),
                   map.write(base));
    write_percentages(base, percentages, names);
    table.row({network, most_confused(percentages, names)});
  }
  report.table(
      with_recipe("Of the test images of all seeds; the numbers of the pictures are in `confusions_NETWORK.csv`",
                  recipe) +
          ".",
      table);
}

}  // namespace strata::experiments
