/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The attributes that all collectives have.
 */

#include "collective-workload.h"

#include "ns3/data-rate.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(CollectiveWorkload);

TypeId
CollectiveWorkload::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::CollectiveWorkload")
            .SetParent<Workload>()
            .SetGroupName("AiFabric")
            .AddAttribute("First",
                          "Host of the first rank",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CollectiveWorkload::m_first),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Count",
                          "Hosts that take part, from First on; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CollectiveWorkload::m_count),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Stride",
                          "Hosts whose numbers are equal modulo this are a group, and keep to "
                          "themselves: with the endpoints of a server, each rail by itself",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CollectiveWorkload::m_stride),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("GroupSize",
                          "Hosts of a group, Stride apart, where there are more; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&CollectiveWorkload::m_groupSize),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Ranks",
                "In place of the above, hosts by rank: 0/2/4-7, groups apart by //; empty "
                "for none",
                StringValue(""),
                MakeStringAccessor(&CollectiveWorkload::m_ranks),
                MakeStringChecker())
            .AddAttribute("PerServer",
                          "Consecutive ranks that share a server, for algorithms that tell the "
                          "inside of servers from the outside",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CollectiveWorkload::m_perServer),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Channels",
                          "Parts of the data that are carried out side by side, 1 to 64",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CollectiveWorkload::m_channels),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute(
                "Chunk",
                "Largest message in bytes of data: larger ones are cut, each part that they have "
                "by itself, rounded up to whole bytes, and the pieces follow each other; 0 for "
                "whole messages",
                UintegerValue(0),
                MakeUintegerAccessor(&CollectiveWorkload::m_chunk),
                MakeUintegerChecker<uint64_t>())
            .AddAttribute("Window",
                          "Pieces of a channel that Chunk makes and that may be under way from one "
                          "rank to another; 0 for all of them",
                          UintegerValue(8),
                          MakeUintegerAccessor(&CollectiveWorkload::m_window),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute(
                "Protocol",
                "What goes over the wire: Simple = the data; LL = twice the data; LL128 "
                "= 128 bytes for each 120 of data; Auto = what Algorithm auto chooses, "
                "else Simple",
                EnumValue(AUTO_PROTOCOL),
                MakeEnumAccess<Protocol>(&CollectiveWorkload::m_protocol),
                MakeEnumChecker(AUTO_PROTOCOL, "Auto", SIMPLE, "Simple", LL, "LL", LL128, "LL128"))
            .AddAttribute("Tasks",
                          "What tells the messages: List = a list in memory; Rule = a rule, which "
                          "a ring has, so that only sums of them are known afterwards; Auto = a "
                          "rule if a list would be too long",
                          EnumValue(AUTO_TELLING),
                          MakeEnumAccess<Telling>(&CollectiveWorkload::m_telling),
                          MakeEnumChecker(AUTO_TELLING, "Auto", LIST, "List", RULE, "Rule"));
    return tid;
}

TypeId
CollectiveWorkload::AddTuning(TypeId tid)
{
    return tid
        .AddAttribute("Generation",
                      "Accelerators whose row of NCCL's tables Algorithm auto takes",
                      EnumValue(NCCL_HOPPER),
                      MakeEnumAccess<NcclGeneration>(&CollectiveWorkload::m_generation),
                      MakeEnumChecker(NCCL_VOLTA,
                                      "Volta",
                                      NCCL_AMPERE,
                                      "Ampere",
                                      NCCL_HOPPER,
                                      "Hopper",
                                      NCCL_BLACKWELL,
                                      "Blackwell"))
        .AddAttribute("NicRate",
                      "Rate of a NIC for Algorithm auto",
                      DataRateValue(DataRate("400Gbps")),
                      MakeDataRateAccessor(&CollectiveWorkload::m_nicRate),
                      MakeDataRateChecker())
        .AddAttribute("NcclChannels",
                      "Channels that NCCL would have, for Algorithm auto, 1 to 64",
                      UintegerValue(16),
                      MakeUintegerAccessor(&CollectiveWorkload::m_ncclChannels),
                      MakeUintegerChecker<uint32_t>(1, 64));
}

} // namespace aifabric
} // namespace ns3
