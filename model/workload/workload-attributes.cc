/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The attributes that all workloads have.
 */

#include "workload.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-frame.h"
#include "ns3/integer.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(Workload);

TypeId
Workload::AddCarriage(TypeId tid)
{
    return tid
        .AddAttribute("Transport",
                      "What carries messages: Rdma = RoCEv2, by the NICs; Tcp = ns-3's own "
                      "protocol stack (ns3::TcpL4Protocol::SocketType)",
                      EnumValue(RDMA),
                      MakeEnumAccess<Transport>(&Workload::m_transport),
                      MakeEnumChecker(RDMA, "Rdma", TCP, "Tcp"))
        .AddAttribute("Operation",
                      "What its messages are: Write; WriteImm = WRITEs with immediate data; Send, "
                      "SendImm = SENDs, which take receives (attribute Receives of "
                      "ns3::aifabric::RoceNic); Read = the receiver of each message reads it, for "
                      "messages that do not wait for each other",
                      EnumValue(WRITE),
                      MakeEnumAccess<Operation>(&Workload::m_operation),
                      MakeEnumChecker(WRITE,
                                      "Write",
                                      WRITE_IMMEDIATE,
                                      "WriteImm",
                                      SEND,
                                      "Send",
                                      SEND_IMMEDIATE,
                                      "SendImm",
                                      READ,
                                      "Read"))
        .AddAttribute("Class",
                      "Traffic class of its messages, 0 to 7; -1: attribute DataClass of "
                      "ns3::aifabric::RoceNic",
                      IntegerValue(-1),
                      MakeIntegerAccessor(&Workload::m_class),
                      MakeIntegerChecker<int8_t>(-1, CLASS_COUNT - 1))
        .AddAttribute("Dscp",
                      "DSCP of its packets, 0 to 63; -1: 26 in class 3, else 8 times the class",
                      IntegerValue(-1),
                      MakeIntegerAccessor(&Workload::m_dscp),
                      MakeIntegerChecker<int8_t>(-1, 63))
        .AddAttribute("QueuePairs",
                      "Queue pairs to each peer, 1 to 64: its messages take them in turn",
                      UintegerValue(1),
                      MakeUintegerAccessor(&Workload::m_queuePairs),
                      MakeUintegerChecker<uint8_t>(1, ServiceLevels::MOST_QUEUE_PAIRS));
}

TypeId
Workload::GetTypeId()
{
    static TypeId tid = AddCarriage(
        TypeId("ns3::aifabric::Workload")
            .SetParent<Object>()
            .SetGroupName("AiFabric")
            .AddAttribute("Start",
                          "When hosts start, at most 30 days; their random spread comes on top",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_start),
                          MakeTimeChecker(Time(0), Seconds(30 * 86400)))
            .AddAttribute("Shift",
                          "By how much later than Start hosts start, so that rounds of several "
                          "jobs fall between each other, at most 30 days",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_shift),
                          MakeTimeChecker(Time(0), Seconds(30 * 86400)))
            .AddAttribute("Hosts",
                          "Number of hosts that it takes for the whole fabric; 0 for all of them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Workload::m_hosts),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Placement",
                          "Which host is which rank: packed, random, rail, topology, ... (aifabric "
                          "list placement); empty: what --placement says",
                          StringValue(""),
                          MakeStringAccessor(&Workload::m_placement),
                          MakeStringChecker())
            .AddAttribute("Share",
                          "Whether Placement may put it on hosts that other jobs hold",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Workload::m_share),
                          MakeBooleanChecker())
            .AddAttribute(
                "Jobs",
                "Jobs of this kind, each with a placement and draws of its own, 1 to 1000",
                UintegerValue(1),
                MakeUintegerAccessor(&Workload::m_jobs),
                MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Arrivals",
                          "When jobs of this kind start, the first at Start: Constant = Gap after "
                          "each other; Poisson = gaps are drawn from an exponential distribution "
                          "with the mean Gap",
                          EnumValue(CONSTANT),
                          MakeEnumAccess<Arrivals>(&Workload::m_arrivals),
                          MakeEnumChecker(CONSTANT, "Constant", POISSON, "Poisson"))
            .AddAttribute("Gap",
                          "Time, or mean time, from the start of a job of this kind to that of the "
                          "next, at most 1 day",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_gap),
                          MakeTimeChecker(Time(0), Seconds(86400)))
            .AddAttribute("Rounds",
                          "How often it is done: a host begins a round when all that it sends and "
                          "receives in the last one has ended, 1 to 100000",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Workload::m_rounds),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("Pause",
                          "How long each host computes before each round, at most 1 day",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_pause),
                          MakeTimeChecker(Time(0), Seconds(86400)))
            .AddAttribute("Period",
                          "Time from the start of an iteration, or of a round, to that of the next "
                          "one, where that is not later anyway, at most 1 day; 0 for at once",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Workload::m_period),
                          MakeTimeChecker(Time(0), Seconds(86400))));
    return tid;
}

} // namespace aifabric
} // namespace ns3
