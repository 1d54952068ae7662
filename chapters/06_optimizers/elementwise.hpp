#pragma once

#include "01_tensors/tensor.hpp"
#include "common/parallel.hpp"

namespace strata {

/// Elements of a chunk: starting it costs nothing beside so many, and there are enough chunks for all cores.
constexpr Index elementwise_grain = 1 << 14;

/// Calls element(i) for the index of every element of a CPU tensor. Chunks depend on the number of elements alone.
template <class Element>
void for_each_element(const Tensor& tensor, const Element& element) {
  parallel_for(tensor.count(), elementwise_grain, [&](Index begin, Index end) {
    const Element own = element;  // the pointers it holds stay in registers
    for (Index i = begin; i < end; ++i) own(i);
  });
}

}  // namespace strata
