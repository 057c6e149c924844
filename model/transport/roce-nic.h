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
#include "queue-pair.h"
#include "responder.h"

#include "ns3/fabric-net-device.h"
#include "ns3/frame-pool.h"
#include "ns3/number-map.h"
#include "ns3/object-factory.h"
#include "ns3/object.h"
#include "ns3/path-catalog.h"

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
 * A RoCEv2 NIC with reliable connections, aggregated to the node of a host.
 *
 * Messages are RDMA WRITEs. There is one queue pair to each peer, made on first use, and more if a
 * strategy cuts messages into pieces. The port
 * pulls frames when it is free: CNPs first, then ACKs and NAKs, then one packet of the queue pair
 * whose turn it is (round robin among those that recovery, window, pacing and PFC let send, in
 * turns of Burst packets). What paces a queue pair ends its turn.
 */
class RoceNic final : public Object,
                      public FabricPortOwner,
                      public FramePool::DropListener,
                      public HostServices
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
     * Take up work. The device is connected.
     * @param device the port
     * @param host fabric host number, below 65536
     * @param routes the paths of the fabric
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(Ptr<FabricNetDevice> device, uint32_t host, Ptr<FabricRoutes> routes);

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

    /** @return the strategy of this host, or null: packets keep the entropy of their queue pair. */
    Ptr<HostLoadBalancer> GetLoadBalancer() const;

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

    /** @return since when the class of data has been paused, ps; UINT64_MAX if it is not. */
    uint64_t GetPausedSince() const
    {
        return m_pausedSince;
    }

    /**
     * @param dst fabric host number
     * @return true if routing knows a way to it
     */
    bool HasRoute(uint32_t dst) const;

    /** @return mask of the classes for which there is something to send. */
    uint8_t GetWaitingClasses() const;

    /** @return the largest distance by which a packet to this host was overtaken. */
    uint64_t GetMaxReorder() const;
    /** @return the largest number of packets held out of order by a connection of this host. */
    uint64_t GetMaxHeld() const;
    /** @return frames waiting in the NIC, counted one by one. */
    uint64_t CountFrames() const;

    /** @return the queue pairs, in the order in which they were made. */
    const std::vector<std::unique_ptr<QueuePair>>& GetQueuePairs() const
    {
        return m_queuePairs;
    }

    /** @return payload bytes of a full packet. */
    uint32_t GetMtu() const override
    {
        return m_mtu;
    }

    /** @return bytes by which headers exceed those of IPv4. */
    uint32_t GetIpExtra() const
    {
        return m_ipVersion == 6 ? wire::IPV6_EXTRA_BYTES : 0;
    }

    /** @return the flag that frames of this host carry for their IP version. */
    uint8_t GetIpFlag() const
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

    /** @return true if the port can send, as far as it knows. */
    bool IsPortUp() const
    {
        return m_port->IsUp();
    }

    /** @return rate of the port, bits per second. */
    double GetLineRate() const override
    {
        return m_lineRate;
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

    /** @return rate of data of all queue pairs together, bits per second; known to those made. */
    double GetHostRate() const
    {
        return m_hostRate;
    }

    /** @return longest round-trip time of a full packet and its ACK in an idle fabric, ps.
     * @param dst fabric host number */
    uint64_t GetBaseRtt(uint32_t dst) const override;
    void SendProbe(uint32_t dst, uint16_t entropy, bool steered) override;

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

    void ReceiveFrame(Frame* frame) override;
    void FrameLeavesQueue(FabricPort& port, Frame* frame) override;
    Frame* PullFrame(FabricPort& port) override;
    void LinkChanged(FabricPort& port) override;
    void PauseChanged(FabricPort& port) override;
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

  private:
    friend class QueuePair;

    static constexpr uint8_t INITIAL_HOP_LIMIT = 64;
    static constexpr uint32_t HOST_PART = 0xffffff; ///< of event keys: the NIC as a whole

    void DoDispose() override;

    // For queue pairs.
    void AddReady(QueuePair* pair);
    void CompleteData(Frame& frame, uint64_t sequence);
    void ReportSent(const MessageInfo& message);
    void ReportFailed(const MessageInfo& message, const FailureCause& cause);
    void WatchDrops(bool begins);
    void ReportLoss(const LostPacket& packet);

    static void CheckPieces(const std::vector<MessagePiece>& pieces, uint64_t bytes);
    QueuePair* GetQueuePair(uint32_t dst, uint8_t subflow);
    QueuePair* MakeQueuePair(uint32_t dst, uint8_t subflow);
    void AnswerProbe(const Frame& probe);
    void ReportReceived(const MessageInfo& message);
    void ReportWholeFailed(const MessageInfo& message);
    void Wake();
    void LetGo(Frame& frame);
    Frame* MakeControl(const Frame& data, FrameKind kind, uint32_t size);
    void ReceiveData(Frame* frame);
    void Answer(const Frame& frame, Responder& responder, const PacketVerdict& verdict);
    Frame* PullData();

    static uint32_t PairNumber(uint32_t peer, uint8_t subflow)
    {
        return ((peer << 8) & 0xffffff) | subflow;
    }

    FabricPort* m_port{nullptr};
    FabricDomain* m_domain{nullptr};
    FramePool* m_pool{nullptr};
    HostLoadBalancer* m_balancer{nullptr};
    MessageListener* m_listener{nullptr};
    QueuePair* m_readyHead{nullptr};
    QueuePair* m_readyTail{nullptr};
    uint32_t m_burst{1};
    uint32_t m_inTurn{0}; ///< packets that the queue pair at the head has sent in its turn
    bool m_goesOn{false}; ///< the queue pair that has just sent keeps its turn
    FrameFifo m_acks;
    FrameFifo m_cnps;
    Counters m_counters;
    uint64_t m_notificationInterval{UINT64_MAX};
    double m_lineRate{0};
    double m_hostRate{0};        ///< rate of data of all queue pairs together, bits per second
    uint64_t m_nextAvailable{0}; ///< no data before this time, ps
    FabricEvent m_wakeEvent;
    bool m_paced{false}; ///< the host rate is below the line rate
    double m_feasible;
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
    std::unique_ptr<PathCatalog> m_catalog; ///< made when routes change
    uint64_t m_firstEpoch{0};               ///< of the routes
    std::vector<MessagePiece> m_pieces;     ///< scratch of PostWrite()
    Ptr<FabricRoutes> m_routes;
    ObjectFactory m_recoveryFactory;
    ObjectFactory m_congestionFactory;
    Ptr<LossRecovery> m_recoveryPrototype;
    Ptr<CongestionControl> m_congestionPrototype;
    Ptr<HostLoadBalancer> m_balancerObject;
    std::map<std::string, Failure> m_failures; ///< messages given up, by reason
    FailureCause m_lastFailure;                ///< why the last queue pair gave up
    uint32_t m_troubled{0};                    ///< queue pairs that get no answers
    uint64_t m_pausedSince{UINT64_MAX};        ///< see GetPausedSince()
    uint64_t m_queueWait{0};                   ///< ps
    uint64_t m_longestTimeout{0};              ///< ps
    uint64_t m_unfitWait{0};                   ///< ps
    FabricTrace<const MessageInfo&> m_sentTrace;
    FabricTrace<const MessageInfo&> m_receivedTrace;
    FabricTrace<Ptr<const Object>, uint32_t> m_queuePairTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // ROCE_NIC_H
