/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROCE_NIC_H
#define ROCE_NIC_H

#include "congestion-control.h"
#include "congestion-receiver.h"
#include "loss-recovery.h"
#include "nic-counters.h"
#include "nic-identity.h"
#include "nic-ports.h"
#include "nic-times.h"
#include "nic-traces.h"
#include "parking-lot.h"
#include "plane-shares.h"
#include "queue-pair.h"
#include "responder.h"

#include "ns3/fabric-net-device.h"
#include "ns3/frame-pool.h"
#include "ns3/host-load-balancer.h"
#include "ns3/message-joiner.h"
#include "ns3/message-listener.h"
#include "ns3/nic-clients.h"
#include "ns3/nic-failures.h"
#include "ns3/nic-operations.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * A RoCEv2 NIC with reliable connections: an endpoint, with a port in each plane of the fabric. It
 * is aggregated to the node of its host.
 *
 * Messages are RDMA WRITEs, or what NicOperations posts. There is one queue pair to each peer, made
 * on first use, and more if a strategy cuts messages into pieces, planes share them (PlaneChoice),
 * or clients have several or a class of their own (ServiceLevels). One that is idle ends and leaves
 * a record, from which it is made again (ParkIdle). A port pulls frames when it is free: CNPs and
 * NAKs of trimmed packets first, then ACKs and other NAKs, then one packet of the queue pair whose
 * turn it is (round robin among those that recovery, window, pacing and PFC let send, in turns of
 * Burst packets). What paces a queue pair ends its turn.
 *
 * A plane whose port is down, or in which routing knows no way to the peer, is not used as long as
 * another one is left.
 */
