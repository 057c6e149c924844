/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_LOAD_BALANCER_H
#define HOST_LOAD_BALANCER_H

#include "ns3/fabric-domain.h"
#include "ns3/fabric-frame.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-routes.h"
#include "ns3/fabric-trace.h"
#include "ns3/network-need.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * What a NIC does for the strategy of its host.
 */
class HostServices
{
  public:
    virtual ~HostServices() = default;

    /**
     * Send a probe, which the NIC at the other end answers; see
     * HostLoadBalancer::DoProbeAnswered(). It takes the path that entropy and steering say and is
     * not passed to DoSelect(); nor is the answer to a steered probe, which comes back on the path
     * of the same number.
     * @param dst fabric host number
     * @param entropy entropy, or wire::ENTROPY_BASE plus the number of a path
     * @param steered whether it is the number of a path
     */
    virtual void SendProbe(uint32_t dst, uint16_t entropy, bool steered) = 0;

    /**
     * @param dst fabric host number
     * @return longest round-trip time of a full packet and its ACK in an idle fabric, ps
     */
    virtual uint64_t GetBaseRtt(uint32_t dst) const = 0;

    /** @return rate of the port, bits per second. */
    virtual double GetLineRate() const = 0;

    /** @return payload bytes of a full packet. */
    virtual uint32_t GetMtu() const = 0;
};

/** Where a host stands, told to its strategy before time zero. */
struct HostPlace
{
    uint32_t node{0};                ///< node number, unique
    uint32_t host{0};                ///< fabric host number
    Ptr<FabricRoutes> routes;        ///< the paths of the fabric
    HostServices* services{nullptr}; ///< what the NIC can do; null in tests of single choices
    FabricDomain* domain{nullptr};   ///< clock and calendar; null: those of the first domain
};

/** Why a packet is taken for lost. */
enum class LossCause : uint8_t
{
    GAP,     ///< packets above it were acknowledged
    NAK,     ///< the receiver asked for it
    TIMEOUT, ///< the retransmission timer ran out
    KNOWN,   ///< an ideal recovery knows
};

/** A packet that is taken for lost. */
struct LostPacket
{
    uint32_t dst;    ///< fabric host number of its receiver
    uint32_t qp;     ///< number of its queue pair, Frame::srcQp of the packet
    uint32_t psn;    ///< its packet sequence number
    LossCause cause; ///< why
};

/** A part of a message that goes its own way: over a queue pair of its own. */
struct MessagePiece
{
    uint64_t bytes{0};   ///< payload bytes
    uint8_t subflow{0};  ///< number of the queue pair among those to this peer
    bool steered{false}; ///< whether entropy is wire::ENTROPY_BASE plus the number of a path
    uint16_t entropy{0}; ///< entropy of its packets; 0: that of the queue pair
};

/** A message that a workload is going to send. */
struct PlannedMessage
{
    uint32_t src;       ///< fabric host number
    uint32_t dst;       ///< fabric host number
    uint64_t bytes;     ///< payload bytes
    uint16_t client{0}; ///< number of the client that will post it
};

/** How one host sends to another, for estimates. */
struct PairUse
{
    uint64_t packets{1};  ///< of a message
    uint64_t messages{1}; ///< in all
};

/** What it costs a strategy that one host sends to another. */
struct PairCost
{
    uint64_t queuePairs{1}; ///< queue pairs that it opens between them
    uint64_t bytes{0};      ///< memory of its own for them
};

/**
 * @ingroup ai-fabric
 *
 * A strategy of a host: which path each packet takes, said by its entropy (the UDP source port
 * that ECMP switches hash), or by a path number that switches obey (FRAME_STEERED).
 *
 * Contract of DoSelect(): called once per frame when the NIC puts it on its link. The frame
 * arrives with the entropy of its queue pair; the strategy may change entropy and the steering
 * flag, and nothing else. One object serves all queue pairs of the host. Frame::srcQp names the
 * queue pair of a data packet, Frame::qp of an ACK that of the data it answers.
 */
