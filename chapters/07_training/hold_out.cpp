#include "07_training/hold_out.hpp"

#include <fmt/format.h>

#include "common/error.hpp"

namespace strata {

DataSplit hold_out(const Dataset& train, Index count) {
  if (count < 1 || count >= train.size()) {
    throw Error({"hold_out", fmt::format("{} of {} images", count, train.size()),
                 fmt::format("1 to {}", train.size() - 1), ""});
  }
  const Index kept = train.size() - count;
  return {
      {train.name, train.images.slice(0, kept), train.labels.slice(0, kept), train.class_names},
      {train.name, train.images.slice(kept, train.size()), train.labels.slice(kept, train.size()), train.class_names}};
}

}  // namespace strata
