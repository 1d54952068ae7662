#pragma once

// How a layer that is written once finds the arithmetic for the device and the dtype at hand. Later machinery: a first
// reader needs to know only that kernels<LinearKernels>(x) returns a struct of functions.

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "01_tensors/device.hpp"
#include "01_tensors/dtype.hpp"
#include "01_tensors/tensor.hpp"
#include "common/error.hpp"

namespace strata {

/// The name of a set of kernels that a reader can ask for. Every chapter of Part I teaches "plain".
constexpr std::string_view plain_kernels = "plain";

/// Asks every table for the kernels of this set where it has them. Empty, as at the start: the set installed last.
void prefer_kernels(std::string_view set);

/// The set that prefer_kernels() asked for, as text of its own that stays when another set is asked for.
std::string preferred_kernels();

/// The same without a copy, for the look-up in every call of a kernel. Valid until the next prefer_kernels().
std::string_view preferred_kernels_view();

/// Asks for a set of kernels until the scope ends, then for the set that was preferred before. Not while other threads
/// look kernels up.
class PreferKernels {
 public:
  /// From here on, every table gives this set where it has it.
  explicit PreferKernels(std::string_view set) { prefer_kernels(set); }
  PreferKernels(const PreferKernels&) = delete;
  PreferKernels& operator=(const PreferKernels&) = delete;
  ~PreferKernels() { prefer_kernels(before_); }

 private:
  std::string before_ = preferred_kernels();
};

/// @{
/// What a KernelTable throws: the table is full; it has no functions for a device and dtype; it has none of a set.
Error table_is_full(std::string_view layer, std::size_t most);
Error missing_kernel(std::string_view layer, Device device, Dtype dtype, std::string_view cuda_chapter);
Error missing_set(std::string_view layer, Device device, Dtype dtype, std::string_view set);
/// @}

/// The functions that run one kind of layer, for each device and dtype that a chapter has taught. Which of several sets
/// runs is decided by one list, the same for every layer: first the set that prefer_kernels() names, if the table has
/// it; then the sets of the table, the one installed last first. At the start these are a chapter's own CPU functions,
/// defined in one constant expression, so that the table is never empty and there is no static initialiser that a
/// linker could drop. Later chapters add to it with install().
template <class Kernels>
class KernelTable {
 public:
  /// One set of functions for one device and dtype.
  struct Entry {
    Device device;           ///< where the tensors live
    Dtype dtype;             ///< what their elements are
    std::string_view set;    ///< the name that prefer_kernels() takes
    const Kernels* kernels;  ///< functions that live to the end of the program

    /// Equal in all four.
    bool operator==(const Entry&) const = default;
  };

  /// @param layer         what the functions run, for messages: "Linear"
  /// @param cuda_chapter  who teaches CUDA, for messages: "link strata::cuda_linear, chapter 17"
  /// @param entries       what is known from the start
  constexpr KernelTable(std::string_view layer, std::string_view cuda_chapter, std::initializer_list<Entry> entries)
      : layer_(layer), cuda_chapter_(cuda_chapter) {
    for (const Entry& entry : entries) entries_[count_++] = entry;
  }

  /// Adds a set of functions; it comes before those that are already there for its device and dtype. A set that is
  /// there under the same name is replaced. @throws Error when the table is full
  void install(const Entry& entry) {
    for (std::size_t i = count_; i > 0; --i) {
      const Entry& old = entries_[i - 1];
      if (old.device == entry.device && old.dtype == entry.dtype && old.set == entry.set) remove(i - 1);
    }
    cover(entry);
  }

  /// Adds a set of functions in front of all, one of the same name included; see KernelScope.
  /// @throws Error when the table is full
  void cover(const Entry& entry) {
    if (count_ == entries_.size()) throw table_is_full(layer_, entries_.size());
    entries_[count_++] = entry;
  }

  /// Forgets the newest entry that equals this one, and no other.
  void uninstall(const Entry& entry) noexcept {
    for (std::size_t i = count_; i > 0; --i) {
      if (entries_[i - 1] == entry) return remove(i - 1);
    }
  }

  /// The functions for a device and dtype: those of the preferred set, else those installed last.
  /// @throws Error that says in one sentence what is missing and which chapter teaches it
  const Kernels& find(Device device, Dtype dtype) const { return *chosen(device, dtype).kernels; }

  /// The name of the set that find(device, dtype) takes. @throws Error as find() does
  std::string_view chosen_set(Device device, Dtype dtype) const { return chosen(device, dtype).set; }

  /// The functions of one set, to compare sets with each other. @throws Error if the set has none for device and dtype
  const Kernels& find(Device device, Dtype dtype, std::string_view set) const {
    if (const Entry* entry = newest(device, dtype, set)) return *entry->kernels;
    throw missing_set(layer_, device, dtype, set);
  }

 private:
  void remove(std::size_t position) noexcept {
    for (std::size_t i = position + 1; i < count_; ++i) entries_[i - 1] = entries_[i];
    --count_;
  }

  const Entry& chosen(Device device, Dtype dtype) const {
    if (const Entry* entry = newest(device, dtype, preferred_kernels_view())) return *entry;
    if (const Entry* entry = newest(device, dtype, "")) return *entry;
    throw missing_kernel(layer_, device, dtype, cuda_chapter_);
  }

  // The entry that was installed last for a device and dtype; an empty set name stands for every set.
  const Entry* newest(Device device, Dtype dtype, std::string_view set) const {
    for (std::size_t i = count_; i > 0; --i) {
      const Entry& entry = entries_[i - 1];
      if (entry.device == device && entry.dtype == dtype && (set.empty() || entry.set == set)) return &entry;
    }
    return nullptr;
  }

  std::string_view layer_;
  std::string_view cuda_chapter_;
  std::array<Entry, 32> entries_{};
  std::size_t count_ = 0;
};

/// Installs a set of kernels until the scope ends; one of the same name is covered, not replaced.
template <class Kernels>
class KernelScope {
 public:
  /// Installs the set; it comes before those that are already there.
  explicit KernelScope(const typename KernelTable<Kernels>::Entry& entry) : entry_(entry) {
    Kernels::table.cover(entry);
  }
  KernelScope(const KernelScope&) = delete;
  KernelScope& operator=(const KernelScope&) = delete;
  ~KernelScope() { Kernels::table.uninstall(entry_); }

 private:
  typename KernelTable<Kernels>::Entry entry_;
};

/// The functions that fit a tensor's device and dtype. `Kernels` is a struct of function pointers with a static member
/// `table`, defined by the chapter that owns the struct.
template <class Kernels>
const Kernels& kernels(const Tensor& tensor) {
  return Kernels::table.find(tensor.device(), tensor.dtype());
}

}  // namespace strata
