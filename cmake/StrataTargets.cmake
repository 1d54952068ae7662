# What is compiled, and what of it is optimised.

# strata_targets(RESULT FOLDER): the names of what is compiled in a folder and the folders below.
function(strata_targets result folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(subfolders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(subfolder IN LISTS subfolders)
    strata_targets(below ${subfolder})
    list(APPEND targets ${below})
  endforeach()
  set(compiled "")
  foreach(target IN LISTS targets)
    get_target_property(type ${target} TYPE)
    if(type MATCHES "EXECUTABLE|STATIC_LIBRARY")
      list(APPEND compiled ${target})
    endif()
  endforeach()
  set(${result} ${compiled} PARENT_SCOPE)
endfunction()

# strata_unoptimised(target): for the tests. What they test is optimised; to optimise them as well would take a quarter
# of the whole build.
function(strata_unoptimised target)
  target_compile_options(${target} PRIVATE $<$<NOT:$<CONFIG:Debug>>:-O0>)
  set_target_properties(${target} PROPERTIES STRATA_UNOPTIMISED ON)
endfunction()

# strata_optimise_chapters_only(): called when all targets are known, where STRATA_OPTIMISE_CHAPTERS_ONLY asks for it.
# The kernels are in the chapters' libraries; what reads options, draws and writes tables compiles in half of the time.
function(strata_optimise_chapters_only)
  get_property(libraries GLOBAL PROPERTY STRATA_CHAPTER_LIBRARIES)
  strata_targets(targets ${PROJECT_SOURCE_DIR})
  foreach(target IN LISTS targets)
    get_target_property(unoptimised ${target} STRATA_UNOPTIMISED)
    if(NOT unoptimised AND NOT target IN_LIST libraries)
      strata_unoptimised(${target})
    endif()
  endforeach()
endfunction()
