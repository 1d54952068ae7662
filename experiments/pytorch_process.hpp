#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/compared_training.hpp"
#include "experiments/request.hpp"
#include "experiments/side_run.hpp"

namespace strata::experiments {

/// Where PyTorch's side of the comparison comes from.
struct PyTorchPlaces {
  std::string python = "python3";                                             ///< a program's name, or its path
  std::filesystem::path script = STRATA_PYTORCH_SIDE;                         ///< experiments/pytorch_side.py
  std::filesystem::path stored = STRATA_PYTORCH_RESULTS "/CuPyCNN_run.json";  ///< a run that was kept
};

/// Which PyTorch that Python has. Nothing where there is no such Python or it has no PyTorch.
/// @throws Error with the process's last line where it ended badly
std::optional<std::string> pytorch_version(const PyTorchPlaces& places);

/// What the times of PyTorch's side depend on, beside the work, in words.
std::string pytorch_conditions(const Request& request, const std::string& version);

/// Trains and times PyTorch's side. What the process reads is written to a folder beside the other files of the
/// training; the images there are removed afterwards. Of each thing that is timed, the fastest of PyTorch's ways
/// counts.
/// @param training    what both sides do
/// @param conditions  as pytorch_conditions says them
/// @param request     threads, and whether it is quick
/// @param places      Python and the script
/// @param count       is told of every epoch, when it is over
/// @throws Error with the process's last line where it ended badly
SideRun run_pytorch_side(const ComparedTraining& training, const std::string& conditions, const Request& request,
                         const PyTorchPlaces& places, const CountImages& count);

/// How many images measure_pytorch_memory counts.
Index images_of_pytorch_memory(const ComparedTraining& training, const Request& request);

/// Measures the memory of PyTorch's side, each time in a process of its own: the lesser one of both layouts of images;
/// of a quick run, that of the layout in which it trained.
/// @param training  of the first seed
/// @param run       what came out of it
/// @param request   threads, and whether it is quick
/// @param places    Python and the script
/// @param count     is told of every process, as if it were an epoch
/// @throws Error with the process's last line where it ended badly
SideMemory measure_pytorch_memory(const ComparedTraining& training, const SideRun& run, const Request& request,
                                  const PyTorchPlaces& places, const CountImages& count);

/// The run that was kept. @throws Error where it cannot be read
Side stored_pytorch_side(const PyTorchPlaces& places);

}  // namespace strata::experiments
