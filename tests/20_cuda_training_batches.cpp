// Batches made on the GPU are the CPU's loader's, to the last bit: from bytes that lie there, and prefetched.

#include <catch2/catch.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "20_cuda_training/device_dataset.hpp"
#include "20_cuda_training/gather_kernels.hpp"
#include "20_cuda_training/prefetched_batches.hpp"
#include "tests/07_training_images.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/cuda_recording.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

// 23 images of 6 x 6 pixels: batches of 5, and the last of 3.
DataLoader loader_of(Index channels, Augmentation augmentation = {}) {
  const Dataset data = learnable_images(23, 3, 1, channels);
  return DataLoader(
      data, {.batch_size = 5, .normalisation = Normalisation::measured(data), .augmentation = std::move(augmentation)});
}

bool equal(const Batch& got, const Batch& expected) {
  return got.x.shape() == expected.x.shape() && numbers(got.x) == numbers(expected.x) &&
         numbers(got.labels) == numbers(expected.labels);
}

// Two epochs from the beginning, and the end of a third.
void check_batches(BatchSource& source) {
  const DataLoader& loader = source.loader();
  Batch batch;
  for (const auto& [epoch, begin] : std::vector<std::pair<Index, Index>>{{1, 0}, {2, 0}, {5, 3}}) {
    source.begin(epoch, begin);
    for (Index number = begin; number < loader.batches(); ++number) {
      INFO("batch " << number << " of epoch " << epoch);
      CHECK(source.next_size() == (number == 4 ? 3 : 5));
      source.next(batch);
      CHECK(equal(batch, loader.batch(epoch, number)));
    }
    CHECK_THROWS_AS(source.next(batch), Error);
  }
}

}  // namespace

TEST_CASE("The table of pixels has the bits of the CPU's normalisation", "[layering]") {
  cuda_kernels::install();
  for (const Index channels : {1, 3}) {
    const DataLoader loader = loader_of(channels);
    const Tensor table = pixel_table(loader.options().normalisation, channels).to(Device::cpu);
    REQUIRE(table.shape() == Shape{256, channels});
    const Tensor& images = loader.data().images;
    const Tensor x = loader.options().normalisation.apply(images);
    Index wrong = 0;
    for (Index i = 0; i < images.count(); ++i) {
      const auto byte = static_cast<Index>(images.values<std::uint8_t>()[static_cast<std::size_t>(i)]);
      const auto at = static_cast<std::size_t>(byte * channels + i % channels);
      if (table.values<float>()[at] != x.values<float>()[static_cast<std::size_t>(i)]) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("A data set on the GPU gives the loader's batches, to the last bit, in every order", "[layering]") {
  cuda_kernels::install();
  const Index channels = GENERATE(1, 3);
  const DataLoader loader = loader_of(channels);
  in_every_order([&] {
    DeviceDataset source(loader);
    check_batches(source);
  });
}

TEST_CASE("Prefetched batches are the loader's, to the last bit, in every order, augmented or not", "[layering]") {
  cuda_kernels::install();
  const Index channels = GENERATE(1, 3);
  const DataLoader plain = loader_of(channels), shifted = loader_of(channels, random_shift(1));
  in_every_order([&] {
    PrefetchedBatches first(plain), second(shifted);
    check_batches(first);
    check_batches(second);
  });
}

// Nobody reads a batch before the epoch is over, so both streams are as late as they can be.
TEST_CASE("Prefetched batches are right when nobody waits for them", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1);
  PrefetchedBatches source(loader);
  for (const Index epoch : {1, 2}) {
    std::vector<Batch> batches(static_cast<std::size_t>(loader.batches()));
    source.begin(epoch);
    for (Batch& batch : batches) source.next(batch);
    for (std::size_t number = 0; number < batches.size(); ++number) {
      CHECK(equal(batches[number], loader.batch(epoch, static_cast<Index>(number))));
    }
  }
}

TEST_CASE("A batch that was recorded is another one in each replay", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1);
  DeviceDataset source(loader);
  Batch batch;
  source.begin(1);
  source.next(batch);
  Recording next([&] { source.next(batch); });
  source.count_replayed(-1);
  for (const auto& [epoch, begin] : std::vector<std::pair<Index, Index>>{{1, 1}, {2, 0}}) {
    if (epoch != 1) source.begin(epoch);
    for (Index number = begin; number < 4; ++number) {
      next.replay();
      source.count_replayed(1);
      CHECK(equal(batch, loader.batch(epoch, number)));
    }
    Batch rest;
    source.next(rest);
    CHECK(equal(rest, loader.batch(epoch, 4)));
  }
}

TEST_CASE("Batches ask for no memory of the GPU after the first", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1);
  for (const std::size_t most_bytes : {std::size_t{0}, std::size_t{1} << 20U}) {
    const std::unique_ptr<BatchSource> source = make_batch_source(loader, most_bytes);
    Batch batch;
    source->begin(1);
    source->next(batch);
    const auto before = allocator(Device::cuda).statistics();
    for (Index number = 1; number < 4; ++number) source->next(batch);
    CHECK(allocator(Device::cuda).statistics().requests == before.requests);
  }
}

TEST_CASE("What fits lies on the GPU, and what the CPU augments is prefetched", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1), augmented = loader_of(1, random_mirror());
  const auto lies_there = [](const std::unique_ptr<BatchSource>& source) {
    return dynamic_cast<const DeviceDataset*>(source.get()) != nullptr;
  };
  CHECK(DeviceDataset::bytes(loader) == 23 * (36 + 4 + 8));
  CHECK(lies_there(make_batch_source(loader)));
  CHECK(lies_there(make_batch_source(loader, 23 * 48)));
  CHECK_FALSE(lies_there(make_batch_source(loader, 23 * 48 - 1)));
  CHECK_FALSE(lies_there(make_batch_source(augmented)));
  check_contains(error_message([&] { DeviceDataset{augmented}; }), {"DeviceDataset", "augments", "PrefetchedBatches"});
}

TEST_CASE("Batches outside of an epoch are refused", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1);
  DeviceDataset source(loader);
  Batch batch;
  check_contains(error_message([&] { source.next(batch); }), {"a batch before begin()"});
  check_contains(error_message([&] { source.begin(1, 5); }), {"batch 5 of epoch 1", "0 to 4"});
  CHECK_THROWS_AS(source.begin(0), Error);
}

#ifndef STRATA_CUDA
// The second stream's copies and the kernels of the first meet at events alone; on a stream that nobody waits for,
// nothing has happened yet.
TEST_CASE("A prefetched batch that is read on the wrong stream is not there", "[layering]") {
  cuda_kernels::install();
  const DataLoader loader = loader_of(1);
  PrefetchedBatches source(loader);
  Batch batch;
  const CudaStream elsewhere;
  source.begin(1);
  {
    const CudaStreamScope scope(elsewhere.handle());
    source.next(batch);
  }
  CHECK_FALSE(equal(batch, loader.batch(1, 0)));  // nobody waited for `elsewhere`
  elsewhere.synchronize();
  CHECK(equal(batch, loader.batch(1, 0)));
}
#endif
