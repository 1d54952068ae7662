// What the machine reaches, and where work stands below it.

#include <catch2/catch.hpp>
#include <vector>

#include "14_fast_cpu/label_sides.hpp"
#include "14_fast_cpu/roofline.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;
using namespace strata::fast_cpu;

namespace {

// 100 operations per second; 50 bytes per second from a small footprint, 10 from a large one.
const ThreadCeilings slow_machine{2, 100, 50, {{1000, 40, 50}, {8000, 9, 10}}};

}  // namespace

TEST_CASE("The machine's ceilings are found for each number of threads and each footprint", "[layering]") {
  const std::vector<ThreadCeilings> machine = measure_machine({.threads = {1, 2},
                                                               .smallest_bytes = Index{16} << 10,
                                                               .largest_bytes = Index{64} << 10,
                                                               .sweeps = 1,
                                                               .seconds_per_ceiling = 0.001});
  REQUIRE(machine.size() == 2);
  for (const ThreadCeilings& ceilings : machine) {
    // No processor of today is outside of these; a loop that the compiler leaves out is.
    CHECK(ceilings.flops_f32 > 1e8);
    CHECK(ceilings.flops_f32 < 1e13);
    CHECK(ceilings.flops_f64 > 1e8);
    REQUIRE(ceilings.memory.size() == 2);
    CHECK(ceilings.memory[1].bytes == Index{64} << 10);
    for (const MemoryCeiling& memory : ceilings.memory) {
      CHECK(memory.read > 1e7);
      CHECK(memory.read < 1e13);
      CHECK(memory.update > 1e7);
      CHECK(memory.update < 1e13);
    }
  }
  CHECK(ceilings_with(machine, 2).threads == 2);
  CHECK_THROWS_WITH(ceilings_with(machine, 3), Catch::Matchers::Contains("got 3 threads"));
  check_contains(describe_machine(machine), {"float64 (GFLOP/s)", "16 KiB", "read and written, 2 threads (GB/s)"});
}

TEST_CASE("What the machine does now is as likely as its ceilings are", "[layering]") {
  for (const Index threads : {1, 2}) {
    CHECK(operations_per_second_now(threads) > 1e8);
    CHECK(operations_per_second_now(threads) < 1e13);
  }
}

TEST_CASE("Ceilings need threads and footprints that make sense", "[layering]") {
  CHECK_THROWS_WITH(measure_machine({.threads = {}}), Catch::Matchers::Contains("numbers of threads from 1 on"));
  CHECK_THROWS_WITH(measure_machine({.threads = {1, 0}}), Catch::Matchers::Contains("numbers of threads from 1 on"));
  CHECK_THROWS_WITH(measure_machine({.smallest_bytes = 1000}), Catch::Matchers::Contains("from 1000 to"));
  CHECK_THROWS_WITH(measure_machine({.largest_bytes = 1}), Catch::Matchers::Contains("the smaller one first"));
}

TEST_CASE("What can be reached is the lower one of two ceilings", "[layering]") {
  CHECK(attainable(slow_machine, 1, 500) == 50);
  CHECK(attainable(slow_machine, 1, 1001) == 10);
  CHECK(attainable(slow_machine, 1, 1'000'000) == 10);
  CHECK(attainable(slow_machine, 20, 1'000'000) == 100);
  // 4000 bytes are 2000 for each of the two threads: 0.5 operations per byte allow 5 of them in a second.
  CHECK(share_of_roofline(slow_machine, {"fc1", 2000, 4000, 800}) == Approx(0.5));
}

TEST_CASE("A roofline has a line for each memory and a named point for each layer", "[layering]") {
  const TemporaryFolder folder;
  const Picture picture =
      draw_roofline(slow_machine, {{"forward", {{"fc1", 2000, 4000, 800}}}, {"backward", {}}}, folder / "roofline");
  check_contains(text_of(picture.script), {"set logscale x", "set logscale y", "2 threads"});
  check_contains(text_of(picture.data), {"\"fc1\"", "7 KiB in use"});
}

TEST_CASE("Words in a roofline cover neither each other nor points nor the border", "[layering]") {
  using fast_cpu::label_sides;
  using Side = Plot::Side;
  CHECK(label_sides({{100, 100, 5}}, 700) == std::vector{Side::right});
  CHECK(label_sides({{690, 100, 5}}, 700) == std::vector{Side::left});
  CHECK(label_sides({{100, 100, 5}, {130, 102, 5}}, 700) == std::vector{Side::left, Side::right});
  CHECK(label_sides({{100, 100, 5}, {130, 102, 5}, {70, 99, 5}}, 700) ==
        std::vector{Side::above, Side::right, Side::left});
}
