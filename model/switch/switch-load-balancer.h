/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_LOAD_BALANCER_H
#define SWITCH_LOAD_BALANCER_H

#include "ns3/fabric-net-device.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-routes.h"
#include "ns3/fabric-trace.h"
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

/**
 * @ingroup ai-fabric
 *
 * The next hops among which a strategy chooses, and what it may know of them.
 */
class Candidates
{
  public:
    /**
     * @param group the next hops
     * @param devices all ports of the switch
     * @param destinationEdge number of the destination's edge switch
     * @param destinationPod pod of that edge switch
     */
    Candidates(const PortGroup& group,
               FabricNetDevice* const* devices,
               uint32_t destinationEdge,
               uint32_t destinationPod)
        : m_group(group),
          m_devices(devices),
          m_destinationEdge(destinationEdge),
          m_destinationPod(destinationPod)
    {
    }

    /** @return the number of candidates, at least 2. */
    uint32_t GetCount() const
    {
        return static_cast<uint32_t>(m_group.ports.size());
    }

    /**
     * @param i index of a candidate, below GetCount()
     * @return its port number at the switch
     */
    uint16_t GetPort(uint32_t i) const
    {
        return m_group.ports[i];
    }

    /** @return true if the candidates have unequal weights. */
    bool IsWeighted() const
    {
        return !m_group.weights.empty();
    }

    /**
     * @param i index of a candidate
     * @return its weight: the capacity of the shortest paths through it, in lowest terms
     */
    uint32_t GetWeight(uint32_t i) const
    {
        return m_group.weights.empty() ? 1 : m_group.weights[i];
    }

    /**
     * @param i index of a candidate
     * @return its port
     */
    const FabricNetDevice& GetDevice(uint32_t i) const
    {
        return *m_devices[m_group.ports[i]];
    }

    /**
     * @param i index of a candidate
     * @return its egress backlog in bytes, the frame in service included
     */
    uint64_t GetBacklog(uint32_t i) const
    {
        return m_devices[m_group.ports[i]]->GetBacklog();
    }

    /**
     * @param i index of a candidate
     * @return true if its link is up as far as the switch can tell
     */
    bool IsUp(uint32_t i) const
    {
        return m_devices[m_group.ports[i]]->IsLinkUp();
    }

    /** @return number of the destination's edge switch. */
    uint32_t GetDestinationEdge() const
    {
        return m_destinationEdge;
    }

    /** @return pod of the destination's edge switch. */
    uint32_t GetDestinationPod() const
    {
        return m_destinationPod;
    }

    /** @return number of the group of next hops at this switch. */
    uint16_t GetGroup() const
    {
        return m_group.id;
    }

  private:
    const PortGroup& m_group;
    FabricNetDevice* const* m_devices;
    uint32_t m_destinationEdge;
    uint32_t m_destinationPod;
};

/**
 * @ingroup ai-fabric
 *
 * What a switch does for its strategy beyond asking it for ports.
 */
class SwitchServices
{
  public:
    virtual ~SwitchServices() = default;

    /**
     * Route, balance and queue a frame as if it had just come in.
     * @param frame the frame, no longer the caller's
     */
    virtual void ForwardFrame(Frame* frame) = 0;

    /**
     * Queue a frame at a port, if there is room.
     * @param frame the frame, no longer the caller's
     * @param port number of the port
     */
    virtual void SendThrough(Frame* frame, uint16_t port) = 0;

    /** @return the ports, by number. */
    virtual const std::vector<FabricNetDevice*>& GetPorts() const = 0;

    /** @return the forwarding table as it is now. */
    virtual const ForwardingTable& GetForwardingTable() const = 0;
};

/** Where a switch stands, told to its strategy before time zero. */
struct SwitchPlace
{
    uint32_t node{0};    ///< node number, unique
    uint32_t tier{1};    ///< 1 next to the hosts
    uint32_t pod{0};     ///< own pod, or UINT32_MAX
    uint32_t edge{0};    ///< own number among edge switches, or UINT32_MAX
    uint32_t edges{0};   ///< number of edge switches in the fabric
    uint32_t pods{0};    ///< number of pods in the fabric
    uint32_t ports{0};   ///< number of ports
    uint64_t buffer{0};  ///< bytes of buffer behind a port, for strategies that grade queues
    uint32_t vertex{0};  ///< own vertex in the topology
    uint64_t latency{0}; ///< forwarding latency of a switch, ps
    const FabricTopology* topology{nullptr}; ///< the graph; null in tests of single choices
    const FabricRoutes* routes{nullptr};     ///< all routes, for strategies that name whole paths
    SwitchServices* services{nullptr};       ///< what the switch can do; null in such tests
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
     * @param frame the frame; the strategy may change its overlay
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

    /** @return true if it is of no use where switches do not mark. */
    bool NeedsMarks() const
    {
        return DoNeedsMarks();
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

    /** @return where the strategy stands. */
    const SwitchPlace& GetPlace() const
    {
        return m_place;
    }

    /**
     * Let a frame go on that DoReceived() has kept.
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
     * Look at a frame that has come in.
     * @param frame the frame
     * @return true to keep it
     */
    virtual bool DoReceived(Frame* frame);

    /**
     * Look at a frame that leaves a queue.
     * @param frame the frame
     * @param port number of the port
     */
    virtual void DoSent(Frame& frame, uint16_t port);

    /** @return true if it is of no use where switches do not mark; false by default. */
    virtual bool DoNeedsMarks() const;

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
