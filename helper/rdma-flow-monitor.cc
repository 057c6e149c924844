/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "rdma-flow-monitor.h"

#include "given-checks.h"

#include "ns3/config-error.h"
#include "ns3/fabric-engine.h"
#include "ns3/frame-codec.h"
#include "ns3/nstime.h"

#include <fstream>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Number of UDP in an IP header.
constexpr int UDP = 17;

/// @return bytes of the IP packet in a frame
uint64_t
GetIpBytes(const Frame& frame)
{
    return frame.size - wire::ETHERNET_BYTES - wire::FCS_BYTES;
}

/// Write a time as FlowMonitor does.
void
AddTime(std::ostream& os, const char* name, uint64_t ps)
{
    os << " " << name << "=\"" << TimeStep(ps).As(Time::NS) << "\"";
}

/// Write a number.
void
AddNumber(std::ostream& os, const char* name, uint64_t number)
{
    os << " " << name << "=\"" << number << "\"";
}

/// Write what was lost for a reason.
void
AddLoss(std::ostream& os, const std::string& space, std::size_t code, RdmaFlow::Amount lost)
{
    os << space << "<packetsDropped reasonCode=\"" << code << "\" number=\"" << lost.packets
       << "\" />\n"
       << space << "<bytesDropped reasonCode=\"" << code << "\" bytes=\"" << lost.bytes
       << "\" />\n";
}

} // namespace

uint64_t
RdmaFlow::CountLost() const
{
    uint64_t lost = trimmed.packets;
    for (const Amount& amount : dropped)
    {
        lost += amount.packets;
    }
    return lost;
}

void
RdmaFlowMonitor::Install(const FabricContainer& fabric)
{
    CheckThere(fabric);
    if (m_isInstalled)
    {
        throw ConfigError("this RdmaFlowMonitor listens already: Install() is called once; another "
                          "fabric takes another monitor");
    }
    const FabricEngine& engine = FabricEngine::Get();
    if (engine.GetExecuted() > 0 || engine.Now() > 0)
    {
        throw ConfigError("the simulation has run: call RdmaFlowMonitor::Install() before "
                          "Simulator::Run(), as flows would lack their beginnings");
    }
    m_isInstalled = true;
    const auto listen = [this](Ptr<Node> node, bool isHost) {
        for (uint32_t i = 0; i < node->GetNDevices(); i++)
        {
            const auto device = DynamicCast<FabricNetDevice>(node->GetDevice(i));
            if (!device)
            {
                continue;
            }
            device->TraceConnectWithoutContext(
                "FrameDropped",
                MakeBoundCallback(&RdmaFlowMonitor::Dropped, m_record));
            if (isHost)
            {
                const FabricNetDevice* port = PeekPointer(device);
                device->TraceConnectWithoutContext(
                    "FrameSent",
                    MakeBoundCallback(&RdmaFlowMonitor::Sent, m_record));
                device->TraceConnectWithoutContext(
                    "FrameReceived",
                    MakeBoundCallback(&RdmaFlowMonitor::Received, m_record, port));
            }
        }
    };
    for (auto host = fabric.GetHosts().Begin(); host != fabric.GetHosts().End(); ++host)
    {
        listen(*host, true);
    }
    for (auto node = fabric.GetSwitches().Begin(); node != fabric.GetSwitches().End(); ++node)
    {
        listen(*node, false);
    }
}

RdmaFlow*
RdmaFlowMonitor::Record::Find(const Frame& frame, bool make)
{
    if (frame.kind != FrameKind::DATA)
    {
        return nullptr;
    }
    const std::pair<uint32_t, uint32_t> key{frame.src, frame.srcQp};
    const auto known = index.find(key);
    if (known != index.end())
    {
        return &flows[known->second];
    }
    if (!make)
    {
        return nullptr;
    }
    index.emplace(key, flows.size());
    RdmaFlow& flow = flows.emplace_back();
    flow.src = frame.src;
    flow.dst = frame.dst;
    flow.pair = frame.srcQp;
    flow.sourcePort = frame.entropy;
    flow.firstSent = frame.sentAt;
    flow.hopLimit = frame.hopLimit;
    return &flow;
}

void
RdmaFlowMonitor::Sent(RecordPointer record, const Frame& frame)
{
    if (RdmaFlow* flow = record->Find(frame, true))
    {
        flow->lastSent = frame.sentAt;
        flow->sent.Add(GetIpBytes(frame));
    }
}

