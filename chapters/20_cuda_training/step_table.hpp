#pragma once

// Where all parameters of an optimiser lie, as kernels read it: a table in the GPU's memory. For files that hold
// kernels
// (.cu).

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "06_optimizers/pace.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "20_cuda_training/recording.hpp"

namespace strata {

/// Numbers of a chunk, which one block steps: four for each of its threads.
constexpr Index step_chunk = 1024;

// [region row]
/// One parameter as a kernel sees it.
template <class T>
struct StepRow {
  const T* gradient;   ///< dθ
  T* value;            ///< θ
  T* memory[3];        ///< what the optimiser remembers of it; null where it remembers less
  Index count;         ///< numbers of the parameter
  Index first_chunk;   ///< chunks of all parameters before it (20.2)
  double rate_factor;  ///< as in Pace
  double missed;       ///< likewise

  /// Equal in everything.
  bool operator==(const StepRow&) const = default;
};
// [endregion row]

/// A parameter that is stepped alone, or the first of a table.
template <class T>
StepRow<T> step_row(const Pace& pace, const Tensor& gradient, std::span<Tensor* const> memory, Tensor& value) {
  StepRow<T> row{.gradient = gradient.data<T>(),
                 .value = value.data<T>(),
                 .memory = {},
                 .count = value.count(),
                 .first_chunk = 0,
                 .rate_factor = pace.rate_factor,
                 .missed = pace.missed};
  for (std::size_t i = 0; i < memory.size(); ++i) row.memory[i] = memory[i]->data<T>();
  return row;
}

// [region search]
/// Whose chunk this is (20.3). rows[parameters] begins behind the last chunk of all.
template <class T>
__device__ Index parameter_of(const StepRow<T>* rows, Index parameters, Index chunk) {
  Index low = 0, high = parameters;  // rows[low] begins at the chunk or before it, rows[high] behind it
  while (high - low > 1) {
    const Index middle = (low + high) / 2;
    if (rows[middle].first_chunk <= chunk) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
// [endregion search]

// [region table]
/// The rows of an optimiser's parameters, and one behind them that says where the last chunk ends. They lie at one
/// place in the GPU's memory as long as the optimiser lives, so a recorded graph finds them there. There is room for
/// all parameters; where some are frozen, the rows left over begin behind the last chunk, too, and no chunk is theirs.
template <class T>
class StepTable : public StepNotes {
 public:
  /// Room for so many parameters.
  explicit StepTable(std::size_t most)
      : next_(most + 1), rows_({static_cast<Index>((most + 1) * sizeof(StepRow<T>))}, {Device::cuda, Dtype::u8}) {}

  /// The parameters of the next step. The table is sent only if it is not what the GPU has.
  /// @throws Error if it would have to be sent while a graph is recorded
  void set(std::span<const ParameterStep> parameters) {
    chunks_ = 0;
    std::size_t used = 0;
    for (const ParameterStep& own : parameters) {
      Tensor* memory[3] = {};
      for (std::size_t i = 0; i < own.memory.size(); ++i) memory[i] = &own.memory[i];
      next_[used] = step_row<T>(own.pace, own.gradient, {memory, own.memory.size()}, own.value);
      next_[used++].first_chunk = chunks_;                   // (20.2)
      chunks_ += blocks_for(own.value.count(), step_chunk);  // (20.1)
    }
    for (; used < next_.size(); ++used) {
      next_[used] = {};
      next_[used].first_chunk = chunks_;
    }
    if (next_ == sent_) return;
    expect_no_recording("a step of all parameters", "parameters that are not those of the step before");
    send(next_.data(), rows_);
    sent_ = next_;
  }

  /// On the GPU: of the parameters, and one more.
  const StepRow<T>* rows() const { return reinterpret_cast<const StepRow<T>*>(rows_.data<std::uint8_t>()); }

  /// How many there is room for.
  Index parameters() const { return static_cast<Index>(next_.size()) - 1; }

  /// Of all parameters together.
  Index chunks() const { return chunks_; }

 private:
  std::vector<StepRow<T>> next_, sent_;
  Tensor rows_;
  Index chunks_ = 0;
};
// [endregion table]

/// The table of the optimiser whose step this is. It is made at the first.
template <class T>
StepTable<T>& step_table(const JointStep& step) {
  auto* table = dynamic_cast<StepTable<T>*>(step.notes.get());
  if (table == nullptr) {
    auto made = std::make_unique<StepTable<T>>(step.most);
    table = made.get();
    step.notes = std::move(made);
  }
  table->set(step.parameters);
  return *table;
}

}  // namespace strata
