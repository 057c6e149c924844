/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_LOAD_BALANCER_H
#define SWITCH_LOAD_BALANCER_H

#include "next-hop-candidates.h"
#include "switch-place.h"

#include "ns3/fabric-random.h"
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

/** Size bins: rotation equalises packet counts, so packets of unlike sizes rotate apart. */
enum SizeBin : uint32_t
{
    BIN_DATA = 0,
    BIN_CONTROL = 1,
    BIN_COUNT = 2,
};

/** What a strategy wants to hear of besides choices. */
enum SwitchHook : uint32_t
{
    HOOK_RECEIVED = 1, ///< every frame that comes in: DoReceived()
    HOOK_SENT = 2,     ///< every frame that leaves a queue: DoSent()
};

/**
 * @ingroup ai-fabric
 *
 * A strategy of a switch: which of several next hops a frame takes.
 *
 * Contract of DoSelect(): called once per frame when it is about to be queued, and only if there
 * are two candidates or more. It may read the frame and the candidates and change nothing but its
 * own state. It returns the index of a candidate. Randomness comes from GetRandom() only; ties
 * that are not broken at random go to the lowest index. State belongs to one switch.
 *
 * Strategies that exchange information use Frame::overlay, which travels with a frame, or messages
 * of their own (FrameKind::SWITCH), which they make with FramePool and send through
 * GetPlace().services. Those that want to see frames outside choices say so in DoGetHooks().
 */
class SwitchLoadBalancer : public Object
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    SwitchLoadBalancer();
    ~SwitchLoadBalancer() override;

    /**
     * Tell where the strategy stands. Checks its configuration and seeds its randomness.
     * @param place the switch
     * @return an empty string, or what is wrong with the configuration
     */
    std::string Start(const SwitchPlace& place);

    /**
     * Choose.
     * @param frame the frame
     * @param candidates the next hops
     * @return index of a candidate
     */
    uint32_t Select(const Frame& frame, const Candidates& candidates)
    {
        m_decisions++;
        const uint32_t choice = DoSelect(frame, candidates);
        NS_ASSERT_MSG(choice < candidates.GetCount(), "strategy chose a port outside the group");
        if (m_selectedTrace.IsConnected())
        {
            m_selectedTrace(frame, candidates.GetPort(choice));
        }
        return choice;
    }

    /**
     * A link of the switch went up or down.
     * @param port its number
     * @param up the new state
     */
    void LinkChanged(uint16_t port, bool up)
    {
        DoLinkChanged(port, up);
    }

    /** The forwarding table of the switch has changed: groups, their ports and weights. */
    void RoutesChanged()
    {
        DoRoutesChanged();
    }

    /** @return what the strategy wants to hear of at its place, SwitchHook bits; after Start(). */
    uint32_t GetHooks() const
    {
        return DoGetHooks();
    }

    /**
     * A frame has come in (HOOK_RECEIVED).
     * @param frame the frame
     * @return true if the strategy keeps it, to give it back by Release() or to end it by Consume()
     */
    bool Received(Frame* frame)
    {
        m_held++;
        const bool kept = DoReceived(frame);
        m_held -= kept ? 0 : 1;
        return kept;
    }

    /**
     * A frame leaves a queue for its link (HOOK_SENT).
     * @param frame the frame; the strategy may change its overlay, extra and size
     * @param port number of the port
     */
    void Sent(Frame& frame, uint16_t port)
    {
        DoSent(frame, port);
    }

    /** @return frames that the strategy keeps. */
    uint64_t GetHeld() const
    {
        return m_held;
    }

    /** @return what the strategy needs of the network, NetworkNeed bits. */
    uint32_t GetNeeds() const
    {
        return DoGetNeeds();
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
     * @param frame the frame
     * @param port the port it will take
     */
    using SelectedTracedCallback = void (*)(const Frame& frame, uint16_t port);

  protected:
    /** @return the random stream of this strategy at this switch. */
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
    const SwitchPlace& GetPlace() const
    {
        return m_place;
    }

    /**
     * Let a frame go on that DoReceived() has kept and HoldFrame() has charged.
     * @param frame the frame
     */
    void Release(Frame* frame);

    /**
     * End a frame that DoReceived() is about to keep, or has kept: a message to this strategy.
     * @param frame the frame
     */
    void Consume(Frame* frame);

  private:
    /**
     * Decide. See the contract above.
     * @param frame the frame
     * @param candidates the next hops
     * @return index of a candidate
     */
    virtual uint32_t DoSelect(const Frame& frame, const Candidates& candidates) = 0;

    /** Build state; GetPlace() and GetRandom() are ready. */
    virtual void DoStart();

    /**
     * Refuse nonsense before time zero.
     * @return an empty string, or one line that names the attribute and what is allowed
     */
    virtual std::string CheckConfig() const;

    /**
     * React to a link.
     * @param port its number
     * @param up the new state
     */
    virtual void DoLinkChanged(uint16_t port, bool up);

    /** Forget what depended on the forwarding table. */
    virtual void DoRoutesChanged();

    /** @return what the strategy wants to hear of, SwitchHook bits; none by default. */
    virtual uint32_t DoGetHooks() const;

    /**
     * Look at a frame that has come in. One that waits takes buffer: whoever keeps frames asks
     * services->HasRoom() first, and charges each by services->HoldFrame().
     * @param frame the frame
     * @return true to keep it
     */
    virtual bool DoReceived(Frame* frame);

    /**
     * Look at a frame that leaves a queue and is no longer charged to any buffer. It may grow here
     * (FramePool::Grow()).
     * @param frame the frame
     * @param port number of the port
     */
    virtual void DoSent(Frame& frame, uint16_t port);

    /** @return NetworkNeed bits; none by default. */
    virtual uint32_t DoGetNeeds() const;

    /** @return true (the default) if packets of a flow may overtake each other. */
    virtual bool DoReorders() const;

    SwitchPlace m_place;
    FabricRandom m_random;
    uint64_t m_decisions{0};
    uint64_t m_held{0};
    FabricTrace<const Frame&, uint16_t> m_selectedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_LOAD_BALANCER_H
