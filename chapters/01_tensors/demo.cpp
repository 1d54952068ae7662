// Chapter 1's program: how far do averages alone get?

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <numeric>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "01_tensors/gather.hpp"
#include "01_tensors/nearest_mean.hpp"
#include "01_tensors/predictions.hpp"
#include "01_tensors/random.hpp"
#include "01_tensors/views.hpp"
#include "common/heat_map.hpp"
#include "common/image_grid.hpp"
#include "common/parallel.hpp"
#include "common/plot.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// One image or one mean as a picture: grey, or in colours where there are three channels.
void add_picture(ImageGrid& grid, const std::string& title, std::vector<float> pixels, const Shape& image) {
  if (image[2] == 3) {
    for (float& pixel : pixels) pixel /= 255;
    grid.rgb(title, pixels, image[0], image[1]);
  } else {
    grid.grey(title, pixels, image[0], image[1]);
  }
}

Picture draw_means(const Dataset& data, const Tensor& means, const std::filesystem::path& out) {
  ImageGrid grid("The mean image of each class");
  for (Index k = 0; k < means.dim(0); ++k) {
    const auto mean = matrix<float>(means).row(k);
    add_picture(grid, data.class_names[static_cast<std::size_t>(k)], {mean.begin(), mean.end()},
                data.images.shape().without_front());
  }
  return grid.write(out / "class_means");
}

Picture draw_confusions(const Dataset& data, const Tensor& predicted, const std::filesystem::path& out) {
  const std::size_t classes = data.class_names.size();
  std::vector<double> counts(classes * classes, 0.0);
  for (Index n = 0; n < data.size(); ++n) {
    const auto truth = static_cast<std::size_t>(row<std::int32_t>(data.labels)[n]);
    ++counts[truth * classes + static_cast<std::size_t>(row<std::int32_t>(predicted)[n])];
  }
  HeatMap map("Which class is taken for which", {"nearest mean", ""}, {"true class", ""});
  return map.cells(data.class_names, data.class_names, counts).write(out / "confusions");
}

// The accuracy when each class mean is taken over `count` images only.
double accuracy_from_few(const DataSplit& data, Index count, Rng& rng) {
  const auto classes = static_cast<Index>(data.train.class_names.size());
  std::vector<Index> order(static_cast<std::size_t>(data.train.size()));
  std::iota(order.begin(), order.end(), Index{0});
  rng.shuffle(order);
  std::vector<Index> taken(static_cast<std::size_t>(classes), 0);
  std::vector<Index> chosen;
  for (const Index n : order) {
    const auto label = static_cast<std::size_t>(row<std::int32_t>(data.train.labels)[n]);
    if (taken[label]++ < count) chosen.push_back(n);
  }
  const Tensor means = class_means(gather(data.train.images, chosen), gather(data.train.labels, chosen), classes);
  return accuracy(nearest_mean(data.test.images, means), data.test.labels);
}

Picture draw_how_few(const DataSplit& data, double with_all, std::uint64_t seed, const std::filesystem::path& out) {
  constexpr int draws = 5;
  std::vector<double> counts, middle, low, high;
  Rng rng(seed, Stream::shuffle);
  Table table({{"images per class"}, {"test accuracy, mean of 5 draws"}, {"lowest"}, {"highest"}});
  const Index most = data.train.size() / static_cast<Index>(data.train.class_names.size());
  for (const Index count : {1, 2, 5, 10, 20, 50, 100, 1000}) {
    if (count > most) break;
    std::vector<double> accuracies;
    for (int draw = 0; draw < draws; ++draw) accuracies.push_back(accuracy_from_few(data, count, rng));
    const auto [lowest, highest] = std::ranges::minmax(accuracies);
    const double mean = std::accumulate(accuracies.begin(), accuracies.end(), 0.0) / draws;
    counts.push_back(static_cast<double>(count));
    middle.push_back(100 * mean);
    low.push_back(100 * lowest);
    high.push_back(100 * highest);
    table.row({count, Percent{mean}, Percent{lowest}, Percent{highest}});
  }
  std::cout << '\n' << table;
  Plot plot("How few images make a mean?", {"images per class", ""}, {"test accuracy", "%"});
  plot.band("mean and range of 5 draws", counts, low, high);
  plot.line("mean and range of 5 draws", counts, middle, {.markers = true});
  return plot.level("all training images", 100 * with_all).log_x().write(out / "how_few");
}

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  const auto classes = static_cast<Index>(data.train.class_names.size());
  std::cout << fmt::format("{}: {} training images {}, {} test images\n\n", data.train.name, data.train.size(),
                           data.train.images.shape().to_string(), data.test.size());

  const Tensor means = class_means(data.train.images, data.train.labels, classes);
  const Picture picture = draw_means(data.train, means, options.out);

  const auto start = std::chrono::steady_clock::now();
  const Tensor predicted = nearest_mean(data.test.images, means);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double on_train = accuracy(nearest_mean(data.train.images, means), data.train.labels);
  const double on_test = accuracy(predicted, data.test.labels);
  Table table({{"classifier"}, {"numbers kept"}, {"training accuracy"}, {"test accuracy"}});
  table.row({"guessing", 0, Percent{1.0 / static_cast<double>(classes)}, Percent{1.0 / static_cast<double>(classes)}});
  table.row({"nearest class mean", means.count(), Percent{on_train}, Percent{on_test}});
  std::cout << table << fmt::format("\n{} test images classified in {:.0f} ms\n", data.test.size(), 1000 * seconds);
  table.write(options.out / "results.md");

  const Picture confusions = draw_confusions(data.test, predicted, options.out);
  const Picture how_few = draw_how_few(data, on_test, options.seed, options.out);
  std::cout << "\nPictures:\n" << picture << '\n' << confusions << '\n' << how_few << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 1: classify images by the nearest class mean, with no learning at all", "./strata run 1");
  ProgramOptions options{.out = "out/01_tensors"};
  options.add_threads(program);
  options.add_seed(program);
  options.add_data(program);
  options.add_out(program);
  return program.run(argc, argv, [&] { run(options); });
}
