/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "telemetry-stage.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/telemetry-word.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(TelemetryStage);

TypeId
TelemetryStage::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::TelemetryStage")
            .SetParent<EgressStage>()
            .SetGroupName("AiFabric")
            .AddConstructor<TelemetryStage>()
            .AddAttribute("EveryDataFrame",
                          "Whether all data packets get records; false: those that ask for them "
                          "(attribute Telemetry of ns3::aifabric::RoceNic)",
                          BooleanValue(false),
                          MakeBooleanAccessor(&TelemetryStage::m_every),
                          MakeBooleanChecker())
            .AddAttribute("RecordBytes",
                          "Bytes by which a record makes a packet longer, the first one by two "
                          "more for what tells their number; 0: records take no room",
                          UintegerValue(8),
                          MakeUintegerAccessor(&TelemetryStage::m_bytes),
                          MakeUintegerChecker<uint32_t>(0, 64)),
        "in-band telemetry: time, queue, bytes sent and rate of each hop on data packets");
    return tid;
}

TelemetryStage::TelemetryStage() = default;
TelemetryStage::~TelemetryStage() = default;

void
TelemetryStage::DoLeave(Frame& frame, PortView port)
{
    if (frame.kind != FrameKind::DATA || !(m_every || frame.Has(FRAME_TELEMETRY)))
    {
        return;
    }
    FramePool& pool = *GetPlace().pool;
    if (!pool.GetExtra(frame).Push({GetPlace().domain->Now(),
                                    port.GetSentBytes(),
                                    port.GetDataRate().GetBitRate(),
                                    static_cast<uint32_t>(port.GetQueueBytes()),
                                    GetPlace().node,
                                    port.GetPort()}))
    {
        m_missed++;
        return;
    }
    m_records++;
    const bool isFirst = m_bytes > 0 && frame.extra->recordCount == 1;
    pool.Grow(frame, m_bytes + (isFirst ? TelemetryWord::HEADER_BYTES : 0));
}

uint32_t
TelemetryStage::DoGetGrowth() const
{
    return m_bytes > 0 ? m_bytes + TelemetryWord::HEADER_BYTES : 0;
}

std::string
TelemetryStage::DoGetIdleReason() const
{
    return m_records + m_missed > 0
               ? ""
               : "no data packet asks for records; give --ns3::aifabric::RoceNic::Telemetry=true, "
                 "EveryDataFrame of ns3::aifabric::TelemetryStage, or a congestion control that "
                 "reads them (hpcc)";
}

} // namespace aifabric
} // namespace ns3
