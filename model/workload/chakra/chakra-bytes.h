/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CHAKRA_BYTES_H
#define CHAKRA_BYTES_H

#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Read a whole file of at most 1 GiB. One that begins with 1f 8b is unpacked with gzip (RFC 1952),
 * and 2 GiB are the most that come out of it.
 * @param path of the file
 * @return its bytes
 * @throws ConfigError naming the file and what is wrong
 */
std::string ReadChakraBytes(const std::string& path);

} // namespace aifabric
} // namespace ns3

#endif // CHAKRA_BYTES_H
