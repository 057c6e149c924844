/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef AICB_FILE_H
#define AICB_FILE_H

#include "parallel-groups.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** A row of an AICB file: what each rank of a section does. */
struct AicbRow
{
    uint32_t line{0};                                      ///< its number
    std::string type;                                      ///< comm_type, as all_reduce
    ParallelGroups::Kind group{ParallelGroups::Kind::ALL}; ///< comm_group
    uint64_t bytes{0};                                     ///< msg_size; 0 of a computation
    std::string stage;                                     ///< of the iteration, as forward_step
    std::string additional;        ///< of a send or receive: to or from whom
    std::string src;               ///< as in the file
    std::string dst;               ///< as in the file
    std::optional<double> elapsed; ///< in units of the file
    bool isRepeated{false};        ///< whether its count is not 1
};

/** Rows of some ranks. */
struct AicbSection
{
    std::vector<uint32_t> ranks; ///< that carry them out; none: all
    std::vector<AicbRow> rows;   ///< in their order
};

/** A workload or log of AICB. */
struct AicbFile
{
    std::vector<AicbSection> sections;              ///< in their order
    std::map<ParallelGroups::Kind, uint32_t> sizes; ///< of groups, as far as it says them
    bool isLog{false}; ///< whether communication has times, too: they are ms, else ns
};

/**
 * @ingroup ai-fabric
 *
 * Read a workload or log of AICB (AI communication benchmark, https://github.com/aliyun/aicb), CSV:
 * a line with the names of columns, and rows. Lines as [rank0 ~ rank127] or
 * [ pp_stage0: [rank0, rank1] ] say whose rows follow.
 * @param path of the file
 * @return what it says
 * @throws ConfigError naming the file, the line and what is wrong
 */
AicbFile ReadAicbFile(const std::string& path);

} // namespace aifabric
} // namespace ns3

#endif // AICB_FILE_H
