/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "policy-load-balancer.h"

#include "ns3/component-description.h"
#include "ns3/component-registry.h"
#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/string.h"

#include <algorithm>

namespace ns3
{
namespace aifabric
{

NS_OBJECT_ENSURE_REGISTERED(PolicyLoadBalancer);

namespace
{

/// The strategies that a class may have.
const ComponentFamily&
GetFamily()
{
    static const ComponentFamily family("load balancer of switches",
                                        "LoadBalancer",
                                        {SwitchLoadBalancer::GetTypeId()});
    return family;
}

/**
 * Make the strategy of a class.
 * @param text name:key=value:key=value
 * @return the strategy
 */
Ptr<SwitchLoadBalancer>
Make(const std::string& text)
{
    // The first colon ends the name, others stand for commas; "::" is of a TypeId.
    std::string spec = text;
    bool isNamed = false;
    for (size_t i = 0; i < spec.size(); i++)
    {
        if (spec.compare(i, 2, "::") == 0)
        {
            i++;
        }
        else if (spec[i] == ':')
        {
            spec[i] = isNamed ? ',' : ':';
            isNamed = true;
        }
    }
    return CreateComponent<SwitchLoadBalancer>(GetFamily(), spec);
}

} // namespace

template <size_t... C>
TypeId
PolicyLoadBalancer::AddClasses(TypeId tid, std::index_sequence<C...>)
{
    ((tid = tid.AddAttribute(
          "Class" + std::to_string(C),
          "Strategy of traffic class " + std::to_string(C) +
              ", a colon before each parameter; empty = that of Default",
          StringValue(""),
          MakeStringAccessor(&PolicyLoadBalancer::SetText<C>, &PolicyLoadBalancer::GetTextOf<C>),
          MakeStringChecker())),
     ...);
    return tid;
}

TypeId
PolicyLoadBalancer::GetTypeId()
{
    static TypeId tid = DescribeStrategy(
        AddClasses(TypeId("ns3::aifabric::PolicyLoadBalancer")
                       .SetParent<SwitchLoadBalancer>()
                       .SetGroupName("AiFabric")
                       .AddConstructor<PolicyLoadBalancer>(),
                   std::make_index_sequence<CLASS_COUNT>())
            .AddAttribute("Default",
                          "Strategy of all other classes, a colon before each parameter",
                          StringValue("ecmp"),
                          MakeStringAccessor(&PolicyLoadBalancer::m_default),
                          MakeStringChecker()),
        {"switch",
         "traffic class",
         "that of others",
         "a strategy of its own for each traffic class",
         "Nexus 9000"});
    return tid;
}

PolicyLoadBalancer::PolicyLoadBalancer() = default;
PolicyLoadBalancer::~PolicyLoadBalancer() = default;

void
PolicyLoadBalancer::DoDispose()
{
    for (const auto& strategy : m_strategies)
    {
        strategy->Dispose();
    }
    m_strategies.clear();
    m_observers.clear();
    SwitchLoadBalancer::DoDispose();
}

std::string
PolicyLoadBalancer::CheckConfig() const
{
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        try
        {
            Make(GetText(c));
        }
        catch (const ConfigError& error)
        {
            return "policy: " + (m_texts[c].empty() ? "default" : "class" + std::to_string(c)) +
                   "=" + GetText(c) + ": " + error.what();
        }
    }
    return {};
}

NetworkNeeds
PolicyLoadBalancer::DoGetNeeds() const
{
    uint32_t needs = 0;
    const uint8_t classes = CheckConfig().empty() ? CLASS_COUNT : 0;
    for (uint8_t c = 0; c < classes; c++)
    {
        const NetworkNeeds own = Make(GetText(c))->GetNeeds();
        for (uint32_t bit = 1; bit != 0; bit <<= 1) // whatever needs there are
        {
            needs |= own.Has(static_cast<NetworkNeed>(bit)) ? bit : 0;
        }
    }
    return {needs, "what its strategies need"};
}

void
PolicyLoadBalancer::DoStart()
{
    m_strategies.clear();
    m_observers.clear();
    for (uint8_t c = 0; c < CLASS_COUNT; c++)
    {
        const std::string& text = GetText(c);
        uint8_t same = 0;
        while (same < c && GetText(same) != text)
        {
            same++;
        }
        if (same < c)
        {
            m_ofClass[c] = m_ofClass[same];
            continue;
        }
        const Ptr<SwitchLoadBalancer> strategy = Make(text);
        std::string problem = strategy->Start(GetPlace());
        if (problem.empty() && (strategy->GetHooks() & HOOK_RECEIVED))
        {
            problem = "a policy carries no messages between switches and keeps no frames; use "
                      "another strategy for this class, or this one for all";
        }
        if (!problem.empty())
        {
            throw ConfigError(
                "policy: " + (m_texts[c].empty() ? "default" : "class" + std::to_string(c)) + "=" +
                text + ": " + problem);
        }
        if (strategy->GetHooks() & HOOK_SENT)
        {
            m_observers.push_back(PeekPointer(strategy));
        }
        m_ofClass[c] = static_cast<uint8_t>(m_strategies.size());
        m_strategies.push_back(strategy);
    }
}

uint32_t
PolicyLoadBalancer::DoGetHooks() const
{
    return m_observers.empty() ? 0U : +HOOK_SENT;
}

void
PolicyLoadBalancer::DoSent(Frame& frame, uint16_t port)
{
    for (SwitchLoadBalancer* observer : m_observers)
    {
        observer->Sent(frame, port);
    }
}

void
PolicyLoadBalancer::DoLinkChanged(uint16_t port, bool up)
{
    for (const auto& strategy : m_strategies)
    {
        strategy->LinkChanged(port, up);
    }
}

void
PolicyLoadBalancer::DoRoutesChanged()
{
    for (const auto& strategy : m_strategies)
    {
        strategy->RoutesChanged();
    }
}

uint32_t
PolicyLoadBalancer::DoSelect(const Frame& frame, const Candidates& candidates)
{
    return m_strategies[m_ofClass[frame.priority]]->Select(frame, candidates);
}

} // namespace aifabric
} // namespace ns3
