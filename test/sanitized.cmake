# SPDX-License-Identifier: GPL-2.0-only
#
# The module and its suites once more, with asserts and the sanitizers of addresses and undefined behaviour, in
# one program that runs suites as ns-3's own does. It is built only when asked for, by ./aifabric test --sanitize;
# ns-3's libraries are those that are there.
add_executable(
  ai-fabric-sanitized EXCLUDE_FROM_ALL ${ai_fabric_sources} ${ai_fabric_tests} ${ai_fabric_build}
                                       ${PROJECT_SOURCE_DIR}/utils/test-runner.cc
)
set(ai_fabric_sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
# No optimization: compiling takes most of the time.
target_compile_options(ai-fabric-sanitized PRIVATE -O0 -g1 -UNDEBUG ${ai_fabric_sanitizers})
target_compile_definitions(
  ai-fabric-sanitized PRIVATE NS3_ASSERT_ENABLE NS_TEST_SOURCEDIR="contrib/ai-fabric/test"
)
target_link_libraries(
  ai-fabric-sanitized PRIVATE ${libcore} ${libnetwork} ${libinternet} ${SQLite3_LIBRARIES} ${ai_fabric_optional}
                              ${ai_fabric_sanitizers}
)
target_precompile_headers(
  ai-fabric-sanitized PRIVATE <algorithm> <array> <functional> <map> <memory> <set> <sstream> <string> <vector>
  <ns3/object-factory.h> <ns3/simulator.h> <ns3/test.h>
)
add_dependencies(ai-fabric-sanitized ai-fabric-build)
