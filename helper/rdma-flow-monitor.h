/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RDMA_FLOW_MONITOR_H
#define RDMA_FLOW_MONITOR_H

#include "fabric-container.h"

#include "ns3/fabric-frame.h"
#include "ns3/frame-pool.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/** What became of the data packets of a queue pair. Bytes are those of IP packets, times in ps. */
struct RdmaFlow
{
    /** Packets and bytes of one kind. */
    struct Amount
    {
        uint64_t packets{0}; ///< their number
        uint64_t bytes{0};   ///< their bytes

        /**
         * Count a packet.
         * @param size its bytes
         */
        void Add(uint64_t size)
        {
            packets++;
            bytes += size;
        }
    };

    uint32_t src{0};            ///< fabric host number of the sender
    uint32_t dst{0};            ///< fabric host number of the receiver
    uint32_t pair{0};           ///< number of the queue pair at the sender
    uint16_t sourcePort{0};     ///< entropy, or path, of the first packet
    uint8_t hopLimit{0};        ///< with which packets leave the sender
    uint64_t firstSent{0};      ///< first bit of the first packet on the link of the sender
    uint64_t lastSent{0};       ///< the same of the last packet
    uint64_t firstReceived{0};  ///< last bit of the first packet at the receiver
    uint64_t lastReceived{0};   ///< the same of the last packet
    uint64_t delaySum{0};       ///< of packets received
    uint64_t jitterSum{0};      ///< of differences between delays of packets in a row
    uint64_t lastDelay{0};      ///< of the last packet received
    uint64_t timesForwarded{0}; ///< switches that packets received have crossed, in all
    Amount sent;                ///< with those that were sent again
    Amount received;            ///< with those that had come before
    Amount trimmed;             ///< received without payload, and not counted as received
    /** Dropped, by reason. */
    std::array<Amount, static_cast<std::size_t>(DropReason::COUNT)> dropped;

    /** @return packets dropped or trimmed. */
    uint64_t CountLost() const;
};

/**
 * @ingroup ai-fabric
 *
 * Statistics of RDMA flows as ns-3's FlowMonitor has them, which sees packets of IP stacks only and
 * hence none of RDMA. A flow is a queue pair that sends; only its data packets are counted. Losses
 * are known, not guessed from time. Writes the XML of FlowMonitor, for the tools that read it.
 *
 * @code
 *   RdmaFlowMonitor monitor;
 *   monitor.Install(fabric);
 *   Simulator::Run();
 *   monitor.SerializeToXmlFile("flows.xml");
 * @endcode
 */
class RdmaFlowMonitor
{
  public:
    RdmaFlowMonitor() = default;
    RdmaFlowMonitor(const RdmaFlowMonitor&) = delete;
    RdmaFlowMonitor& operator=(const RdmaFlowMonitor&) = delete;

    /**
     * Listen to all ports of a fabric.
     * @param fabric the fabric
     * @throws ConfigError if there is no fabric, if this monitor listens already, or if the
     * simulation has run: flows would lack their beginnings
     */
    void Install(const FabricContainer& fabric);

    /** @return the flows so far, in the order in which they began. */
    const std::vector<RdmaFlow>& GetFlows() const
    {
        return m_record->flows;
    }

    /**
     * Write the XML of FlowMonitor.
     * @param os where to
     * @param indent spaces before each line
     */
    void SerializeToXmlStream(std::ostream& os, uint16_t indent = 0) const;

    /**
     * Write a file of it.
     * @param name name of the file
     * @throws ConfigError if it cannot be written
     */
    void SerializeToXmlFile(const std::string& name) const;

  private:
    /// What was heard. Ports keep it, too: a monitor may end before the simulation does.
    struct Record
    {
        /// Find the flow of a data packet, or make it; null for other frames and unknown flows.
        RdmaFlow* Find(const Frame& frame, bool make = false);

        std::vector<RdmaFlow> flows;
        std::map<std::pair<uint32_t, uint32_t>, std::size_t> index; ///< by sender and queue pair
    };

    using RecordPointer = std::shared_ptr<Record>;

    static void Sent(RecordPointer record, const Frame& frame);
    static void Received(RecordPointer record, const FabricNetDevice* device, const Frame& frame);
    static void Dropped(RecordPointer record, const Frame& frame, DropReason reason);

    RecordPointer m_record{std::make_shared<Record>()};
    bool m_isInstalled{false};
};

} // namespace aifabric
} // namespace ns3

#endif // RDMA_FLOW_MONITOR_H
