/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "afd-stage.h"

#include "ns3/boolean.h"
#include "ns3/component-description.h"
#include "ns3/double.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(AfdStage);

namespace
{

/// Desired bytes of a queue for each Gb/s of its port: 150 KB at 10 Gb/s, 1,500 KB at 100 Gb/s.
constexpr double DESIRED_PER_GBPS = 15000;

/// As many periods are made up for; then a fair amount has long come to an end of its range.
constexpr uint64_t MOST_PERIODS = 256;

} // namespace

void
AfdStage::Fair::Update(double queue,
                       double wanted,
                       const std::pair<double, double>& gains,
                       double most)
{
    amount += gains.second * (before - wanted) - gains.first * (queue - wanted);
    amount = std::clamp(amount, 0.0, most);
    before = queue;
}

TypeId
AfdStage::GetTypeId()
{
    static TypeId tid = DescribeComponent(
        TypeId("ns3::aifabric::AfdStage")
            .SetParent<EgressStage>()
            .SetGroupName("AiFabric")
            .AddConstructor<AfdStage>()
            .AddAttribute("A1",
                          "How much the fair amount falls with the queue (number)",
                          DoubleValue(1.8),
                          MakeDoubleAccessor(&AfdStage::m_a1),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("A2",
                          "How much it rises with the queue of the period before (number)",
                          DoubleValue(1.7),
                          MakeDoubleAccessor(&AfdStage::m_a2),
                          MakeDoubleChecker<double>(0))
            .AddAttribute("Period",
                          "Length of a period; 10us and Age=20us, or 50us and 100us, are the other "
                          "profiles of Cloud Scale",
                          TimeValue(MicroSeconds(25)),
                          MakeTimeAccessor(&AfdStage::m_period),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("QueueDesired",
                          "Bytes that a queue should have; auto = 15 KB for each Gb/s of the port",
                          UintegerValue(AUTO),
                          MakeUintegerAccessor(&AfdStage::m_queueDesired),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("QueueLeast",
                          "Bytes of a queue up to which nothing is hit",
                          UintegerValue(150000),
                          MakeUintegerAccessor(&AfdStage::m_queueLeast),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Ecn",
                          "Whether ECN-capable frames are marked; false: all are dropped",
                          BooleanValue(true),
                          MakeBooleanAccessor(&AfdStage::m_ecn),
                          MakeBooleanChecker())
            .AddAttribute("ByteCount",
                          "Bytes of a flow up to which it is a mouse",
                          UintegerValue(1048555),
                          MakeUintegerAccessor(&AfdStage::m_byteCount),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("Age",
                          "Length of the periods in which an elephant must bring "
                          "BandwidthThreshold",
                          TimeValue(MicroSeconds(50)),
                          MakeTimeAccessor(&AfdStage::m_age),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("BandwidthThreshold",
                          "Bytes in Age below which an elephant is none any more",
                          UintegerValue(500),
                          MakeUintegerAccessor(&AfdStage::m_bandwidthThreshold),
                          MakeUintegerChecker<uint64_t>()),
        "approximate fair dropping: marks or drops frames of elephants above their fair amount");
    return tid;
}

AfdStage::AfdStage() = default;
AfdStage::~AfdStage() = default;

std::string
AfdStage::DoStart()
{
    m_random.Seed(FabricRandom::MARKER, (uint64_t{2} << 32) + GetPlace().node);
    m_periodPs = static_cast<uint64_t>(m_period.GetTimeStep());
    m_trap = ElephantTrap({m_byteCount,
                           static_cast<uint64_t>(m_age.GetTimeStep()),
                           m_bandwidthThreshold,
                           m_periodPs});
    return {};
}

int64_t
AfdStage::DoAssignStreams(int64_t stream)
{
    m_random.Seed(FabricRandom::USER, static_cast<uint64_t>(stream));
    return 1;
}

bool
AfdStage::DoLooksAtArrivals() const
{
    return true;
}

void
AfdStage::DoLeave(Frame&, PortView)
{
}

uint64_t
AfdStage::DoGetMarks() const
{
    return m_marks;
}

uint64_t
AfdStage::DoGetLeastMark(uint8_t) const
{
    return m_ecn ? m_queueLeast : UINT64_MAX;
}

std::string
AfdStage::DoGetIdleReason() const
{
    return m_trap.GetElephants() > 0
               ? ""
               : "no flow brought more than byte-count bytes; lower it, or send larger messages";
}

const AfdStage::Fair&
AfdStage::GetFair(uint32_t port, uint8_t priority) const
{
    return m_fair.at(port * CLASS_COUNT + priority);
}

AfdStage::Fair&
AfdStage::Follow(PortView port, uint8_t priority, uint64_t queue)
{
    const size_t index = size_t{port.GetPort()} * CLASS_COUNT + priority;
    const double gigabits = static_cast<double>(port.GetDataRate().GetBitRate()) / 1e9;
    const double most = static_cast<double>(m_periodPs) / port.GetPsPerByte();
    if (index >= m_fair.size())
    {
        m_fair.resize((size_t{port.GetPort()} + 1) * CLASS_COUNT, {-1, 0, 0});
    }
    Fair& fair = m_fair[index];
    const uint64_t period = GetPlace().domain->Now() / m_periodPs;
    if (fair.amount < 0)
    {
        fair = {most, 0, period};
    }
    const double wanted =
        m_queueDesired == AUTO ? DESIRED_PER_GBPS * gigabits : static_cast<double>(m_queueDesired);
    for (uint64_t i = std::min(period - fair.period, MOST_PERIODS); i > 0; i--)
    {
        fair.Update(static_cast<double>(queue), wanted, {m_a1, m_a2}, most);
    }
    fair.period = period;
    return fair;
}

bool
AfdStage::DoArrive(Frame& frame, PortView port)
{
    if (frame.kind != FrameKind::DATA || frame.Has(FRAME_TRIMMED))
    {
        return true;
    }
    const uint64_t queue = port.GetQueueBytes(frame.priority);
    const Fair& fair = Follow(port, frame.priority, queue);
    const ElephantTrap::Flow& flow = m_trap.Count(frame, GetPlace().domain->Now());
    if (!flow.isElephant || queue <= m_queueLeast)
    {
        return true;
    }
    const auto amount = static_cast<double>(flow.before != 0 ? flow.before : flow.now);
    const double probability = GetProbability(amount, fair.amount);
    if (probability <= 0 || m_random.Uniform() >= probability)
    {
        return true;
    }
    if (m_ecn && frame.ecn != Ecn::NOT_ECT)
    {
        m_marks += frame.ecn != Ecn::CE ? 1 : 0;
        frame.ecn = Ecn::CE;
        return true;
    }
    m_drops++;
    return false;
}

} // namespace aifabric
} // namespace ns3
