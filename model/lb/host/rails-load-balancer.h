/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RAILS_LOAD_BALANCER_H
#define RAILS_LOAD_BALANCER_H

#include "ns3/host-load-balancer.h"
#include "ns3/number-table.h"
#include "ns3/path-catalog.h"
#include "ns3/path-subflows.h"

#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * RailS (arXiv:2510.19262): a host knows what it is going to send, cuts it into chunks and gives
 * them, largest first, each to the rail with the least load so far (longest processing time first:
 * R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969; no rail gets more than 4/3 -
 * 1/(3N) times the least possible).
 *
 * Our rails are the uplinks of the edge switch of the host: a host has one port in a plane, and
 * each port balances for itself. The k-th messages to all receivers, of each client, are balanced
 * together. Chunks of a message on a rail are one piece, which takes the paths of the rail in turn.
 * Messages that were not planned are balanced when they are posted, on top of what was.
 */
class RailsLoadBalancer : public HostLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RailsLoadBalancer();
    ~RailsLoadBalancer() override;

  private:
    /// Share of a message that a rail gets.
    struct Share
    {
        uint16_t uplink; ///< port of the edge switch
        uint64_t bytes;
    };

    /// What a client is to send to a host.
    struct Peer
    {
        std::vector<std::vector<Share>> planned; ///< by message
        std::vector<uint64_t> bytes;             ///< by message
        uint32_t posted{0};                      ///< messages
    };

    /// A part of a message.
    struct Chunk
    {
        uint32_t key;     ///< client and receiver, see KeyOf()
        uint32_t message; ///< which one of that client to it
        uint64_t bytes;
    };

    void DoSelect(Frame& frame) override;
    void DoStart() override;
    void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces) override;
    void DoPlan(const std::vector<PlannedMessage>& messages) override;
    NetworkNeeds DoGetNeeds() const override;
    static uint32_t KeyOf(uint16_t client, uint32_t dst);
    void AddChunks(uint32_t key,
                   uint32_t message,
                   uint64_t bytes,
                   std::vector<Chunk>& chunks) const;
    void Assign(std::vector<Chunk> chunks);
    Peer& GetPeer(uint32_t key);

    uint64_t m_chunk;
    PathCatalog m_catalog;
    PathSubflows m_subflows;
    NumberTable<Peer> m_peers;    ///< by client and receiver, see KeyOf()
    std::vector<uint32_t> m_keys; ///< of the plan
    std::vector<uint64_t> m_load; ///< bytes, by port of the edge switch
    uint32_t m_turn{0};           ///< among the paths of a rail
};

} // namespace aifabric
} // namespace ns3

#endif // RAILS_LOAD_BALANCER_H
