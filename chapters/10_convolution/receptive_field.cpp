#include "10_convolution/receptive_field.hpp"

namespace strata {

// [region through]
ReceptiveField through(const ReceptiveField& below, const WindowAxis& window) {
  return {.size = below.size + below.stride * window.dilation * (window.kernel - 1),  // (10.28)
          .stride = below.stride * window.stride,                                     // (10.29)
          .start = below.start + below.stride * window.before};                       // (10.30)
}
// [endregion through]

ReceptiveField receptive_field_of_rows(std::span<const Window> stack) {
  ReceptiveField field;
  for (const Window& window : stack) field = through(field, window.rows);
  return field;
}

ReceptiveField receptive_field_of_columns(std::span<const Window> stack) {
  ReceptiveField field;
  for (const Window& window : stack) field = through(field, window.columns);
  return field;
}

}  // namespace strata
