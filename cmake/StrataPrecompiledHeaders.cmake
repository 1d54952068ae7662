# What nearly every source includes of the libraries is parsed once for all of them: two thirds of the time of a source
# went there. Strata's own headers are not among it, so that a source that forgets one does not compile; whether a source
# names what it uses of the standard library is for CI to check.

# strata_precompile_headers(): called at the end, when all targets are known. Two sets, because the tests are compiled
# without optimisation, and a compiler takes a precompiled header only under the options that it was made with. Where
# programs are not optimised either, they take the tests' set.
function(strata_precompile_headers)
  set(headers <algorithm> <cmath> <filesystem> <functional> <iostream> <map> <memory> <string> <vector> <fmt/format.h>
      <Eigen/Core>)
  set(source ${CMAKE_BINARY_DIR}/precompiled.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  strata_targets(targets ${PROJECT_SOURCE_DIR})
  add_library(strata_headers STATIC ${source})
  target_link_libraries(strata_headers PRIVATE strata_build_flags fmt::fmt Eigen3::Eigen Threads::Threads)
  target_precompile_headers(strata_headers PRIVATE ${headers})
  if(STRATA_BUILD_TESTS)
    add_library(strata_test_headers STATIC ${source})
    strata_unoptimised(strata_test_headers)
    target_link_libraries(strata_test_headers PRIVATE strata_build_flags fmt::fmt Eigen3::Eigen strata_catch Threads::Threads)
    target_precompile_headers(strata_test_headers PRIVATE ${headers} <catch2/catch.hpp>)
  endif()
  foreach(target IN LISTS targets)
    get_target_property(unoptimised ${target} STRATA_UNOPTIMISED)
    if(unoptimised)
      target_precompile_headers(${target} REUSE_FROM strata_test_headers)
    else()
      target_precompile_headers(${target} REUSE_FROM strata_headers)
    endif()
  endforeach()
endfunction()
