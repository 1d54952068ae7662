# Runs after a test program is built (cmake -D PROGRAM=... -D CHAPTER=... -D CASES=FILE -P this file) and writes FILE, which
# tells ctest of every case. PROGRAM is a list: a program of another processor follows the words that run it here. A case
# has its chapter's label and, if it is tagged [repeats] or [layering], repeats or quick as well. Catch2's own
# catch_discover_tests cannot give a case two labels, and it warns where no case has a tag.
cmake_minimum_required(VERSION 3.25)

list(REMOVE_ITEM PROGRAM "")
set(command "")
foreach(word IN LISTS PROGRAM)
  string(APPEND command " [==[${word}]==]")
endforeach()

function(list_cases spec result)
  execute_process(COMMAND ${PROGRAM} ${spec} --list-test-names-only OUTPUT_VARIABLE names RESULT_VARIABLE code)
  if(NOT code MATCHES "^[0-9]+$")
    message(FATAL_ERROR "${PROGRAM} --list-test-names-only ended with: ${code}")
  endif()
  # A list must not see the brackets and semicolons of a name.
  string(ASCII 1 open)
  string(ASCII 2 close)
  string(ASCII 3 semicolon)
  string(REPLACE "[" "${open}" names "${names}")
  string(REPLACE "]" "${close}" names "${names}")
  string(REPLACE ";" "${semicolon}" names "${names}")
  string(REGEX MATCHALL "[^\n]+" names "${names}")
  set(${result} ${names} PARENT_SCOPE)
endfunction()

list_cases("" all)
list_cases("[repeats]" repeats)
list_cases("[layering]" quick)
set(script "")
foreach(name IN LISTS all)
  set(labels ${CHAPTER})
  foreach(label repeats quick)
    if(name IN_LIST ${label})
      list(APPEND labels ${label})
    endif()
  endforeach()
  string(ASCII 1 open)
  string(ASCII 2 close)
  string(ASCII 3 semicolon)
  string(REPLACE "${open}" "[" name "${name}")
  string(REPLACE "${close}" "]" name "${name}")
  string(REPLACE "${semicolon}" ";" name "${name}")
  # What Catch2 takes for more than a name.
  string(REGEX REPLACE "([][,\\\\])" "\\\\\\1" pattern "${name}")
  string(APPEND script "add_test([==[${CHAPTER}: ${name}]==]${command} [==[${pattern}]==] --warn NoTests)\n"
         "set_tests_properties([==[${CHAPTER}: ${name}]==] PROPERTIES LABELS \"${labels}\" TIMEOUT 300)\n")
endforeach()
file(WRITE ${CASES} "${script}")
