/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * When a switch forwards a frame: after its end, or after its first bytes.
 */

#include "fabric-switch.h"

#include "ns3/before-start.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace aifabric
{

TypeId
FabricSwitch::AddPipelineAttributes(TypeId tid)
{
    const auto early = [](const char* name, Ptr<const AttributeAccessor> accessor) {
        const auto hasStarted = [](const FabricSwitch& one) { return !one.GetPorts().empty(); };
        return MakeBeforeStart<FabricSwitch>(name, hasStarted, accessor);
    };
    return tid
        .AddAttribute("ForwardingLatency",
                      "Time from the last bit of a frame (with CutThrough: from the first bytes) "
                      "to its place in the egress queue",
                      TimeValue(Time(0)),
                      early("ForwardingLatency", MakeTimeAccessor(&FabricSwitch::m_latency)),
                      MakeTimeChecker(Time(0)))
        .AddAttribute("CutThrough",
                      "Bytes of a frame after which it goes on if its egress is idle and not "
                      "faster than its ingress, 64 or more; 0 = all frames are stored first",
                      UintegerValue(0),
                      early("CutThrough", MakeUintegerAccessor(&FabricSwitch::m_cutThrough)),
                      MakeUintegerChecker<uint32_t>(0, 9216));
}

/// Forwards what ports have read the headers of.
class FabricSwitch::Cutter : public CutThroughOwner
{
  public:
    /** @param owner the switch. */
    explicit Cutter(FabricSwitch& owner)
        : m_switch(owner)
    {
    }

    FabricPort* BeginFrame(Frame* frame) override
    {
        if (!m_switch.Accept(frame))
        {
            return nullptr;
        }
        const uint16_t out = m_switch.Route(*frame);
        if (out == NO_PORT)
        {
            m_switch.m_ports[frame->ingress]->DropFrame(frame, DropReason::NO_ROUTE);
            return nullptr;
        }
        return m_switch.m_ports[out];
    }

    void FinishFrame(Frame* frame, FabricPort& egress) override
    {
        m_switch.SendThrough(frame, egress.GetPort());
    }

  private:
    FabricSwitch& m_switch;
};

void
FabricSwitch::TellTimes(FabricTopology& topology, uint32_t vertex) const
{
    topology.SetLatency(vertex, static_cast<uint64_t>(m_latency.GetTimeStep()));
    topology.SetCutThrough(vertex, static_cast<uint16_t>(m_cutThrough));
}

void
FabricSwitch::StartPipeline()
{
    if (m_cutThrough > 0)
    {
        m_cutter = std::make_unique<Cutter>(*this);
    }
    for (FabricPort* port : m_ports)
    {
        port->SetForwardingLatency(static_cast<uint64_t>(m_latency.GetTimeStep()));
        if (m_cutter)
        {
            port->SetCutThrough(m_cutThrough, *m_cutter);
        }
    }
}

} // namespace aifabric
} // namespace ns3
