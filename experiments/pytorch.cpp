#include "experiments/pytorch.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "experiments/all_experiments.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/homework_images.hpp"
#include "experiments/network_times.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/pytorch_measurement.hpp"
#include "experiments/pytorch_report.hpp"

namespace strata::experiments {

void compare_with_pytorch(const Request& request, const PyTorchPlaces& places) {
  const DataSplit data = experiment_data("mnist", request);
  expect_images_to_time(data, request);
  const std::vector<ComparedTraining> trainings = compared_trainings(data, request);
  const std::optional<std::string> version = pytorch_version(places);
  const MeasuredSides measured = measure_sides(trainings, request, places, version);
  const PyTorchComparison comparison{.strata = measured.strata,
                                     .pytorch = version ? measured.pytorch : stored_pytorch_side(places),
                                     .parameters = compared_start(data, trainings.front().settings).parameter_count(),
                                     .homework_images = are_homework_images("mnist", trainings.front().digests)};

  Report report("pytorch", "CuPyCNN in Strata and in PyTorch", request);
  report.images(data);
  if (!version) {
    report.paragraph(
        fmt::format("`{}` has no PyTorch, safetensors and NumPy here, so PyTorch's side is the stored run of {}.",
                    places.python, comparison.pytorch.stored));
  }
  add_pytorch_comparison(report, comparison, request);
  report.write();
}

void run_pytorch(const Request& request) {
  Request wanted = request;
  if (request.quick && request.seeds == 0) wanted.seeds = 1;  // each process of PyTorch takes seconds to begin
  compare_with_pytorch(wanted, {});
}

}  // namespace strata::experiments
