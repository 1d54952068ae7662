# strata_chapter(NN_name SOURCES ... [NEEDS NN_name ...] [PROGRAM demo.cpp ... [MAIN_JOB]])
#
# One chapter is one library that links common/ and chapters with smaller numbers only. Chapter 03_linear becomes the
# target strata_linear (alias strata::linear) and, with PROGRAM, the executable bin/03_linear. `./strata demo` runs the
# program of the last chapter that says MAIN_JOB.
function(strata_chapter chapter)
  cmake_parse_arguments(ARG "MAIN_JOB" "" "SOURCES;NEEDS;PROGRAM" ${ARGN})
  string(REGEX REPLACE "^[0-9]+_" "" name ${chapter})
  add_library(strata_${name} STATIC ${ARG_SOURCES})
  add_library(strata::${name} ALIAS strata_${name})
  set_property(GLOBAL APPEND PROPERTY STRATA_CHAPTER_LIBRARIES strata_${name})
  target_include_directories(strata_${name} PUBLIC ${PROJECT_SOURCE_DIR}/chapters)
  target_link_libraries(strata_${name} PUBLIC strata::common Eigen3::Eigen)
  foreach(needed IN LISTS ARG_NEEDS)
    if(NOT needed STRLESS chapter)
      message(FATAL_ERROR "Chapter ${chapter} needs ${needed}, but a chapter may only need chapters before it.")
    endif()
    string(REGEX REPLACE "^[0-9]+_" "" needed_name ${needed})
    target_link_libraries(strata_${name} PUBLIC strata::${needed_name})
  endforeach()
  if(ARG_PROGRAM)
    add_executable(${chapter} ${ARG_PROGRAM})
    target_link_libraries(${chapter} PRIVATE strata::${name})
    strata_compile_together(${chapter})
    set_property(GLOBAL APPEND PROPERTY STRATA_PROGRAMS ${chapter})
    if(ARG_MAIN_JOB)
      set_property(GLOBAL PROPERTY STRATA_MAIN_JOB ${chapter})
    endif()
  elseif(ARG_MAIN_JOB)
    message(FATAL_ERROR "Chapter ${chapter} says MAIN_JOB, but it has no PROGRAM that could do it.")
  endif()
endfunction()

# strata_compile_together(target): up to eight sources are compiled as one, so that the libraries' headers are read
# once for them. Not for a chapter's library, each of whose sources has to stand alone.
function(strata_compile_together target)
  if(NOT CMAKE_UNITY_BUILD)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# strata_test(NN_name|common SOURCES ... [LINK target ...])
#
# One test program per chapter. Cases tagged [layering] together take at most two seconds a chapter, because the layering
# proof runs them again when the chapters behind are gone. Cases tagged [repeats] run a training or a program more than
# once, only to compare what it leaves: they answer to `ctest -L repeats`, and sanitizers leave them out, as one run shows
# them all.
# ctest knows the cases tagged [layering] by the label quick.
function(strata_test chapter)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  set(program test_${chapter})
  set(cases ${CMAKE_CURRENT_BINARY_DIR}/${program}_cases.cmake)
  set(discover ${PROJECT_SOURCE_DIR}/cmake/DiscoverTests.cmake)
  add_executable(${program} ${ARG_SOURCES})
  target_link_libraries(${program} PRIVATE ${ARG_LINK} strata_catch)
  strata_unoptimised(${program})
  strata_compile_together(${program})
  set_target_properties(${program} PROPERTIES LINK_DEPENDS ${discover})
  add_custom_command(TARGET ${program} POST_BUILD BYPRODUCTS ${cases} VERBATIM
                     COMMAND ${CMAKE_COMMAND} -D "PROGRAM=${CMAKE_CROSSCOMPILING_EMULATOR};$<TARGET_FILE:${program}>"
                             -D CHAPTER=${chapter} -D CASES=${cases} -D TOGETHER=${STRATA_QUICK_TESTS_TOGETHER}
                             -P ${discover})
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${program}_include.cmake
       "if(EXISTS [==[${cases}]==])\n  include([==[${cases}]==])\nelse()\n"
       "  add_test(${program}_NOT_BUILT ${program}_NOT_BUILT)\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_CURRENT_BINARY_DIR}/${program}_include.cmake)
endfunction()
