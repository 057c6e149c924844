/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef POLICY_LOAD_BALANCER_H
#define POLICY_LOAD_BALANCER_H

#include "ns3/class-queues.h"
#include "ns3/switch-load-balancer.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Policy-driven load balancing: a strategy for each traffic class, as Nexus switches of Silicon One
 * have it from NX-OS 10.5(3)F on (there ECMP, flowlets or packets, for up to six policies).
 *
 * A strategy is written as for --lb, with a colon before each of its parameters: in
 * `policy:class3=dlb:mode=per-packet,default=ecmp` packets of class 3 go by dlb, packet by packet,
 * and all others by ecmp. Classes with the same text share one strategy. A strategy hears of all
 * frames that leave, of whatever class: load is load. Strategies that keep frames or talk to other
 * switches are refused here.
 */
class PolicyLoadBalancer : public SwitchLoadBalancer
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    PolicyLoadBalancer();
    ~PolicyLoadBalancer() override;

    /**
     * @param priority a traffic class
     * @return the strategy of its frames, after Start()
     */
    Ptr<SwitchLoadBalancer> GetStrategy(uint8_t priority) const
    {
        return m_strategies[m_ofClass[priority]];
    }

  private:
    uint32_t DoSelect(const Frame& frame, const Candidates& candidates) override;
    void DoStart() override;
    void DoDispose() override;
    std::string CheckConfig() const override;
    uint32_t DoGetHooks() const override;
    void DoSent(Frame& frame, uint16_t port) override;
    void DoLinkChanged(uint16_t port, bool up) override;
    void DoRoutesChanged() override;
    NetworkNeeds DoGetNeeds() const override;

    const std::string& GetText(uint8_t priority) const
    {
        return m_texts[priority].empty() ? m_default : m_texts[priority];
    }

    /// Set the strategy of a class.
    template <size_t C>
    void SetText(std::string text)
    {
        m_texts[C] = std::move(text);
    }

    /// @return the strategy of a class as it was given
    template <size_t C>
    std::string GetTextOf() const
    {
        return m_texts[C];
    }

    template <size_t... C>
    static TypeId AddClasses(TypeId tid, std::index_sequence<C...>);

    std::string m_default;
    std::array<std::string, CLASS_COUNT> m_texts; ///< by class; empty: the default
    std::array<uint8_t, CLASS_COUNT> m_ofClass{}; ///< which of the strategies
    std::vector<Ptr<SwitchLoadBalancer>> m_strategies;
    std::vector<SwitchLoadBalancer*> m_observers; ///< those that hear of frames that leave
};

} // namespace aifabric
} // namespace ns3

#endif // POLICY_LOAD_BALANCER_H
