/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_LINES_H
#define FILE_LINES_H

#include "ns3/text-file.h"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace aifabric
{

/** Reading was interrupted: ^C, or what FabricSimulatorImpl::Interrupt() stands for. */
struct ReadingInterrupted : std::runtime_error
{
    ReadingInterrupted();
};

/**
 * @ingroup ai-fabric
 *
 * To be called now and then by whatever reads for long.
 * @throws ReadingInterrupted if it is to end
 */
void HeedInterruption();

/**
 * @ingroup ai-fabric
 *
 * Read a text file line by line. An interruption is heeded.
 * @param path where it is; as for ReadTextFile()
 * @param take takes a line, without what ends it, and its number, from 1 on. It may refuse the line
 *             by a ConfigError that says what is wrong
 * @throws ConfigError naming file, line and what is wrong
 */
void ReadLines(const std::string& path,
               const std::function<void(const std::string& text, uint32_t line)>& take);

} // namespace aifabric
} // namespace ns3

#endif // FILE_LINES_H
