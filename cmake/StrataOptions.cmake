# One place for every switch of the build: language, warnings, instruction set, sanitizers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(STRATA_BUILD_TESTS "Build the tests" ON)
option(STRATA_WARNINGS_AS_ERRORS "Stop at the first compiler warning (CI does)" OFF)
set(STRATA_ARCH native CACHE STRING "Instruction set: a value of the compiler's -march, or empty for its default")
# For a cross compiler that has no compiled libraries at hand: cmake/arm64.cmake.
option(STRATA_HEADERS_ONLY "Use only libraries that are headers; the one program to build is test_14_fast_cpu" OFF)
option(STRATA_QUICK_TESTS_TOGETHER "Let ctest start all quick cases of a chapter in one process" OFF)
option(STRATA_OPTIMISE_CHAPTERS_ONLY "Leave programs and experiments unoptimised; their tests build sooner" OFF)
set(STRATA_SANITIZE "" CACHE STRING "Sanitizers, comma-separated: address,undefined or thread")

# Everything that is compiled for Strata links this target.
add_library(strata_build_flags INTERFACE)
# What nvcc gets stands in StrataCuda.cmake.
function(strata_cxx_options)
  foreach(option IN LISTS ARGN)
    target_compile_options(strata_build_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:${option}>)
  endforeach()
endfunction()
strata_cxx_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(STRATA_WARNINGS_AS_ERRORS)
  strata_cxx_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # With AVX-512, g++ 12 raises about 300 false reports of these two kinds inside Eigen's headers; which of them depends
  # on what else is in a unit. clang++, with which CI compiles everything as well, reports the true ones.
  strata_cxx_options(-Wno-maybe-uninitialized -Wno-uninitialized)
endif()
if(STRATA_HEADERS_ONLY)
  # What reads packed files is linked into no program that does not call it.
  strata_cxx_options(-ffunction-sections -fdata-sections)
  target_link_options(strata_build_flags INTERFACE -Wl,--gc-sections)
endif()
if(STRATA_ARCH)
  strata_cxx_options(-march=${STRATA_ARCH})
endif()
if(STRATA_SANITIZE)
  strata_cxx_options(-fsanitize=${STRATA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(STRATA_SANITIZE MATCHES "undefined")
    # This check takes half of the time to compile kernels; what a pointer outside of its array reads or writes, the
    # address sanitizer sees.
    strata_cxx_options(-fno-sanitize=pointer-overflow)
  endif()
  target_link_options(strata_build_flags INTERFACE -fsanitize=${STRATA_SANITIZE})
  target_compile_definitions(strata_build_flags INTERFACE STRATA_SANITIZED)
endif()
# Eigen must not start threads of its own: with them, sums change their bits with the number of threads.
target_compile_definitions(strata_build_flags INTERFACE EIGEN_DONT_PARALLELIZE)
