/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COLLECTIVE_TRACE_WORKLOAD_H
#define COLLECTIVE_TRACE_WORKLOAD_H

#include "ns3/collective-library.h"
#include "ns3/file-workload.h"

#include <memory>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Files that name collectives and leave open how they are carried out: attributes say it.
 */
class CollectiveTraceWorkload : public FileWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    CollectiveTraceWorkload();
    ~CollectiveTraceWorkload() override;

  protected:
    /**
     * @return what carries out collectives as the attributes say
     * @throws ConfigError if there is no such algorithm
     */
    std::shared_ptr<CollectiveLibrary> MakeLibrary() const;

    /** @return whether what is not supported is left out (attribute AllowUnsupported). */
    bool IsLenient() const
    {
        return m_allowUnsupported;
    }

  private:
    std::string m_allReduce;     ///< algorithm of all-reduces
    std::string m_allGather;     ///< of all-gathers
    std::string m_reduceScatter; ///< of reduce-scatters
    std::string m_allToAll;      ///< of all-to-alls
    uint64_t m_chunk;            ///< largest message
    uint32_t m_channels;         ///< of collectives
    bool m_allowUnsupported;     ///< whether what is not supported is left out
};

} // namespace aifabric
} // namespace ns3

#endif // COLLECTIVE_TRACE_WORKLOAD_H
