/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef ROCE_NIC_H
#define ROCE_NIC_H

#include "congestion-control.h"
#include "host-load-balancer.h"
#include "loss-recovery.h"
#include "message-joiner.h"
#include "message-listener.h"
#include "nic-port.h"
#include "plane-shares.h"
#include "queue-pair.h"
#include "responder.h"
#include "send-scheduler.h"

#include "ns3/fabric-net-device.h"
#include "ns3/frame-pool.h"
#include "ns3/number-map.h"
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
 * Messages are RDMA WRITEs. There is one queue pair to each peer, made on first use, and more if a
 * strategy cuts messages into pieces or planes share them (PlaneChoice). A port pulls frames when
 * it is free: CNPs first, then ACKs and NAKs, then one packet of the queue pair whose turn it is
 * (round robin among those that recovery, window, pacing and PFC let send, in turns of Burst
 * packets). What paces a queue pair ends its turn.
 *
 * A plane whose port is down, or in which routing knows no way to the peer, is not used as long as
 * another one is left.
 */
class RoceNic final : public Object, public FramePool::DropListener
{
  public:
    /** Hosts that queue pair numbers can tell apart. */
    static constexpr uint32_t MAX_HOSTS = 65536;

    /** What a NIC counts, in frames unless said otherwise. */
    struct Counters
    {
        uint64_t dataSent{0};      ///< data packets, retransmissions included
        uint64_t dataReceived{0};  ///< data packets that came in
        uint64_t duplicates{0};    ///< of them, packets that were here before
        uint64_t outOfOrder{0};    ///< of them, packets refused because they were out of order
        uint64_t retransmitted{0}; ///< data packets sent again
        uint64_t acksSent{0};      ///< acknowledgements made
        uint64_t naksSent{0};      ///< negative acknowledgements made
        uint64_t cnpsSent{0};      ///< congestion notifications made
        uint64_t marksReceived{0}; ///< data packets that came in marked
        uint64_t bytesReceived{0}; ///< payload bytes placed
        uint64_t probesSent{0};    ///< probes of paths
        uint64_t timeouts{0};      ///< retransmission timers of queue pairs that ran out
    };

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
     * @param switchLatency forwarding latency of every switch, ps
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const std::vector<Ptr<FabricNetDevice>>& devices,
                      uint32_t host,
                      Ptr<FabricRoutes> routes,
                      uint64_t switchLatency);

    /**
     * Post an RDMA WRITE.
     * @param dst fabric host number of the receiver, not this host
     * @param bytes payload bytes, below 2^32
     * @param tag name of the message; the receiver sees it
     */
    void PostWrite(uint32_t dst, uint64_t bytes, uint64_t tag);

    /**
     * Say who hears of completions at this host.
     * @param listener outlives the NIC's activity
     */
    void SetListener(MessageListener* listener);

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
    void GetShares(uint32_t dst, uint64_t bytes, std::vector<PlaneShare>& shares) const;

    /** @return the loss recovery whose copies queue pairs use, to ask what it can bear. */
    Ptr<LossRecovery> GetRecoveryPrototype() const;

    /** @return what was counted. */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /** What is known of messages given up for one reason. */
    struct Failure
    {
        uint64_t messages{0}; ///< their number
        uint64_t time{0};     ///< largest time that belongs to the reason, ps; 0: none
    };

    /** @return messages given up, by reason. */
    const std::map<std::string, Failure>& GetFailures() const
    {
        return m_failures;
    }

    /**
     * Tell how long a packet may wait in the fabric although nothing is lost.
     * @param wait ps, beyond the idle round trip
     */
    void SetQueueWait(uint64_t wait);

    /**
     * @param baseRtt idle round trip, ps
     * @return how long an answer may take although nothing is lost, ps
     */
    uint64_t GetLongestWait(uint64_t baseRtt) const;

    /** @return the longest retransmission timeout of its queue pairs, ps. */
    uint64_t GetLongestTimeout() const
    {
        return m_longestTimeout;
    }

    /** @return the longest wait for an answer that a timeout given by hand is below, ps; 0: none.
     */
    uint64_t GetUnfitWait() const
    {
        return m_unfitWait;
    }

    /**
     * @param planes mask of planes
     * @return since when the class of data has been paused in all of them, ps; UINT64_MAX if it is
     * not
     */
    uint64_t GetPausedSince(uint32_t planes) const;

    /**
     * @param dst fabric host number
     * @return true if routing knows a way to it
     */
    bool HasRoute(uint32_t dst) const;

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
    uint64_t CountFrames() const;
    /** @return of them, those that wait for a link which is down. */
    uint64_t CountStranded() const;

    /** @return the queue pairs, in the order in which they were made. */
    const std::vector<std::unique_ptr<QueuePair>>& GetQueuePairs() const
    {
        return m_queuePairs;
    }

    /** @return payload bytes of a full packet. */
    uint32_t GetMtu() const
    {
        return m_mtu;
    }

    /** @return bytes by which headers exceed those of IPv4. */
    uint32_t GetIpExtra() const
    {
        return m_ipVersion == 6 ? wire::IPV6_EXTRA_BYTES : 0;
    }

    /** @return the flag that frames of this host carry for their IP version. */
    uint16_t GetIpFlag() const
    {
        return m_ipVersion == 6 ? FRAME_IPV6 : 0;
    }

    /** @return fabric host number. */
    uint32_t GetHost() const
    {
        return m_host;
    }

    /** @return number of the node. */
    uint32_t GetNodeId() const
    {
        return m_node;
    }

    /**
     * @param planes mask of planes
     * @return true if a port in any of them can send, as far as it knows
     */
    bool IsUp(uint32_t planes) const
    {
        return (planes & ~m_down) != 0;
    }

    /** @return rate of all ports together, but for that of the scale-up domain, bits per second. */
    double GetLineRate() const
    {
        return m_lineRate;
    }

    /** @return the number of ports. */
    uint32_t GetPortCount() const
    {
        return static_cast<uint32_t>(m_ports.size());
    }

    /** @return true if the loss recovery is told of losses (LossRecovery::KnowsLosses()). */
    bool KnowsLosses() const;

    /** @return clock and calendar of the host. */
    FabricDomain& GetDomain() const
    {
        return *m_domain;
    }

    /** @return where frames are made. */
    FramePool& GetPool() const
    {
        return *m_pool;
    }

    /**
     * @param dst fabric host number
     * @return longest round-trip time of a full packet and its ACK in an idle fabric, ps
     */
    uint64_t GetBaseRtt(uint32_t dst) const;

    /** @return traffic class of data packets. */
    uint8_t GetDataClass() const
    {
        return m_dataClass;
    }

    /** @return traffic class of ACKs and NAKs. */
    uint8_t GetAckClass() const
    {
        return m_ackClass;
    }

    /** @return traffic class of CNPs. */
    uint8_t GetCnpClass() const
    {
        return m_cnpClass;
    }

    /** @return whether ACKs tell entropy and time of the packet that they answer. */
    bool HasPathEcho() const
    {
        return m_pathEcho;
    }

    /** @return whether data packets can be marked. */
    bool IsEcnCapable() const
    {
        return m_ecnCapable;
    }

    void FrameDropped(const Frame& frame, DropReason reason) override;

    /**
     * Signature of sinks of completions.
     * @param message the message
     */
    using MessageTracedCallback = void (*)(const MessageInfo& message);
    /**
     * Signature of sinks of new queue pairs.
     * @param congestion congestion control of the queue pair
     * @param destination fabric host number of the peer
     */
    using QueuePairTracedCallback = void (*)(Ptr<const Object> congestion, uint32_t destination);

    // For ports.

    /**
     * A frame has come in.
     * @param frame the frame
     * @param port where
     */
    void ReceiveFrame(Frame* frame, NicPort& port);

    /**
     * Take a packet of the queue pair whose turn it is.
     * @param plane number of the port that is free
     * @return the packet; its plane and the time of its sending are the port's to write
     */
    Frame* PullData(uint32_t plane)
    {
        if (m_isMultihomed && m_epoch != m_routes->GetEpoch())
        {
            Refit();
        }
        return m_scheduler.Pull(plane);
    }

    /**
     * @param plane number of a port
     * @return true if a queue pair waits for its turn there
     */
    bool HasReady(uint32_t plane) const
    {
        return m_scheduler.HasReady(plane);
    }

    /**
     * The link of a port went down or came up.
     * @param port the port
     */
    void PortChanged(NicPort& port);

    /**
     * @param dst fabric host number
     * @param entropy entropy, or wire::ENTROPY_BASE plus the number of a path
     * @param steered whether it is the number of a path
     * @return a new probe
     */
    Frame* MakeProbe(uint32_t dst, uint16_t entropy, bool steered);

    /**
     * @param dst fabric host number
     * @param plane number of a plane
     * @return as GetBaseRtt(), in this plane
     */
    uint64_t GetPlaneRtt(uint32_t dst, uint32_t plane) const;

    // For queue pairs.

    /**
     * A queue pair has something to send, and does not wait for its turn yet.
     * @param pair the queue pair
     */
    void AddReady(QueuePair* pair);

    /**
     * Write what all data packets of this host have in common, and count one.
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

    /** Count a retransmission timer that ran out. */
    void CountTimeout()
    {
        m_counters.timeouts++;
    }

  private:
    static constexpr uint8_t INITIAL_HOP_LIMIT = 64;

    /// A piece of a message, and how its queue pair uses planes.
    struct Posting
    {
        MessagePiece piece;
        PlaneShare share;
    };

    void DoDispose() override;

    std::string StartPorts(const std::vector<Ptr<FabricNetDevice>>& devices);
    uint32_t GetPlanes(uint32_t dst) const;
    void Cut(uint32_t dst, uint64_t bytes, std::vector<Posting>& postings);
    QueuePair* GetQueuePair(uint32_t dst, uint8_t subflow, const PlaneShare& share);
    QueuePair* MakeQueuePair(uint32_t dst, uint32_t number, const PlaneShare& share);
    void Refit();
    void Rehome(NicPort& port);
    NicPort& PickPort(NicPort& port, uint32_t dst);
    void AnswerProbe(const Frame& probe, NicPort& port);
    void ReportReceived(const MessageInfo& message);
    void ReportWholeFailed(const MessageInfo& message);
    Frame* MakeControl(const Frame& data, FrameKind kind, uint32_t size);
    void ReceiveData(Frame* frame, NicPort& port);
    void Answer(const Frame& frame,
                Responder& responder,
                const PacketVerdict& verdict,
                NicPort& port);

    /// Number of a queue pair: that of the peer (and of a plane, if pairs keep to planes) and the
    /// subflow.
    uint32_t PairNumber(uint32_t peer, uint32_t plane, uint8_t subflow) const
    {
        return (((peer * m_pairPlanes + plane) << 8) & 0xffffff) | subflow;
    }

    SendScheduler m_scheduler;
    FabricDomain* m_domain{nullptr};
    FramePool* m_pool{nullptr};
    MessageListener* m_listener{nullptr};
    bool m_isMultihomed{false}; ///< there is more than one port
    uint32_t m_pairPlanes{1};   ///< planes that numbers of queue pairs tell apart
    uint32_t m_down{0};         ///< mask of the ports that are down
    uint64_t m_epoch{0};        ///< of the routes that queue pairs know
    uint32_t m_burst{1};
    Counters m_counters;
    uint64_t m_notificationInterval{UINT64_MAX};
    double m_lineRate{0};
    double m_feasible;
    PlaneChoice m_planeChoice;
    PlaneChoice m_sharing{PLANE_STRIPE}; ///< what follows from the attribute
    bool m_mayReorder{true};
    std::vector<std::unique_ptr<NicPort>> m_ports;
    Time m_jitter;
    uint32_t m_host{0};
    uint32_t m_node{0};
    uint32_t m_mtu;
    uint32_t m_ackInterval;
    uint8_t m_dataClass;
    uint8_t m_ackClass;
    uint8_t m_cnpClass;
    uint8_t m_ipVersion;
    bool m_ecnCapable;
    bool m_pathEcho;
    bool m_listens{false};
    NumberMap<Responder> m_responderByNumber; ///< by own queue pair number
    NumberMap<QueuePair> m_pairByNumber;      ///< by own queue pair number
    std::vector<std::unique_ptr<Responder>> m_responders;
    std::vector<std::unique_ptr<QueuePair>> m_queuePairs;
    std::vector<Responder::Ending> m_complete; ///< scratch of ReceiveData()
    MessageJoiner m_joiner;
    std::vector<Posting> m_postings;    ///< scratch of PostWrite()
    std::vector<MessagePiece> m_pieces; ///< scratch of Cut()
    std::vector<PlaneShare> m_shares;   ///< scratch of Cut()
    uint64_t m_switchLatency{0};
    Ptr<FabricRoutes> m_routes;
    ObjectFactory m_recoveryFactory;
    ObjectFactory m_congestionFactory;
    Ptr<LossRecovery> m_recoveryPrototype;
    Ptr<CongestionControl> m_congestionPrototype;
    Ptr<HostLoadBalancer> m_balancerObject;             ///< of plane 0
    std::vector<Ptr<HostLoadBalancer>> m_moreBalancers; ///< of the planes from 1 on
    std::map<std::string, Failure> m_failures;          ///< messages given up, by reason
    FailureCause m_lastFailure;                         ///< why the last queue pair gave up
    uint32_t m_troubled{0};                             ///< queue pairs that get no answers
    uint64_t m_queueWait{0};                            ///< ps
    uint64_t m_longestTimeout{0};                       ///< ps
    uint64_t m_unfitWait{0};                            ///< ps
    FabricTrace<const MessageInfo&> m_sentTrace;
    FabricTrace<const MessageInfo&> m_receivedTrace;
    FabricTrace<Ptr<const Object>, uint32_t> m_queuePairTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // ROCE_NIC_H
