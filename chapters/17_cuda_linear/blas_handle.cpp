#include "17_cuda_linear/blas_handle.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "15_cuda_kernels/device_memory.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "17_cuda_linear/blas_error.hpp"

namespace strata {
namespace {

// Memory of the GPU itself and no tensor: it outlives the scopes that lend allocators to tensors.
class Workspace {
 public:
  Workspace() : memory_(static_cast<std::byte*>(cuda_memory().allocate(blas_workspace_bytes()))) {}

  void* data() const { return memory_.get(); }

 private:
  struct Release {
    void operator()(std::byte* memory) const { cuda_memory().release(memory, blas_workspace_bytes()); }
  };

  std::unique_ptr<std::byte, Release> memory_;
};

// [region handle]
class BlasHandle {
 public:
  BlasHandle() {
    cublasHandle_t made = nullptr;
    expect_success(cublasCreate(&made), "cublasCreate");
    handle_.reset(made);
    // Float32 stays float32: this mode takes no shorter numbers. CUBLAS_PEDANTIC_MATH would also forbid algorithms that
    // add in another order, and an order of its own is all that a product here is asked for.
    expect_success(cublasSetMathMode(made, CUBLAS_DEFAULT_MATH), "cublasSetMathMode");
  }

  cublasHandle_t in(cudaStream_t stream) {
    void* const workspace = workspace_of(stream);
    expect_success(cublasSetStream(handle_.get(), stream), "cublasSetStream");
    // In this order: cublasSetStream() takes the workspace away.
    expect_success(cublasSetWorkspace(handle_.get(), workspace, blas_workspace_bytes()), "cublasSetWorkspace");
    return handle_.get();
  }

 private:
  struct Destroy {
    void operator()(cublasHandle_t handle) const { cublasDestroy(handle); }
  };

  void* workspace_of(cudaStream_t stream) {
    for (const auto& [known, workspace] : workspaces_) {
      if (known == stream) return workspace.data();
    }
    return workspaces_.emplace_back(stream, Workspace()).second.data();
  }

  std::vector<std::pair<cudaStream_t, Workspace>> workspaces_;
  std::unique_ptr<cublasContext, Destroy> handle_;  // goes first, and waits for the GPU
};
// [endregion handle]

}  // namespace

cublasHandle_t blas_handle() {
  thread_local BlasHandle handle;
  return handle.in(current_stream());
}

// cuBLAS Library, cublasSetWorkspace(), table "GPU Architecture, Recommended workspace size".
std::size_t blas_workspace_bytes() {
  static const std::size_t bytes = [] {
    int device = 0;
    expect_success(cudaGetDevice(&device), "cudaGetDevice");
    cudaDeviceProp properties{};
    expect_success(cudaGetDeviceProperties(&properties, device), "cudaGetDeviceProperties");
    constexpr std::size_t mebibyte = std::size_t{1} << 20U;
    constexpr int hopper = 9;
    return (properties.major >= hopper ? 32 : 4) * mebibyte;
  }();
  return bytes;
}

}  // namespace strata