class HostLoadBalancer : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    HostLoadBalancer();
    ~HostLoadBalancer() override;

    /**
     * Tell where the strategy stands. Checks its configuration and seeds its randomness.
     * @param place the host
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const HostPlace& place);

    /**
     * Choose the path of a frame.
     * @param frame the frame; its entropy and steering flag are set
     */
    void Select(Frame& frame)
    {
        m_decisions++;
        DoSelect(frame);
        if (m_selectedTrace.IsConnected())
        {
            m_selectedTrace(frame);
        }
    }

    /**
     * An acknowledgement came in.
     * @param ack the frame; echoEntropy, echoTime and FRAME_BECN tell of the path it answers
     */
    void Acknowledged(const Frame& ack)
    {
        DoAcknowledged(ack);
    }

    /**
     * A packet is taken for lost.
     * @param packet which one, and why
     */
    void Lost(const LostPacket& packet)
    {
        DoLost(packet);
    }

    /**
     * The answer to a probe came in.
     * @param reply the frame: its source, echoEntropy, echoTime and FRAME_BECN
     */
    void ProbeAnswered(const Frame& reply)
    {
        DoProbeAnswered(reply);
    }

    /**
     * A probe of another host came in.
     * @param probe the frame
     */
    void Probed(const Frame& probe)
    {
        DoProbed(probe);
    }

    /**
     * Cut a message into pieces that go over queue pairs of their own. It is complete when all are.
     * @param dst fabric host number of the receiver
     * @param bytes payload bytes
     * @param pieces where to put the pieces; none if the message remains whole
     * @param client number of the client that posts it
     */
    void Split(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces, uint16_t client = 0)
    {
        m_client = client;
        DoSplit(dst, bytes, pieces);
    }

    /**
     * Tell before time zero what the workloads will send, to strategies of collective libraries.
     * If another workload comes later, this is called again with the messages of all.
     * @param messages all messages of all hosts, workload by workload, in the order of their tasks
     */
    void Plan(const std::vector<PlannedMessage>& messages)
    {
        DoPlan(messages);
    }

    /** @return what the strategy needs of the network, NetworkNeed bits. */
    uint32_t GetNeeds() const
    {
        return DoGetNeeds();
    }

    /**
     * Tell the memory that a run takes, before it is built.
     * @param use how a host sends to another one
     * @return queue pairs, and bytes from some kB on
     */
    virtual PairCost GetPairCost(const PairUse& use) const;

    /** @return true if packets of a flow may overtake each other. */
    bool Reorders() const
    {
        return DoReorders();
    }

    /** @return the number of choices made. */
    uint64_t GetDecisions() const
    {
        return m_decisions;
    }

    /**
     * Use a fixed random stream.
     * @param stream its number
     * @return the number of streams used, 1
     */
    int64_t AssignStreams(int64_t stream);

    /**
     * Signature of sinks of choices.
     * @param frame the frame with its path
     */
    using SelectedTracedCallback = void (*)(const Frame& frame);

  protected:
    /** @return the random stream of this strategy at this host. */
    FabricRandom& GetRandom()
    {
        return m_random;
    }

    /** @return clock and calendar of the part of the fabric that this belongs to. */
    FabricDomain& GetDomain() const
    {
        return *m_place.domain;
    }

    /** @return where the strategy stands. */
    const HostPlace& GetPlace() const
    {
        return m_place;
    }

    /** @return within DoSplit(), number of the client that posts the message. */
    uint16_t GetClient() const
    {
        return m_client;
    }

  private:
    /**
     * Decide. See the contract above.
     * @param frame the frame
     */
    virtual void DoSelect(Frame& frame) = 0;

    /** Build state; GetPlace() and GetRandom() are ready. */
    virtual void DoStart();

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string CheckConfig() const;

    /**
     * Learn from an acknowledgement.
     * @param ack the frame
     */
    virtual void DoAcknowledged(const Frame& ack);

    /**
     * Learn from a loss.
     * @param packet the packet
     */
    virtual void DoLost(const LostPacket& packet);

    /**
     * Learn from a probe.
     * @param reply its answer
     */
    virtual void DoProbeAnswered(const Frame& reply);

    /**
     * Learn that another host doubts its paths to here.
     * @param probe its probe
     */
    virtual void DoProbed(const Frame& probe);

    /**
     * Cut a message into pieces.
     * @param dst fabric host number of the receiver
     * @param bytes payload bytes
     * @param pieces empty; left empty, the message remains whole
     */
    virtual void DoSplit(uint32_t dst, uint64_t bytes, std::vector<MessagePiece>& pieces);

    /**
     * Learn what is going to be sent. A later call takes the place of an earlier one.
     * @param messages all messages of all hosts and clients
     */
    virtual void DoPlan(const std::vector<PlannedMessage>& messages);

    /** @return NetworkNeed bits; none by default. */
    virtual uint32_t DoGetNeeds() const;

    /** @return true (the default) if packets of a flow may overtake each other. */
    virtual bool DoReorders() const;

    HostPlace m_place;
    FabricRandom m_random;
    uint64_t m_decisions{0};
    uint16_t m_client{0};
    FabricTrace<const Frame&> m_selectedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_LOAD_BALANCER_H
