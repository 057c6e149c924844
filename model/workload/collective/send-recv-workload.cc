/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "collective-operations.h"
#include "collective-workload.h"

#include "ns3/component-description.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Every rank sends its data to the one Offset further, the last ones to nobody.

 */
class SendRecvWorkload : public CollectiveWorkload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

  private:
    std::string GetOperation() const override;
    const ComponentFamily& GetAlgorithms() const override;
    uint64_t GetTotal(uint64_t ranks) const override;
    void FillShape(CollectiveShape& shape) const override;

    uint32_t m_offset; ///< from sender to receiver
};

NS_OBJECT_ENSURE_REGISTERED(SendRecvWorkload);

TypeId
SendRecvWorkload::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::SendRecvWorkload")
            .SetParent<CollectiveWorkload>()
            .SetGroupName("AiFabric")
            .AddConstructor<SendRecvWorkload>()
            .AddAttribute("Algorithm",
                          "Algorithm: direct",
                          StringValue("direct"),
                          MakeStringAccessor(&SendRecvWorkload::m_algorithm),
                          MakeStringChecker())
            .AddAttribute("Bytes",
                          "Payload of each message in bytes",
                          UintegerValue(1048576),
                          MakeUintegerAccessor(&SendRecvWorkload::m_bytes),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Offset",
                          "Distance from sender to receiver, in ranks",
                          UintegerValue(1),
                          MakeUintegerAccessor(&SendRecvWorkload::m_offset),
                          MakeUintegerChecker<uint32_t>(1)),
        "host r sends one message to host r + offset, if there is one, as pipeline stages do");
    return tid;
}

std::string
SendRecvWorkload::GetOperation() const
{
    return "send-recv";
}

const ComponentFamily&
SendRecvWorkload::GetAlgorithms() const
{
    return SendRecvAlgorithm::GetFamily();
}

uint64_t
SendRecvWorkload::GetTotal(uint64_t ranks) const
{
    return m_bytes * ranks;
}

void
SendRecvWorkload::FillShape(CollectiveShape& shape) const
{
    shape.offset = m_offset;
}

} // namespace aifabric
} // namespace ns3
