#pragma once

#include "common/function_ref.hpp"
#include "common/index.hpp"

namespace strata {

/// Calls body(begin, end) for [0, grain), [grain, 2 grain), ... up to count, on as many threads as thread_count() says.
///
/// The chunks depend on count and grain alone, never on the number of threads: each chunk computes the same bits
/// wherever it runs. A body that reduces writes one partial result per chunk (number begin / grain), and the caller
/// adds them in order. Called inside a body of several chunks, it runs its own one after another. If bodies throw, the
/// exception of the lowest chunk that threw is passed on after all started chunks have ended.
void parallel_for(Index count, Index grain, FunctionRef<void(Index begin, Index end)> body);

/// As parallel_for, and the body also gets the number of the thread that runs it, 0 <= worker < thread_count(). No two
/// bodies of one call run at the same time with the same number, so that a kernel can have one workspace per thread.
/// Which chunk runs on which thread is chance: a result must not depend on it, and a workspace that is read must have
/// been written by the same chunk.
void parallel_for_workers(Index count, Index grain, FunctionRef<void(Index begin, Index end, Index worker)> body);

/// How many chunks parallel_for makes.
constexpr Index chunk_count(Index count, Index grain) { return (count + grain - 1) / grain; }

/// How many threads parallel_for uses, the calling one included. At the start: one per core.
Index thread_count();

/// Replaces the thread pool by one of `threads` threads (at least 1). Must not be called inside a body.
void set_thread_count(Index threads);

}  // namespace strata
