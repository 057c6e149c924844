/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_LOAD_BALANCER_H
#define SWITCH_LOAD_BALANCER_H

#include "ns3/fabric-net-device.h"
#include "ns3/fabric-random.h"
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
     * @param group number of the group at this switch
     * @param ports port numbers, ascending
     * @param devices all ports of the switch
     * @param destinationEdge number of the destination's edge switch
     * @param destinationPod pod of that edge switch
     */
    Candidates(uint16_t group,
               const std::vector<uint16_t>& ports,
               FabricNetDevice* const* devices,
               uint32_t destinationEdge,
               uint32_t destinationPod)
        : m_ports(ports.data()),
          m_count(static_cast<uint32_t>(ports.size())),
          m_devices(devices),
          m_destinationEdge(destinationEdge),
          m_destinationPod(destinationPod),
          m_group(group)
    {
    }

    /** @return the number of candidates, at least 2. */
    uint32_t GetCount() const
    {
        return m_count;
    }

    /**
     * @param i index of a candidate, below GetCount()
     * @return its port number at the switch
     */
    uint16_t GetPort(uint32_t i) const
    {
        return m_ports[i];
    }

    /**
     * @param i index of a candidate
     * @return its egress backlog in bytes, the frame in service included
     */
    uint64_t GetBacklog(uint32_t i) const
    {
        return m_devices[m_ports[i]]->GetBacklog();
    }

    /**
     * @param i index of a candidate
     * @return true if its link is up as far as the switch can tell
     */
    bool IsUp(uint32_t i) const
    {
        return m_devices[m_ports[i]]->IsLinkUp();
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
        return m_group;
    }

  private:
    const uint16_t* m_ports;
    uint32_t m_count;
    FabricNetDevice* const* m_devices;
    uint32_t m_destinationEdge;
    uint32_t m_destinationPod;
    uint16_t m_group;
};

/** Where a switch stands, told to its strategy before time zero. */
struct SwitchPlace
{
    uint32_t node{0};   ///< node number, unique
    uint32_t tier{1};   ///< 1 next to the hosts
    uint32_t pod{0};    ///< own pod, or UINT32_MAX
    uint32_t edge{0};   ///< own number among edge switches, or UINT32_MAX
    uint32_t edges{0};  ///< number of edge switches in the fabric
    uint32_t pods{0};   ///< number of pods in the fabric
    uint32_t ports{0};  ///< number of ports
    uint64_t buffer{0}; ///< bytes of buffer behind a port, for strategies that grade queues
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

    /** @return true (the default) if packets of a flow may overtake each other. */
    virtual bool DoReorders() const;

    SwitchPlace m_place;
    FabricRandom m_random;
    uint64_t m_decisions{0};
    FabricTrace<const Frame&, uint16_t> m_selectedTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_LOAD_BALANCER_H
