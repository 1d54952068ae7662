#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/request.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// Where PyTorch's side of the comparison comes from.
struct PyTorchPlaces {
  std::string python = "python3";                                             ///< a program's name, or its path
  std::filesystem::path script = STRATA_PYTORCH_SIDE;                         ///< experiments/pytorch_side.py
  std::filesystem::path stored = STRATA_PYTORCH_RESULTS "/CuPyCNN_run.json";  ///< a run that was kept
};

/// Trains and times PyTorch's side. Nothing where there is no such Python or it has no PyTorch. What the process reads
/// is written to the folder `exchange`; the images there are removed afterwards.
/// @throws Error with the process's last line where it ended badly
std::optional<SideRun> run_pytorch_side(const DataSplit& data, const ExperimentSettings& settings,
                                        const Request& request, const PyTorchPlaces& places,
                                        const std::filesystem::path& exchange);

/// Measures the memory of PyTorch's side, each time in a process of its own: the lesser one of both layouts of images;
/// of a quick run, that of `run`.
/// @throws Error with the process's last line where it ended badly
SideMemory measure_pytorch_memory(const DataSplit& data, const ExperimentSettings& settings, const Request& request,
                                  const SideRun& run, const PyTorchPlaces& places);

/// The run that was kept. @throws Error where it cannot be read
Side stored_pytorch_side(const PyTorchPlaces& places);

}  // namespace strata::experiments
