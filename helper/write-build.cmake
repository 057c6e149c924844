# SPDX-License-Identifier: GPL-2.0-only
#
# Writes what is known of a build as C++ (helper/build-facts.h says what): at every build, but only if
# it has changed, so that a new commit compiles one small file.
# cmake -DMODULE=DIR -DNS3=DIR -DCOMPILER=TEXT -DFLAGS=TEXT -DOUTPUT=FILE -P write-build.cmake

foreach(tree MODULE NS3)
  execute_process(
    COMMAND sh ${CMAKE_CURRENT_LIST_DIR}/tree-state.sh ${${tree}} OUTPUT_VARIABLE ${tree}_STATE
    OUTPUT_STRIP_TRAILING_WHITESPACE
  )
endforeach()
file(STRINGS ${NS3}/VERSION NS3_VERSION LIMIT_COUNT 1)

set(text "// Written by helper/write-build.cmake.\nnamespace ns3\n{\nnamespace aifabric\n{\n")
foreach(fact MODULE_STATE NS3_STATE NS3_VERSION COMPILER FLAGS)
  string(REGEX REPLACE "([\\\"])" "\\\\\\1" value "${${fact}}")
  string(APPEND text "extern const char* const BUILD_${fact};\nconst char* const BUILD_${fact} = \"${value}\";\n")
endforeach()
string(APPEND text "} // namespace aifabric\n} // namespace ns3\n")

set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT before STREQUAL text)
  file(WRITE ${OUTPUT} "${text}")
endif()
