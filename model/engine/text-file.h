/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Read a text file as a whole. A mark of byte order at its beginning (UTF-8) is left out.
 * @param path where it is; what is no file is read once only
 * @return its content
 * @throws ConfigError naming the file, if it cannot be opened, is a directory or is no text: what
 *         has a byte 0 in it, or more than 1 GiB
 */
std::string ReadTextFile(const std::string& path);

/**
 * @ingroup ai-fabric
 *
 * Read the lines of a text file.
 * @param path as for ReadTextFile()
 * @return its lines, without what ends them
 * @throws ConfigError as ReadTextFile()
 */
std::vector<std::string> ReadTextLines(const std::string& path);

} // namespace aifabric
} // namespace ns3

#endif // TEXT_FILE_H
