# Kernels are written once, in .cu files, and compiled in one of two ways: by a C++ compiler, for the emulator of chapter
# 15, which runs anywhere; or by nvcc, for a GPU (preset `cuda`).

option(STRATA_CUDA "Compile kernels with nvcc, for a GPU; otherwise they are emulated" OFF)

# The one list of the GPUs that are compiled for where none is seen: compute capability 7.5 (Turing), the oldest that
# CUDA 13 knows, and 9.0 (Hopper), with intermediate code that the driver of a newer GPU can translate.
set(STRATA_CUDA_ARCHITECTURES "" CACHE STRING "As CMAKE_CUDA_ARCHITECTURES; empty: native where a GPU is seen, else a list")
set(STRATA_CUDA_ARCHITECTURES_WITHOUT_GPU "75-real;90")

if(STRATA_CUDA)
  include(CheckLanguage)
  check_language(CUDA)
  if(NOT CMAKE_CUDA_COMPILER)
    message(FATAL_ERROR "The preset cuda needs the CUDA toolkit (12 or 13), and no nvcc was found. Hint: put its bin "
                        "folder on the PATH, or set CUDACXX; the preset default needs no toolkit and emulates the GPU.")
  endif()
  execute_process(COMMAND nvidia-smi -L OUTPUT_VARIABLE gpus ERROR_QUIET RESULT_VARIABLE nvidia_smi_failed)
  if(STRATA_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES ${STRATA_CUDA_ARCHITECTURES})
  elseif(nvidia_smi_failed OR NOT gpus MATCHES "GPU")
    set(CMAKE_CUDA_ARCHITECTURES ${STRATA_CUDA_ARCHITECTURES_WITHOUT_GPU})
    message(STATUS "No GPU is seen here: kernels are compiled for ${CMAKE_CUDA_ARCHITECTURES}; programs can be carried "
                   "to a machine that has one.")
  else()
    set(CMAKE_CUDA_ARCHITECTURES native)
  endif()
  enable_language(CUDA)
  if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12)
    message(FATAL_ERROR "The preset cuda needs CUDA 12 or 13, and nvcc is ${CMAKE_CUDA_COMPILER_VERSION}.")
  endif()
  find_package(CUDAToolkit REQUIRED)
  set(CMAKE_CUDA_STANDARD 20)
  set(CMAKE_CUDA_STANDARD_REQUIRED ON)
  set(CMAKE_CUDA_EXTENSIONS OFF)
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)  # CMake 3.25 does not know that nvcc 13 can read C++20
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
  endif()
  # -v: registers and spills of every kernel, for tools/kernel_resources.py. No -Wpedantic, which complains of the lines
  # that nvcc itself writes.
  target_compile_options(strata_build_flags INTERFACE
                         "$<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wconversion,-Wshadow;-Xptxas=-v>")
  if(STRATA_WARNINGS_AS_ERRORS)
    target_compile_options(strata_build_flags INTERFACE "$<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>")
  endif()
elseif(NOT STRATA_HEADERS_ONLY)
  find_package(Boost 1.74 REQUIRED COMPONENTS context)
endif()

# strata_cuda_sources(source.cu ...): how the kernels of this folder are compiled. Before the target that they belong to.
function(strata_cuda_sources)
  if(NOT STRATA_CUDA)
    set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX)
  endif()
endfunction()

# strata_cuda_libraries(target): what a library with kernels is linked to.
function(strata_cuda_libraries target)
  if(STRATA_CUDA)
    # A constexpr function of Part I is the same formula on both devices.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>)
    target_compile_definitions(${target} PUBLIC STRATA_CUDA)
    target_link_libraries(${target} PUBLIC CUDA::cudart_static)
  else()
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/chapters/15_cuda_kernels/emulator/include)
    # A report names a kernel's file as the reader knows it.
    target_compile_options(${target} PRIVATE -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
  endif()
endfunction()
