/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_PATHS_H
#define CHAKRA_PATHS_H

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Find the files of a Chakra trace, PREFIX.RANK.et, one for each rank from 0 on.
 * @param prefix of their paths
 * @return their paths by rank
 * @throws ConfigError if there are none, or one is missing
 */
std::vector<std::string> FindChakraFiles(const std::string& prefix);

/**
 * @param file path of a file of a trace, PREFIX.RANK.et
 * @return PREFIX; empty if it is named otherwise
 */
std::string FindChakraPrefix(const std::string& file);

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_PATHS_H
