/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef CONWEAVE_SOURCE_H
#define CONWEAVE_SOURCE_H

#include "conweave-tag.h"

#include "ns3/flow-index.h"
#include "ns3/path-catalog.h"
#include "ns3/switch-load-balancer.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * The half of ConWeave at the edge switch of the sender: it watches the round trip of one packet
 * per epoch of a flow, and moves the flow to another path when the answer is late.
 *
 * A flow moves by its TAIL: the packet at hand is the last one on the old path, those after it are
 * in phase 1 on the new path. It moves again only when the other end has seen the TAIL.
 */
class ConweaveSource
{
  public:
    static constexpr uint32_t NO_PATH = UINT32_MAX; ///< no path

    /** What can be set. Times in ps. */
    struct Parameters
    {
        uint64_t reply{0};       ///< theta_reply: patience beyond the idle round trip
        uint64_t pause{0};       ///< theta_pause: how long a marked path is avoided
        uint64_t expiry{0};      ///< a pause of a flow after which its packets cannot meet
        uint32_t pathEntries{1}; ///< size of the table of marked paths
    };

    /** What was counted. */
    struct Counters
    {
        uint64_t epochs{0};   ///< epochs begun
        uint64_t reroutes{0}; ///< flows moved while they were sending
        uint64_t stays{0};    ///< packets that found no good path to move to
        uint64_t notified{0}; ///< reports of marked paths
    };

    /**
     * Begin.
     * @param place where the switch stands
     * @param random its randomness, which outlives this object
     * @param parameters what can be set
     */
    void Start(const SwitchPlace& place, FabricRandom& random, const Parameters& parameters);

    /**
     * Tag a packet of an own host to a host elsewhere, and perhaps move its flow.
     * @param frame the packet
     */
    void Tag(Frame& frame);

    /**
     * A message from the other end of a flow.
     * @param frame the message
     */
    void Told(const Frame& frame);

    /** Forget what was computed from the routes. */
    void RoutesChanged();

    /**
     * @param edge number of an edge switch
     * @param path number of a path to it
     * @return true if the path was not reported within the last theta_pause
     */
    bool IsGood(uint32_t edge, uint32_t path) const;

    /**
     * @param edge number of an edge switch
     * @return time (ps) that a full packet there and a message back take in an idle fabric
     */
    uint64_t GetBaseRtt(uint32_t edge);

    /** @return what was counted. */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  private:
    /// What is known of a flow.
    struct Flow
    {
        uint64_t active{0};     ///< last packet, ps
        uint64_t replyBy{0};    ///< the answer is late after this time, ps
        uint32_t path{NO_PATH}; ///< of the next packet
        uint32_t tailed{0};     ///< time of the TAIL, ns
        uint16_t epoch{0};
        uint8_t phase{0};
        bool settled{false}; ///< answered: the next packet begins an epoch
    };

    /// What is known of an edge switch.
    struct Peer
    {
        uint64_t baseRtt{0};
        std::vector<uint16_t> numbers; ///< of the paths that are alive; empty: not found yet
    };

    /// A path that was reported.
    struct Marked
    {
        uint64_t until{0}; ///< ps
        uint32_t edge{0};
        uint32_t path{0};
    };

    Flow& GetFlow(uint64_t name);
    const Peer& GetPeer(uint32_t edge);
    bool IsUp(uint32_t edge, uint32_t path) const;
    size_t PlaceOf(uint32_t edge, uint32_t path) const;
    uint32_t DrawPath(uint32_t edge);
    uint32_t FindGoodPath(uint32_t edge, uint32_t except);

    SwitchPlace m_place;
    Parameters m_parameters;
    FabricRandom* m_random{nullptr};
    FlowIndex m_index;
    std::vector<Flow> m_flows;
    std::vector<Peer> m_peers;
    PathCatalog m_catalog;
    std::vector<Marked> m_marked;
    Counters m_counters;
};

} // namespace aifabric
} // namespace ns3

#endif // CONWEAVE_SOURCE_H
