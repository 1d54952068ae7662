#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "14_fast_cpu/fast_cpu.hpp"
#include "common/json_file.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/pytorch.hpp"
#include "tests/captured_output.hpp"
#include "tests/dataset_files.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {

/// MNIST's four files with images of 28 x 28 pixels, none like another.
inline void write_digits(const std::filesystem::path& folder, const std::string& part, std::uint32_t count) {
  std::string images = idx_number(0x803) + idx_number(count) + idx_number(28) + idx_number(28);
  for (std::uint32_t i = 0; i < count * 28 * 28; ++i) images += static_cast<char>((i * i / 7 + i) & 0xff);
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / (part + "-images-idx3-ubyte"), images);
  write_file_atomically(folder / (part + "-labels-idx1-ubyte"), idx_labels(count));
}

/// The experiment `pytorch` with 60 images, two epochs of two steps and two seeds in a folder of its own, without
/// PyTorch.
class SmallComparison {
 public:
  SmallComparison() {
    fast_cpu::install();
    write_digits(folder_ / "data", "train", 60);
    write_digits(folder_ / "data", "t10k", 64);
    request.program.data = folder_ / "data";
    request.program.out = folder_ / "out";
    request.program.epochs = 2;
    request.program.batch_size = 40;
    request.quick = true;
    places.python = "no-such-python";
  }

  DataSplit data() const { return experiments::experiment_data("mnist", request); }

  experiments::ComparedTraining first_training() const {
    return experiments::compared_trainings(data(), request).front();
  }

  /// Stores a run of this work, without numbers that old runs do not have.
  void store(const std::string& work) {
    const experiments::Way way{.threads = 7, .layout = "NCHW"};
    const experiments::SideRun run{.work = work,
                                   .conditions = "a machine",
                                   .made = "2026-11-22 on a machine",
                                   .software = "PyTorch 9",
                                   .images = 123,
                                   .batch_size = 45,
                                   .training = way,
                                   .losses = {2.5, 2.25, 2},
                                   .seconds = {10, 20},
                                   .test_accuracy = 0.75,
                                   .forward = {way, {1, 0.5, 2}},
                                   .backward = {way, {3, 2, 4}}};
    const experiments::Side side{.name = "PyTorch",
                                 .runs = {run},
                                 .memory = {{.idle = 100, .above = 50}, {.idle = 100, .above = 500}},
                                 .stored = "2026-11-22 on a machine"};
    places.stored = folder_ / "stored.json";
    write_file_atomically(places.stored, json_of(side).dump());
  }

  /// Puts a shell script in the place of Python.
  void answer(const std::string& script) {
    places.python = "sh";
    places.script = folder_ / "side.sh";
    write_file_atomically(places.script, script);
  }

  /// Runs the experiment and returns what it printed.
  std::string run() const {
    CapturedOutput output(stdout), progress(stderr);
    experiments::compare_with_pytorch(request, places);
    std::cout.flush();
    return output.text();
  }

  nlohmann::ordered_json results() const { return read_json(folder_ / "out" / "results.json"); }

  std::filesystem::path folder() const { return folder_.path(); }

  experiments::Request request;
  experiments::PyTorchPlaces places;

 private:
  TemporaryFolder folder_;
};

/// What pytorch_side.py prints, with a test accuracy of 0.5. It trains in two ticks, of which it tells as the script
/// does.
inline const std::string canned_answers = R"(
way='"threads": 1, "layout": "NCHW"'
case "$1" in
  version) echo '{"version": "9"}' ;;
  train) echo 1 > "$3/epochs"; sleep 0.5
         echo '{"software": "PyTorch 9", "device": "cpu", "images": 60, "batch size": 40,
                "way of training": {"threads": 1, "layout": "channels last"},
                "losses": [2.5, 2.25, 2.0], "epoch seconds": [10.0, 20.0], "running accuracy": 0.25,
                "train accuracy": 0.375, "test accuracy": 0.5,
                "forward of 1 ms": {'"$way"', "median": 1.0, "low": 0.5, "high": 2.0},
                "backward of 1 ms": {'"$way"', "median": 3.0, "low": 2.0, "high": 4.0},
                "inference of 1 ms": {'"$way"', "median": 0.5, "low": 0.25, "high": 1.0},
                "inference of 64 ms": {'"$way"', "median": 5.0, "low": 4.0, "high": 6.0}}' ;;
  memory) echo '{"idle": 700.0, "above": 150.0}' ;;
esac
)";

}  // namespace strata
