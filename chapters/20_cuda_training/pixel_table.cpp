#include "20_cuda_training/gather_kernels.hpp"

namespace strata {

// [region pixel_table]
Tensor pixel_table(const Normalisation& normalisation, Index channels) {
  constexpr Index bytes = 256;
  Tensor every_byte({{bytes, 1, 1, channels}, "NHWC"}, {Device::cpu, Dtype::u8});
  for (Index i = 0; i < every_byte.count(); ++i) {
    every_byte.data<std::uint8_t>()[i] = static_cast<std::uint8_t>(i / channels);
  }
  return normalisation.apply(every_byte).reshape({bytes, channels}).to(Device::cuda);
}
// [endregion pixel_table]

}  // namespace strata
