# Debian's cross compiler, and an emulator that runs its programs here. See docs/architecture.md.
#   cmake -S . -B build/arm64 -G Ninja --toolchain cmake/arm64.cmake
#   cmake --build build/arm64 --target test_14_fast_cpu && ctest --test-dir build/arm64 --label-regex 14_fast_cpu
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64;-L;/usr/aarch64-linux-gnu)
set(STRATA_ARCH "" CACHE STRING "The compiler's default, which has vectors of four floats")
set(STRATA_QUICK_TESTS_TOGETHER ON CACHE BOOL "An emulator takes longer to start than to run one of them")
set(STRATA_OPTIMISE_CHAPTERS_ONLY ON CACHE BOOL "What the tests need besides is not what they test")
set(STRATA_HEADERS_ONLY ON CACHE BOOL "Debian's libraries for arm64 would take the place of those for this machine")
