/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef MSCCL_ALGORITHM_H
#define MSCCL_ALGORITHM_H

#include "ns3/chunk-sizes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What a kind of step does. */
struct MscclKind
{
    const char* name; ///< type in the file
    bool isReceive;   ///< it receives chunks first
    bool isSend;      ///< it sends chunks at last
    bool hasSource;   ///< it reads the chunks srcbuf, srcoff of its GPU
    bool hasTarget;   ///< it writes the chunks dstbuf, dstoff of its GPU
    bool isReduction; ///< it adds
};

/** Chunks of a buffer. */
struct MscclPlace
{
    char buffer{'i'};   ///< i: input, o: output, s: scratch
    int32_t offset{-1}; ///< number of the first chunk; -1: none
};

/** A step of a thread block. */
struct MscclStep
{
    uint32_t line{0};               ///< where it is in the file
    const MscclKind* kind{nullptr}; ///< what it does
    MscclPlace source;              ///< what it reads
    MscclPlace target;              ///< what it writes
    uint32_t count{0};              ///< chunks
    int32_t block{-1};              ///< thread block that it waits for; -1: none
    int32_t step{-1};               ///< step of that one
    bool isAwaited{false};          ///< hasdep
};

/** A thread block: steps that are done one after the other. */
struct MscclBlock
{
    uint32_t line{0};             ///< where it is in the file
    int32_t sendsTo{-1};          ///< GPU; -1: none
    int32_t receivesFrom{-1};     ///< GPU; -1: none
    uint32_t channel{0};          ///< of what it sends and receives
    std::vector<MscclStep> steps; ///< in order
};

/** What a GPU does. */
struct MscclGpu
{
    uint32_t input{0};              ///< chunks of its buffers
    uint32_t output{0};             ///< as input
    uint32_t scratch{0};            ///< as input
    std::vector<MscclBlock> blocks; ///< side by side
};

/** An algorithm of MSCCL. */
struct MscclAlgorithm
{
    std::string name;                                        ///< what it is called
    std::string operation;                                   ///< coll
    CollectiveProtocol protocol{CollectiveProtocol::SIMPLE}; ///< proto
    bool isInPlace{false};                                   ///< input and output are in one buffer
    uint32_t chunks{0};             ///< of the larger one of input and output
    uint64_t leastBytes{0};         ///< it is for data of this size
    uint64_t mostBytes{UINT64_MAX}; ///< and up to this one
    std::vector<MscclGpu> gpus;     ///< by number
};

/**
 * @ingroup ai-fabric
 *
 * Read an algorithm of MSCCL (M. Cowan et al., "MSCCLang: Microsoft collective communication
 * language", ASPLOS 2023), XML as its tools write it.
 * @param path of the file
 * @return what it says. Peers, thread blocks, steps and chunks that it names are there
 * @throws ConfigError naming the file, the line and what is wrong
 */
MscclAlgorithm ReadMsccl(const std::string& path);

} // namespace aifabric
} // namespace ns3

#endif // MSCCL_ALGORITHM_H
