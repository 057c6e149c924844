/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SIMAI_FILE_H
#define SIMAI_FILE_H

#include "parallel-groups.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What rows of a SimAI workload do, as the policy on its first line says. */
struct SimaiPolicy
{
    const char* name;       ///< as in the file
    bool hasSizes;          ///< the first line says in which sizes the model is cut
    bool isOneTensorGroup;  ///< without sizes: whether all ranks share the layers
    bool isOneShot;         ///< no passes: each row is its last collective
    bool isWeightFirst;     ///< backwards, weight gradients come before those of inputs
    bool isInputOverlapped; ///< the collective of input gradients overlaps weight gradients
    bool hasForward;        ///< collectives in the forward column
    bool hasInput;          ///< collectives in the column of input gradients
    bool hasWeight;         ///< collectives in the column of weight gradients
    bool hasCheckpoints;    ///< parts of the forward pass may be repeated
    const char* problem;    ///< why it cannot be carried out, or nothing
};

/** What is computed, and what is exchanged then. */
struct SimaiStep
{
    uint64_t nanoseconds{0};                                  ///< of computing
    std::string operation;                                    ///< empty for none
    ParallelGroups::Kind group{ParallelGroups::Kind::TENSOR}; ///< who exchanges
    uint64_t bytes{0};                                        ///< what each rank has, or gets
};

/** A layer. */
struct SimaiRow
{
    uint32_t line{0};   ///< its number
    std::string name;   ///< its name
    SimaiStep forward;  ///< forward pass
    SimaiStep input;    ///< gradients of inputs
    SimaiStep weight;   ///< gradients of weights
    uint64_t update{0}; ///< after each collective, ns
};

/** A workload of SimAI. */
struct SimaiFile
{
    const SimaiPolicy* policy{nullptr}; ///< of the first line
    ParallelSizes sizes;                ///< in which the model is cut
    uint32_t ranks{0};                  ///< number of GPUs; 0 if the file does not say
    std::optional<uint32_t> checkpoint; ///< row from which the forward pass is repeated
    std::optional<uint32_t> initiate;   ///< row at whose input gradients it is
    std::vector<SimaiRow> rows;         ///< layers
};

/**
 * @ingroup ai-fabric
 *
 * Read a workload of SimAI or of ASTRA-sim 1.0 (text): a line with the policy and its sizes, a
 * line with the number of rows, and rows of twelve fields.
 * @param path of the file
 * @param lenient whether collectives that are unknown are left out, as SimAI does, and what a
 * pipeline sends between its stages
 * @return what it says
 * @throws ConfigError naming the file, the line and what is wrong
 */
SimaiFile ReadSimaiFile(const std::string& path, bool lenient);

/**
 * @ingroup ai-fabric
 * @param word a word
 * @return whether a workload of SimAI begins with it
 */
bool IsSimaiPolicy(const std::string& word);

} // namespace aifabric
} // namespace ns3

#endif // SIMAI_FILE_H