void
RdmaFlowMonitor::Received(RecordPointer record, const FabricNetDevice* device, const Frame& frame)
{
    RdmaFlow* flow = record->Find(frame);
    if (!flow)
    {
        return;
    }
    if (frame.Has(FRAME_TRIMMED))
    {
        flow->trimmed.Add(GetIpBytes(frame));
        return;
    }
    const uint64_t now = device->GetDomain().Now();
    const uint64_t delay = now - frame.sentAt;
    if (flow->received.packets == 0)
    {
        flow->firstReceived = now;
    }
    else
    {
        flow->jitterSum +=
            delay > flow->lastDelay ? delay - flow->lastDelay : flow->lastDelay - delay;
    }
    flow->lastReceived = now;
    flow->lastDelay = delay;
    flow->delaySum += delay;
    flow->timesForwarded += flow->hopLimit - frame.hopLimit;
    flow->received.Add(GetIpBytes(frame));
}

void
RdmaFlowMonitor::Dropped(RecordPointer record, const Frame& frame, DropReason reason)
{
    if (RdmaFlow* flow = record->Find(frame, true))
    {
        flow->dropped[static_cast<std::size_t>(reason)].Add(GetIpBytes(frame));
    }
}

void
RdmaFlowMonitor::SerializeToXmlStream(std::ostream& os, uint16_t indent) const
{
    const std::string space(indent, ' ');
    os << space << "<FlowMonitor>\n" << space << "  <FlowStats>\n";
    for (std::size_t i = 0; i < m_record->flows.size(); i++)
    {
        const RdmaFlow& flow = m_record->flows[i];
        os << space << "    <Flow flowId=\"" << i + 1 << "\"";
        AddTime(os, "timeFirstTxPacket", flow.firstSent);
        AddTime(os, "timeFirstRxPacket", flow.firstReceived);
        AddTime(os, "timeLastTxPacket", flow.lastSent);
        AddTime(os, "timeLastRxPacket", flow.lastReceived);
        AddTime(os, "delaySum", flow.delaySum);
        AddTime(os, "jitterSum", flow.jitterSum);
        AddTime(os, "lastDelay", flow.lastDelay);
        AddNumber(os, "txBytes", flow.sent.bytes);
        AddNumber(os, "rxBytes", flow.received.bytes);
        AddNumber(os, "txPackets", flow.sent.packets);
        AddNumber(os, "rxPackets", flow.received.packets);
        AddNumber(os, "lostPackets", flow.CountLost());
        AddNumber(os, "timesForwarded", flow.timesForwarded);
        os << ">\n";
        for (std::size_t reason = 0; reason < flow.dropped.size(); reason++)
        {
            AddLoss(os, space + "      ", reason, flow.dropped[reason]);
        }
        AddLoss(os, space + "      ", flow.dropped.size(), flow.trimmed);
        os << space << "    </Flow>\n";
    }
    os << space << "  </FlowStats>\n" << space << "  <Ipv4FlowClassifier>\n";
    for (std::size_t i = 0; i < m_record->flows.size(); i++)
    {
        const RdmaFlow& flow = m_record->flows[i];
        os << space << "    <Flow flowId=\"" << i + 1 << "\" sourceAddress=\""
           << FrameCodec::HostIpv4(flow.src) << "\" destinationAddress=\""
           << FrameCodec::HostIpv4(flow.dst) << "\" protocol=\"" << UDP << "\" sourcePort=\""
           << flow.sourcePort << "\" destinationPort=\"" << wire::ROCE_UDP_PORT << "\" queuePair=\""
           << flow.pair << "\">\n"
           << space << "    </Flow>\n";
    }
    os << space << "  </Ipv4FlowClassifier>\n"
       << space << "  <FlowProbes>\n"
       << space << "  </FlowProbes>\n"
       << space << "</FlowMonitor>\n";
}

void
RdmaFlowMonitor::SerializeToXmlFile(const std::string& name) const
{
    std::ofstream file(name, std::ios::out | std::ios::binary);
    file << "<?xml version=\"1.0\" ?>\n";
    SerializeToXmlStream(file);
    file.close();
    if (!file)
    {
        throw ConfigError("cannot write '" + name + "'");
    }
}

} // namespace aifabric
} // namespace ns3
