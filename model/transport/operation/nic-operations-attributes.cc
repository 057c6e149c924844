/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "nic-operations.h"

#include "ns3/boolean.h"
#include "ns3/nic-early.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

TypeId
NicOperations::AddOperationAttributes(TypeId tid)
{
    return tid
        .AddAttribute("Receives",
                      "Receives posted at the start, for SENDs and WRITEs with immediate data of "
                      "all peers; 4294967295 = as many as are needed",
                      UintegerValue(ENOUGH),
                      Early("Receives", MakeUintegerAccessor(&NicOperations::m_firstReceives)),
                      MakeUintegerChecker<uint32_t>())
        .AddAttribute("RnrTimer",
                      "Code of the time that a sender is told to wait when no receive is posted "
                      "(InfiniBand's RNR NAK timer): 0 = 655.36 ms, 1 = 0.01 ms, ... 12 = 0.64 "
                      "ms, ... 31 = 491.52 ms",
                      UintegerValue(12),
                      MakeUintegerAccessor(&NicOperations::m_rnrTimer),
                      MakeUintegerChecker<uint8_t>(0, RNR_CODES - 1))
        .AddAttribute("RnrRetry",
                      "Waits in a row for a receiver that is not ready, after which a queue pair "
                      "gives up; 7 = no limit",
                      UintegerValue(FOR_EVER),
                      MakeUintegerAccessor(&NicOperations::m_rnrRetry),
                      MakeUintegerChecker<uint8_t>(0, FOR_EVER))
        .AddAttribute("OpenRequests",
                      "READs and atomics that a queue pair has open at once, and answers that a "
                      "responder keeps to repeat them; the same at all NICs",
                      UintegerValue(16),
                      Early("OpenRequests", MakeUintegerAccessor(&NicOperations::m_openRequests)),
                      MakeUintegerChecker<uint32_t>(1, 128))
        .AddAttribute("AckResponses",
                      "Whether answers to READs and atomics are acknowledged, an extension, even "
                      "where the recovery keeps packets in order; recoveries that bear reordering "
                      "do it always. If not, the requester asks again for what is missing",
                      BooleanValue(false),
                      Early("AckResponses", MakeBooleanAccessor(&NicOperations::m_ackResponses)),
                      MakeBooleanChecker())
        .AddAttribute("DoorbellDelay",
                      "From the posting of a message until the NIC knows of it: the doorbell, and "
                      "the fetch of the work request",
                      TimeValue(Time(0)),
                      Early("DoorbellDelay", MakeTimeAccessor(&NicOperations::m_doorbell)),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("PcieDelay",
                      "One way between NIC and memory: of the payload before the first packet of "
                      "a message, and of the completion that its client hears of",
                      TimeValue(Time(0)),
                      Early("PcieDelay", MakeTimeAccessor(&NicOperations::m_pcie)),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("ProcessingDelay",
                      "What a NIC takes for a message, at the beginning and at the end; RTTs of "
                      "packets do not have it",
                      TimeValue(Time(0)),
                      Early("ProcessingDelay", MakeTimeAccessor(&NicOperations::m_processing)),
                      MakeTimeChecker(Time(0)));
}

} // namespace aifabric
} // namespace ns3