class RoceNic final : public Object,
                      public NicIdentity,
                      public FramePool::DropListener,
                      public NicClients,
                      public NicFailures,
                      public NicOperations,
                      public NicTraces,
                      private CreditSender
{
  public:
    static constexpr uint32_t MAX_HOSTS = 65536; ///< that queue pair numbers tell apart

    using Counters = NicCounters; ///< what a NIC counts

    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    RoceNic();
    ~RoceNic() override;

    /**
     * Take up work. The devices are connected.
     * @param devices the ports, by plane
     * @param host fabric host number, below 65536
     * @param routes the paths of the fabric
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const std::vector<Ptr<FabricNetDevice>>& devices,
                      uint32_t host,
                      Ptr<FabricRoutes> routes);

    /**
     * Post an RDMA WRITE of a client (NicClients). Clients share the queue pair of a peer: messages
     * leave it in the order of posting, whosesoever they are, and if it gives up, it gives up those
     * of all.
     * @param client number of the client, which hears of it here and at the receiver
     * @param dst fabric host number of the receiver, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message; the receiver sees it. Clients choose theirs independently
     */
    void PostWrite(uint16_t client, uint32_t dst, uint64_t bytes, uint64_t tag);

    /**
     * Post an RDMA WRITE of client 0, the one of SetListener().
     * @param dst receiver
     * @param bytes payload bytes
     * @param tag name of the message
     */
    void PostWrite(uint32_t dst, uint64_t bytes, uint64_t tag);

    /** @return messages posted here that have neither ended nor failed, one by one, by client. */
    std::map<uint16_t, uint64_t> CountOpenMessages() const;

    /**
     * Delay every frame behind the port at random (LinkJitter).
     * @param limit largest delay; to be set before time zero
     */
    void SetJitter(Time limit);

    /** @return the largest random delay. */
    Time GetJitter() const;

    /**
     * Give the port in a plane its strategy. Before Start(); that of plane 0 is an attribute too.
     * @param plane number of the plane
     * @param balancer the strategy, which no other port has
     */
    void SetLoadBalancer(uint32_t plane, Ptr<HostLoadBalancer> balancer);

    /**
     * @param plane number of a plane
     * @return the strategy of this host there, or null: packets keep the entropy of their queue
     * pair
     */
    Ptr<HostLoadBalancer> GetLoadBalancer(uint32_t plane = 0) const;

    /**
     * Say whether packets of a queue pair may overtake each other anyway. Before Start().
     * @param may false: planes that share packets must not make them
     */
    void SetMayReorder(bool may)
    {
        m_mayReorder = may;
    }

    /** @return the attribute: how planes share what is sent to a host. */
    PlaneChoice GetPlaneChoice() const
    {
        return m_planeChoice;
    }

    /**
     * Say how planes share what is sent to a host.
     * @param dst fabric host number of the receiver
     * @param bytes payload of a message
     * @param shares where to put the parts, which replace what was there
     */
    void GetShares(uint32_t dst, uint64_t bytes, std::vector<PlaneShare>& shares) const
    {
        m_ports.GetShares(dst, bytes, m_mtu, shares);
    }

    /** @return the loss recovery whose copies queue pairs use, to ask what it can bear. */
    Ptr<LossRecovery> GetRecoveryPrototype() const;

    /** @return the congestion control whose copies queue pairs use. */
    Ptr<const CongestionControl> GetControlPrototype() const;

    /** @return what was counted. */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /** @return times of packets and answers, and timeouts. */
    NicTimes& GetTimes()
    {
        return m_times;
    }

    /** @return the same, to read. */
    const NicTimes& GetTimes() const
    {
        return m_times;
    }

    /**
     * @param plane number of a plane
     * @return mask of the classes for which there is something to send there
     */
    uint8_t GetWaitingClasses(uint32_t plane) const;

    /** @return the largest distance by which a packet to this host was overtaken. */
    uint64_t GetMaxReorder() const;
    /** @return the largest number of packets held out of order by a connection of this host. */
    uint64_t GetMaxHeld() const;

    /** @return frames waiting in the NIC, counted one by one. */
    uint64_t CountFrames() const
    {
        return m_ports.CountFrames();
    }

    /** @return of them, those that wait for a link which is down. */
    uint64_t CountStranded() const
    {
        return m_ports.CountStranded();
    }

    /** @return the queue pairs ever made, those that are parked now among them. */
    size_t CountQueuePairs() const
    {
        return m_pairs.GetEntries().size();
    }

    /** @return its queue pairs, of which those that are parked have no object. */
    const NicPorts::Pairs& GetPairs() const;

    /**
     * Reach the congestion control of a queue pair. From now on nothing is parked, so that it
     * belongs to this queue pair for good and its trace sources may be connected.
     * @param index of the queue pair, in the order in which they were made
     * @return it
     */
    Ptr<CongestionControl> ReachControl(uint32_t index);

    /** @return the receiving halves of the queue pairs of others. */
    const ParkingLot<Responder, ResponderRecord>& GetResponders() const
    {
        return m_responders;
    }

    /** @return rate of all ports together, but for that of the scale-up domain, bits per second. */
    double GetLineRate() const
    {
        return m_ports.GetLineRate();
    }

    /** @return the number of ports. */
    uint32_t GetPortCount() const
    {
        return m_ports.GetCount();
    }

    /** @return true if the loss recovery is told of losses (LossRecovery::KnowsLosses()). */
    bool KnowsLosses() const;

    void FrameDropped(const Frame& frame, DropReason reason) override;
    void FrameTrimmed(const Frame& frame) override;

    // For ports.

    /** @return the ports. */
    NicPorts& GetPorts()
    {
        return m_ports;
    }

    /**
     * A frame has come in.
     * @param frame the frame
     * @param port where
     */
    void ReceiveFrame(Frame* frame, NicPort& port);

    /**
     * @param dst fabric host number
     * @param route its way
     * @return a new probe
     */
    Frame* MakeProbe(uint32_t dst, const Route& route);

    // For queue pairs.

    /**
     * Write what data packets of this host have in common, and count one.
     * @param frame the packet
     * @param sequence its number in its queue pair
     */
    void CompleteData(Frame& frame, uint64_t sequence);

    /**
     * A message is acknowledged completely, or a piece of one.
     * @param message the message
     */
    void ReportSent(const MessageInfo& message);

    /**
     * A message, or a piece of one, is given up.
     * @param message the message
     * @param cause why
     */
    void ReportFailed(const MessageInfo& message, const FailureCause& cause);

    /**
     * A queue pair gets no answers, or gets some again.
     * @param begins whether it gets none
     */
    void WatchDrops(bool begins);

    /**
     * A packet is taken for lost.
     * @param packet the packet
     * @param planes mask of the planes of its queue pair
     */
    void ReportLoss(const LostPacket& packet, uint32_t planes);

    /**
     * Count a retransmission timer that ran out.
     * @param pair whose
     * @param retries timeouts since its last progress, this one included
     */
    void CountTimeout(const QueuePair& pair, uint32_t retries);

  private:
    friend class NicOperations;

    static constexpr uint8_t INITIAL_HOP_LIMIT = 64;

    /// A piece of a message, and how its queue pair uses planes.
    struct Posting
    {
        MessagePiece piece;
        PlaneShare share;
    };

    static TypeId AddTraceSources(TypeId tid);
    static TypeId AddPacketAttributes(TypeId tid);
    void DoDispose() override;

    void Cut(uint16_t client, uint32_t dst, uint64_t bytes, std::vector<Posting>& postings);
    QueuePair* GetQueuePair(uint32_t dst, uint8_t subflow, const PlaneShare& share, uint8_t level);
    QueuePair* MakeQueuePair(uint32_t dst, uint32_t number, const PlaneShare& share, uint8_t level);
    QueuePair* StartQueuePair(uint32_t index);
    Responder* StartResponder(uint32_t number);
    void Rest(QueuePair* pair);
    void AnswerProbe(const Frame& probe, NicPort& port);
    void ReportReceived(const MessageInfo& message);
    void TellNow(MessageDelay::Step step, const MessageInfo& message);
    void ReportWholeFailed(const MessageInfo& message);
    Frame* MakeControl(const Frame& data, FrameKind kind, uint32_t size);
    void ReceiveData(Frame* frame, NicPort& port);
    void ReceiveTrimmed(Frame* frame, NicPort& port);
    void ReceiveCredit(const Frame& frame);
    void AnswerPairProbe(const Frame& probe, NicPort& port);
    void SendCredit(const Frame& data, uint64_t credit) override;
    void CompleteAnswer(const Frame& data,
                        const Responder& responder,
                        const PacketVerdict& verdict,
                        Frame& answer);
    Responder* GetResponder(const Frame& frame);
    void Notify(const Frame& frame, Responder& responder, NicPort& port);
    void Answer(const Frame& frame,
                Responder& responder,
                const PacketVerdict& verdict,
                NicPort& port);

    /// Number of a queue pair: that of NicPorts::NumberOf(), and the subflow.
    uint32_t PairNumber(uint32_t peer, PlaneShare share, uint8_t subflow, uint8_t level = 0) const
    {
        return ((m_ports.NumberOf(peer, share, level) << 8) & 0xffffff) | subflow;
    }

    uint32_t m_burst{1};
    Counters m_counters;
    uint64_t m_notificationInterval{UINT64_MAX};
    double m_feasible;
    PlaneChoice m_planeChoice;
    bool m_mayReorder{true};
    Time m_jitter;
    bool m_listens{false};
    bool m_parkIdle;
    ParkingLot<Responder, ResponderRecord> m_responders; ///< by own queue pair number
    NicPorts::Pairs m_pairs;                             ///< by own queue pair number
    NicPorts m_ports{*this, m_pairs};
    NicTimes m_times{m_ports};
    std::vector<Responder::Ending> m_complete; ///< scratch of ReceiveData()
    MessageJoiner m_joiner;
    std::vector<Posting> m_postings;    ///< scratch of PostWrite()
    std::vector<MessagePiece> m_pieces; ///< scratch of Cut()
    std::vector<PlaneShare> m_shares;   ///< scratch of Cut()
    Ptr<FabricRoutes> m_routes;
    ObjectFactory m_recoveryFactory;
    ObjectFactory m_congestionFactory;
    Ptr<LossRecovery> m_recoveryPrototype;
    Ptr<CongestionControl> m_congestionPrototype;
    std::unique_ptr<CongestionReceiver> m_congestionReceiver; ///< null: senders do without
    Ptr<HostLoadBalancer> m_balancerObject;                   ///< of plane 0
    std::vector<Ptr<HostLoadBalancer>> m_moreBalancers;       ///< of the planes from 1 on
    uint32_t m_troubled{0};                                   ///< queue pairs that get no answers
};

} // namespace aifabric
} // namespace ns3

#endif // ROCE_NIC_H
