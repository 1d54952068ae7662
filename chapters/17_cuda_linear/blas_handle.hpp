#pragma once

#include <cublas_v2.h>

namespace strata {

/// cuBLAS's handle of this thread; what it is given next joins the current stream. Every thread has its own, made when
/// it first asks and gone with the thread, because two threads must not change one handle's stream.
///
/// For each stream, the handle has a workspace of its own, in which cuBLAS keeps partial sums. It stays where it is, so
/// a graph that recorded a product finds it again, and a product's bits do not depend on what else the GPU is doing.
/// The first call for a stream takes memory, so it must come before that stream records. A graph replays where nothing
/// else uses the workspace at the same time: in the stream that recorded it, or while that one is idle.
/// @throws Error with cuBLAS's or CUDA's words
cublasHandle_t blas_handle();

/// Bytes of each workspace, as NVIDIA recommends for the GPU at hand.
std::size_t blas_workspace_bytes();

}  // namespace strata
