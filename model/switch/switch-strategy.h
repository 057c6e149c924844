/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef SWITCH_STRATEGY_H
#define SWITCH_STRATEGY_H

#include "next-hop-candidates.h"
#include "switch-events.h"
#include "switch-place.h"

#include "ns3/fabric-trace.h"
#include "ns3/strategy-base.h"

#include <cstdint>
#include <string>

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
 * What a switch asks and tells its strategy. Authors of strategies read SwitchLoadBalancer.
 */
class SwitchStrategy : public StrategyBase<SwitchEvents, SwitchPlace, FabricRandom::SWITCH_BALANCER>
{
  public:
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
        CountDecision();
        const uint32_t choice = DoSelect(frame, candidates);
        if (choice >= candidates.GetCount())
        {
            RefuseChoice(choice, candidates.GetCount());
        }
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

    /** The forwarding table of the switch has changed. */
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

    /**
     * Signature of sinks of choices.
     * @param frame the frame
     * @param port the port it will take
     */
    using SelectedTracedCallback = void (*)(const Frame& frame, uint16_t port);

  protected:
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

    FabricTrace<const Frame&, uint16_t> m_selectedTrace; ///< a frame got a port

  private:
    [[noreturn]] void RefuseChoice(uint32_t choice, uint32_t count) const;
    virtual uint32_t DoSelect(const Frame& frame, const Candidates& candidates) = 0;

    uint64_t m_held{0};
};

} // namespace aifabric
} // namespace ns3

#endif // SWITCH_STRATEGY_H
