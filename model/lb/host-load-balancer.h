/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef HOST_LOAD_BALANCER_H
#define HOST_LOAD_BALANCER_H

#include "ns3/fabric-frame.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-routes.h"
#include "ns3/fabric-trace.h"
#include "ns3/object.h"

#include <string>

namespace ns3
{
namespace aifabric
{

/** Where a host stands, told to its strategy before time zero. */
struct HostPlace
{
    uint32_t node{0};         ///< node number, unique
    uint32_t host{0};         ///< fabric host number
    Ptr<FabricRoutes> routes; ///< the paths of the fabric
};

/**
 * @ingroup ai-fabric
 *
 * A strategy of a host: which path each packet takes, said by its entropy (the UDP source port
 * that ECMP switches hash), or by a path number that switches obey (FRAME_STEERED).
 *
 * Contract of DoSelect(): called once per frame when the NIC puts it on its link. The frame
 * arrives with the entropy of its queue pair; the strategy may change entropy and the steering
 * flag, and nothing else. One object serves all queue pairs of the host.
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
     * Packets to a host were declared lost, or a timer ran out.
     * @param destination fabric host number
     */
    void Lost(uint32_t destination)
    {
        DoLost(destination);
    }

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

    /** @return where the strategy stands. */
    const HostPlace& GetPlace() const
    {
        return m_place;
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
     * @param destination fabric host number
     */
    virtual void DoLost(uint32_t destination);

    /** @return true (the default) if packets of a flow may overtake each other. */
    virtual bool DoReorders() const;

    HostPlace m_place;
    FabricRandom m_random;
    uint64_t m_decisions{0};
    FabricTrace<const Frame&> m_selectedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // HOST_LOAD_BALANCER_H
