/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "red-marker.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/log.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("RedMarker");

NS_OBJECT_ENSURE_REGISTERED(RedMarker);

TypeId
RedMarker::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::RedMarker")
            .SetParent<EgressStage>()
            .SetGroupName("AiFabric")
            .AddConstructor<RedMarker>()
            .AddAttribute("Enabled",
                          "Whether frames are marked at all; read when the switch starts",
                          BooleanValue(true),
                          MakeBooleanAccessor(&RedMarker::m_enabled),
                          MakeBooleanChecker())
            .AddAttribute("Kmin",
                          "Queue length in bytes up to which nothing is marked",
                          UintegerValue(400000),
                          MakeUintegerAccessor(&RedMarker::m_kmin),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Kmax",
                          "Queue length in bytes above which everything is marked",
                          UintegerValue(1600000),
                          MakeUintegerAccessor(&RedMarker::m_kmax),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Pmax",
                          "Marking probability at Kmax",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&RedMarker::m_pmax),
                          MakeDoubleChecker<double>(0, 1))
            .AddTraceSource("Marked",
                            "A frame got the congestion experienced codepoint",
                            MakeTraceSourceAccessor(&RedMarker::m_markedTrace),
                            "ns3::aifabric::RedMarker::MarkedTracedCallback"),
        "ECN marking by the length of the queue: the first stage of each switch");
    return tid;
}

RedMarker::RedMarker() = default;
RedMarker::~RedMarker() = default;

std::string
RedMarker::DoStart()
{
    m_random.Seed(FabricRandom::MARKER, GetPlace().node);
    return m_kmin <= m_kmax ? "" : "ECN marking: kmin must not exceed kmax";
}

bool
RedMarker::DoIsUsed() const
{
    return m_enabled;
}

void
RedMarker::DoLeave(Frame& frame, PortView port)
{
    Mark(frame, port.GetQueueBytes(frame.priority) + frame.size);
}

uint64_t
RedMarker::DoGetMarks() const
{
    return m_marks;
}

uint64_t
RedMarker::DoGetLeastMark(uint8_t) const
{
    return !m_enabled ? UINT64_MAX : m_pmax > 0 ? m_kmin : m_kmax;
}

int64_t
RedMarker::DoAssignStreams(int64_t stream)
{
    m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
    return 1;
}

double
RedMarker::GetProbability(uint64_t bytes) const
{
    if (bytes <= m_kmin)
    {
        return 0;
    }
    if (bytes > m_kmax)
    {
        return 1;
    }
    return m_pmax * static_cast<double>(bytes - m_kmin) / static_cast<double>(m_kmax - m_kmin);
}

void
RedMarker::MarkAbove(Frame& frame, uint64_t bytes)
{
    if (m_random.Uniform() < GetProbability(bytes))
    {
        frame.ecn = Ecn::CE;
        m_marks++;
        NS_LOG_LOGIC("node " << GetPlace().node << ": marks packet " << frame.psn << " of host "
                             << frame.src << " to host " << frame.dst << " at " << bytes
                             << " bytes");
        m_markedTrace(frame, bytes);
    }
}

} // namespace aifabric
} // namespace ns3
