/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Captures and ascii traces, as other helpers of ns-3 have them.
 */

#include "fabric-helper.h"
#include "trace-files.h"

#include "ns3/packet.h"

namespace ns3
{
namespace aifabric
{

void
FabricHelper::EnablePcapInternal(std::string prefix, Ptr<NetDevice> nd, bool, bool explicitFilename)
{
    auto device = DynamicCast<FabricNetDevice>(nd);
    if (!device)
    {
        return;
    }
    PcapHelper pcap;
    const std::string name = explicitFilename ? prefix : pcap.GetFilenameFromDevice(prefix, device);
    pcap.HookDefaultSink<FabricNetDevice>(device, "PromiscSniffer", TraceFiles::OpenCapture(name));
}

void
FabricHelper::EnableAsciiInternal(Ptr<OutputStreamWrapper> stream,
                                  std::string prefix,
                                  Ptr<NetDevice> nd,
                                  bool explicitFilename)
{
    auto device = DynamicCast<FabricNetDevice>(nd);
    if (!device)
    {
        return;
    }
    Packet::EnablePrinting();
    AsciiTraceHelper ascii;
    if (!stream)
    {
        const std::string name =
            explicitFilename ? prefix : ascii.GetFilenameFromDevice(prefix, device);
        stream = ascii.CreateFileStream(name);
        ascii.HookDefaultEnqueueSinkWithoutContext<FabricNetDevice>(device, "Enqueue", stream);
        ascii.HookDefaultDequeueSinkWithoutContext<FabricNetDevice>(device, "Dequeue", stream);
        ascii.HookDefaultDropSinkWithoutContext<FabricNetDevice>(device, "Drop", stream);
        ascii.HookDefaultReceiveSinkWithoutContext<FabricNetDevice>(device, "PhyRxEnd", stream);
        return;
    }
    const std::string path = "/NodeList/" + std::to_string(nd->GetNode()->GetId()) +
                             "/DeviceList/" + std::to_string(nd->GetIfIndex()) +
                             "/$ns3::aifabric::FabricNetDevice/";
    ascii.HookDefaultEnqueueSinkWithContext<FabricNetDevice>(device,
                                                             path + "Enqueue",
                                                             "Enqueue",
                                                             stream);
    ascii.HookDefaultDequeueSinkWithContext<FabricNetDevice>(device,
                                                             path + "Dequeue",
                                                             "Dequeue",
                                                             stream);
    ascii.HookDefaultDropSinkWithContext<FabricNetDevice>(device, path + "Drop", "Drop", stream);
    ascii.HookDefaultReceiveSinkWithContext<FabricNetDevice>(device,
                                                             path + "PhyRxEnd",
                                                             "PhyRxEnd",
                                                             stream);
}

} // namespace aifabric
} // namespace ns3
