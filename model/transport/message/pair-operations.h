/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef PAIR_OPERATIONS_H
#define PAIR_OPERATIONS_H

#include "ns3/fabric-frame.h"

#include <cstdint>
#include <map>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a queue pair knows of those of its messages that are no plain WRITEs.
 */
class PairOperations
{
  public:
    /** What a message asks for. */
    struct Operation
    {
        RdmaOperation kind{RdmaOperation::WRITE}; ///< the operation
        uint32_t immediate{0};                    ///< immediate data
        uint64_t operand{0};                      ///< atomic: what to add or to put there
        uint64_t compare{0};                      ///< atomic: what must be there
    };

    std::map<uint32_t, Operation> byMessage; ///< by number of the message on the queue pair
};

} // namespace aifabric
} // namespace ns3

#endif // PAIR_OPERATIONS_H
