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
 * Read a file as a whole, whatever is in it.
 * @param path where it is; what is no file is read once only
 * @return its content
 * @throws ConfigError naming the file, if it cannot be opened, is a directory or has more than 1
 *         GiB
 */
std::string ReadBinaryFile(const std::string& path);

/**
 * @ingroup ai-fabric
 *
 * Read the lines of a text file.
 * @param path as for ReadTextFile()
 * @return its lines, without what ends them
 * @throws ConfigError as ReadTextFile()
 */
std::vector<std::string> ReadTextLines(const std::string& path);

/**
 * @ingroup ai-fabric
 *
 * Split a line at blanks and tabs.
 * @param text the line
 * @param comment what begins a comment, which is left out; empty: nothing does
 * @return the words
 */
std::vector<std::string> SplitWords(const std::string& text, const std::string& comment = "");

/**
 * @ingroup ai-fabric
 *
 * Quote a word of a file in a message.
 * @param word the word, which may be long or no text at all
 * @return the word in quotes; of a long one its beginning, and a ? for each byte that is no
 *         printable character
 */
std::string QuoteWord(const std::string& word);

} // namespace aifabric
} // namespace ns3

#endif // TEXT_FILE_H
