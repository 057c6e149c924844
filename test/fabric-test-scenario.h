/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FABRIC_TEST_SCENARIO_H
#define FABRIC_TEST_SCENARIO_H

#include "ns3/fabric-helper.h"
#include "ns3/message-listener.h"

#include <cstdint>
#include <string>
#include <vector>

/**
 * @ingroup ai-fabric-tests
 *
 * What tests run on a fabric: messages posted straight to the NICs, with no workload in between.
 */
class FabricTestScenario : public ns3::aifabric::MessageListener
{
  public:
    /** What came out of a run. */
    struct Outcome
    {
        uint64_t sent{0};              ///< messages acknowledged completely
        uint64_t received{0};          ///< messages that arrived completely
        uint64_t failed{0};            ///< messages given up
        double completion{0};          ///< time of the last acknowledgement, ns
        double lastArrival{0};         ///< time of the last complete arrival, ns
        double longestArrival{0};      ///< longest time from start to complete arrival, ns
        uint64_t hops{0};              ///< packet-hops
        uint64_t drops{0};             ///< frames dropped
        uint64_t uplinkQueue{0};       ///< largest backlog towards a higher tier, bytes
        uint64_t coreQueue{0};         ///< largest backlog from the highest tier down, bytes
        uint64_t aggregationQueue{0};  ///< largest backlog from aggregation to edge, bytes
        uint64_t edgeUplinkQueue{0};   ///< largest backlog from edge up, bytes
        uint64_t middleUplinkQueue{0}; ///< largest backlog from aggregation up, bytes
        uint64_t fabricQueue{0};       ///< largest backlog between switches, bytes
        uint64_t hostQueue{0};         ///< largest backlog towards a host, bytes
        uint64_t reorder{0};           ///< largest distance of overtaking, packets
        uint64_t retransmitted{0};     ///< data packets sent again
        std::string digest;            ///< hash of all port counters and completion times
        bool conserved{false};         ///< FabricContainer::CheckAccounts()
    };

    /** A message to post. */
    struct Message
    {
        uint32_t src;   ///< host
        uint32_t dst;   ///< host
        uint64_t bytes; ///< payload
        double start;   ///< ns
    };

    FabricTestScenario();

    /** @return the helper, to configure before Run(). */
    ns3::aifabric::FabricHelper& Helper()
    {
        return m_helper;
    }

    /**
     * One switch and nothing else.
     * @param hosts number of hosts at it
     */
    void UseOneSwitch(uint32_t hosts);

    /**
     * A leaf-spine.
     * @param leaves number of leaves
     * @param spines number of spines
     * @param hosts number of hosts at a leaf
     */
    void UseLeafSpine(uint32_t leaves, uint32_t spines, uint32_t hosts);

    /** Buffers without end, losses known, no ACK but the last: the setting of queue theory. */
    void UseTheory();

    /**
     * Build the fabric, unless it is built. Run() does it too.
     * @return the fabric
     */
    ns3::aifabric::FabricContainer& Build();

    /**
     * Run messages to completion.
     * @param messages the messages
     * @return what came out
     */
    Outcome Run(const std::vector<Message>& messages);

    /**
     * A random permutation without fixed points, every message at a random time within one packet.
     * @param hosts number of hosts
     * @param packets full packets of 4096 bytes per message
     * @param packetTime length of the random start interval, ns
     * @param separate if positive: no flow stays within a block of this many hosts
     * @return the messages
     */
    static std::vector<Message> Permutation(uint32_t hosts,
                                            uint32_t packets,
                                            double packetTime,
                                            uint32_t separate = 0);

    /** End the simulation; the object is of no more use. */
    void Destroy();

    /**
     * Start a simulation afresh.
     * @param run ns-3's RngRun
     * @param pump true: under ns-3's default simulator
     */
    static void Reset(uint64_t run, bool pump = false);

    void MessageSent(const ns3::aifabric::MessageInfo& message) override;
    void MessageReceived(const ns3::aifabric::MessageInfo& message) override;
    void MessageFailed(const ns3::aifabric::MessageInfo& message) override;

  private:
    void CollectQueues(Outcome& outcome) const;

    ns3::aifabric::FabricHelper m_helper;
    ns3::aifabric::FabricContainer m_fabric;
    bool m_built{false};
    Outcome m_outcome;
    std::vector<Message> m_messages;
    std::vector<uint64_t> m_completions; ///< times (ps), in order of completion
};

#endif // FABRIC_TEST_SCENARIO_H
